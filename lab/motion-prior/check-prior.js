// @ts-check
/**
 * @file Runs the network that draws motion in ONNX Runtime on the input that export_prior.py left, and
 * compares with what PyTorch made of it:
 *
 *     node lab/motion-prior/check-prior.js MODEL FOLDER
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { floatsIn } from '../training/float-file.js';

const LIMIT = 1e-4;

const [model, folder] = process.argv.slice(2);
if (model === undefined || folder === undefined) throw new Error('Usage: check-prior.js MODEL FOLDER');
/** @type {{ inputs: string[], output: string, shapes: Record<string, number[]> }} */
const { inputs, output, shapes } = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'));
const session = await InferenceSession.create(model, { intraOpNumThreads: 1 });
/** @type {Record<string, Tensor>} */
const feeds = {};
for (const name of inputs)
  feeds[name] = new Tensor('float32', await floatsIn(join(folder, `${name}.f32`)), shapes[name]);
await session.run(feeds);
const begun = performance.now();
const outputs = await session.run(feeds);
const milliseconds = performance.now() - begun;
await session.release();
const expected = await floatsIn(join(folder, `${output}.f32`));
const found = /** @type {Float32Array} */ (outputs[output]?.data);
const difference = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? NaN))), 0);
const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
process.stdout.write(
  `differs by at most ${difference.toExponential(2)} of up to ${largest.toFixed(2)}, ${milliseconds.toFixed(0)} ms\n`,
);
if (!(difference <= LIMIT))
  throw new Error(`Expected at most ${LIMIT} between ONNX Runtime and PyTorch but found ${difference}`);
