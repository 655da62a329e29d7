/**
 * Runs exported networks of the motion generator in ONNX Runtime on the inputs that export_motion.py left, and compares
 * with what PyTorch made of them: node training/check-motion.js MODELS_FOLDER [CHECK_FOLDER]
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const LIMIT = 1e-4;

async function floats(path) {
  const bytes = await readFile(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice();
}

const [models, folder = 'scratch/motion-check'] = process.argv.slice(2);
if (models === undefined) throw new Error('usage: check-motion.js MODELS_FOLDER [CHECK_FOLDER]');
let worst = 0;
for (const name of (await readdir(folder)).filter((file) => file.endsWith('.json'))) {
  const kind = name.replace('.json', '');
  const shapes = JSON.parse(await readFile(join(folder, name), 'utf8'));
  const session = await InferenceSession.create(join(models, `motion-${kind}.onnx`), { intraOpNumThreads: 1 });
  const feeds = {};
  for (const input of session.inputNames)
    feeds[input] = new Tensor('float32', await floats(join(folder, `${kind}-${input}.bin`)), shapes[input]);
  const [output] = session.outputNames;
  await session.run(feeds);
  const begun = performance.now();
  const { data } = (await session.run(feeds))[output];
  const milliseconds = performance.now() - begun;
  const expected = await floats(join(folder, `${kind}-${output}.bin`));
  const difference = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - data[i])), 0);
  worst = Math.max(worst, difference);
  process.stdout.write(
    `motion-${kind}: differs by at most ${difference.toExponential(2)} of up to ${expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0).toFixed(2)}, ${milliseconds.toFixed(0)} ms\n`,
  );
  await session.release();
}
if (!(worst <= LIMIT)) throw new Error(`Expected at most ${LIMIT} between ONNX Runtime and PyTorch but found ${worst}`);
