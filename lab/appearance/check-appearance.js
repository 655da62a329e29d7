/**
 * Runs an exported appearance generator in ONNX Runtime on the pictures that export_appearance.py left, and compares
 * with what PyTorch made of them: node training/check-appearance.js MODEL FOLDER
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const LIMIT = 1 / 255;

async function floats(path) {
  const bytes = await readFile(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice();
}

const [model, folder] = process.argv.slice(2);
if (model === undefined || folder === undefined) throw new Error('usage: check-appearance.js MODEL FOLDER');
const session = await InferenceSession.create(model, { intraOpNumThreads: 2 });
let worst = 0;
for (const [i, { shape, bits, noise }] of JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')).entries()) {
  const picture = new Tensor('float32', await floats(join(folder, `picture-${i}.f32`)), shape);
  const inputs = { picture, bits: new Tensor('float32', new Float32Array([bits]), [1]) };
  if (noise > 0)
    inputs.noise = new Tensor('float32', await floats(join(folder, `noise-${i}.f32`)), [1, noise, ...shape.slice(2)]);
  await session.run(inputs);
  const start = performance.now();
  const { restored } = await session.run(inputs);
  const milliseconds = performance.now() - start;
  const expected = await floats(join(folder, `restored-${i}.f32`));
  let difference = 0;
  let change = 0;
  for (let at = 0; at < expected.length; at++) {
    difference = Math.max(difference, Math.abs(restored.data[at] - expected[at]));
    change = Math.max(change, Math.abs(restored.data[at] - picture.data[at]));
  }
  worst = Math.max(worst, difference);
  process.stdout.write(
    `${shape.join('x')} bits ${bits}: differs by at most ${difference.toExponential(2)}, changes the picture by up to ${change.toFixed(3)}, ${milliseconds.toFixed(0)} ms\n`,
  );
}
await session.release();
if (worst > LIMIT) throw new Error(`Expected at most ${LIMIT} between ONNX Runtime and PyTorch but found ${worst}`);
