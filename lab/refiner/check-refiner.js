/**
 * Runs an exported frame refiner in ONNX Runtime on the frames that export_refiner.py left, and compares with what PyTorch
 * made of them: node training/check-refiner.js MODEL FOLDER [THREADS]
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const LIMIT = 1 / 255;
const REPEATS = 30;

async function floats(path) {
  const bytes = await readFile(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice();
}

const [model, folder, threads = '2'] = process.argv.slice(2);
if (model === undefined || folder === undefined) throw new Error('usage: check-refiner.js MODEL FOLDER [THREADS]');
const session = await InferenceSession.create(model, { intraOpNumThreads: Number(threads) });
let worst = 0;
for (const [i, { height, width, planes, knowledge }] of JSON.parse(
  await readFile(join(folder, 'index.json'), 'utf8'),
).entries()) {
  const tensor = async (name, count) =>
    new Tensor('float32', await floats(join(folder, `${name}-${i}.f32`)), [1, count, height, width]);
  const inputs = {
    frame: await tensor('frame', planes),
    knowledge: await tensor('knowledge', knowledge),
    change: await tensor('change', planes),
  };
  const times = [];
  let refined;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const start = performance.now();
    ({ refined } = await session.run(inputs));
    times.push(performance.now() - start);
  }
  const expected = await floats(join(folder, `refined-${i}.f32`));
  const difference = expected.reduce((most, value, at) => Math.max(most, Math.abs(refined.data[at] - value)), 0);
  worst = Math.max(worst, difference);
  times.sort((a, b) => a - b);
  process.stdout.write(
    `${2 * width}x${2 * height}: differs by at most ${difference.toExponential(2)}, ${times[REPEATS >> 1].toFixed(1)} ms (fastest ${times[0].toFixed(1)})\n`,
  );
}
await session.release();
if (worst > LIMIT) throw new Error(`Expected at most ${LIMIT} between ONNX Runtime and PyTorch but found ${worst}`);
