// @ts-check
/**
 * @file Runs an exported appearance generator in ONNX Runtime on the pictures that export_appearance.py left, and compares
 * with what PyTorch made of them:
 *
 *     node lab/appearance/check-appearance.js MODEL FOLDER
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { floatsIn } from '../training/float-file.js';

const LIMIT = 1 / 255;

const [model, folder] = process.argv.slice(2);
if (model === undefined || folder === undefined) throw new Error('Usage: check-appearance.js MODEL FOLDER');
const session = await InferenceSession.create(model, { intraOpNumThreads: 2 });
let worst = 0;
for (const [i, { shape, quantiser, noise }] of JSON.parse(
  await readFile(join(folder, 'index.json'), 'utf8'),
).entries()) {
  const picture = await floatsIn(join(folder, `picture-${i}.f32`));
  /** @type {Record<string, Tensor>} */
  const inputs = {
    picture: new Tensor('float32', picture, shape),
    quantiser: new Tensor('float32', Float32Array.of(quantiser), [1]),
  };
  if (noise > 0)
    inputs['noise'] = new Tensor('float32', await floatsIn(join(folder, `noise-${i}.f32`)), [
      1,
      noise,
      ...shape.slice(2),
    ]);
  await session.run(inputs);
  const start = performance.now();
  const restored = /** @type {Float32Array} */ ((await session.run(inputs))['restored']?.data);
  const milliseconds = performance.now() - start;
  const expected = await floatsIn(join(folder, `restored-${i}.f32`));
  let difference = 0;
  let change = 0;
  for (const [at, value] of restored.entries()) {
    difference = Math.max(difference, Math.abs(value - (expected[at] ?? NaN)));
    change = Math.max(change, Math.abs(value - (picture[at] ?? NaN)));
  }
  worst = Math.max(worst, difference);
  process.stdout.write(
    `${shape.join('x')} quantiser ${quantiser}: differs by at most ${difference.toExponential(2)}, changes the picture by up to ${change.toFixed(3)}, ${milliseconds.toFixed(0)} ms\n`,
  );
}
await session.release();
if (!(worst <= LIMIT)) throw new Error(`Expected at most ${LIMIT} between ONNX Runtime and PyTorch but found ${worst}`);
