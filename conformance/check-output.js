// @ts-check
/**
 * @file Whether what a decoder made of a stream of the set is what it should be. Used by the runner and by the tests of the
 * first decoder.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * An entry of the manifest; see manifest.schema.json.
 * @typedef {{
 *   name: string,
 *   about: string,
 *   file: string,
 *   sides: [width: number, height: number],
 *   alpha?: boolean,
 *   times: number[],
 *   options?: { liveliness?: number, fidelity?: number },
 *   sha256?: string,
 *   planes?: { file: string, stride: number },
 *   error?: { code: string, group?: number },
 * }} Entry
 */

/** What planes a picture has. @typedef {Pick<Entry, 'sides' | 'alpha'>} Shape */

/** @typedef {{ mean: number, levels: number, share: number }} Tolerance */

/** @typedef {{ tolerance: Tolerance, streams: Entry[] }} Manifest */

/** An error that a decoder reported. @typedef {{ code?: string | undefined, group?: number | undefined }} Refusal */

/** What a decoder said: the planes of all times, or its error. @typedef {Uint8Array | Refusal} Output */

/** @typedef {{ problem?: string, largest?: number, mean?: number }} Verdict */

/** @returns {Manifest} */
export function readManifest() {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'manifest.json'), 'utf8'));
}

/** Bytes of an entry's stream. @param {Entry} entry @returns {Uint8Array} */
export function streamOfEntry(entry) {
  return new Uint8Array(readFileSync(join(import.meta.dirname, entry.file)));
}

/**
 * Compares what came out of a decoder with what should have.
 * @param {Entry} entry
 * @param {Output} output
 * @param {Tolerance} tolerance
 * @returns {Verdict} with a problem where they do not agree; figures where samples were compared within a tolerance
 */
export function checkOutput(entry, output, tolerance) {
  if (!(output instanceof Uint8Array)) return checkError(entry.error, output);
  if (entry.error !== undefined) return { problem: `expected ${entry.error.code} but received pictures` };
  const length = entry.times.length * planeShapes(entry).reduce((sum, [w, h]) => sum + w * h, 0);
  if (output.length !== length) return { problem: `expected ${length} samples but received ${output.length}` };
  if (entry.sha256 !== undefined) {
    const same = createHash('sha256').update(output).digest('hex') === entry.sha256;
    return same ? { largest: 0, mean: 0 } : { problem: 'samples are not those of an AV1 decoder' };
  }
  return comparePlanes(entry, output, tolerance);
}

/** @param {Entry['error']} expected @param {Refusal} received @returns {Verdict} */
function checkError(expected, { code, group }) {
  const said = `${code ?? 'no code'}${group === undefined ? '' : ` of group ${group}`}`;
  if (expected === undefined) return { problem: `expected pictures but received ${said}` };
  if (code !== expected.code) return { problem: `expected ${expected.code} but received ${said}` };
  if (expected.group !== undefined && group !== expected.group)
    return { problem: `expected group ${expected.group} but received ${said}` };
  return {};
}

/** @param {Entry} entry @param {Uint8Array} output @param {Tolerance} tolerance @returns {Verdict} */
function comparePlanes(entry, output, tolerance) {
  const { planes, times } = entry;
  if (planes === undefined) return { problem: 'the manifest has nothing to compare with' };
  const expected = readFileSync(join(import.meta.dirname, planes.file));
  const received = keptSamples(output, entry, planes.stride);
  if (received.length !== expected.length) return { problem: `${planes.file} has ${expected.length} samples` };
  const verdict = { largest: 0, mean: 0 };
  let at = 0;
  for (const time of times) {
    for (const [plane, [width, height]] of planeShapes(entry).entries()) {
      const count = kept(width, planes.stride) * kept(height, planes.stride);
      const { largest, mean, far } = differences(received, expected, at, count, tolerance.levels);
      verdict.largest = Math.max(verdict.largest, largest);
      verdict.mean = Math.max(verdict.mean, mean);
      at += count;
      if (mean > tolerance.mean || far > tolerance.share) {
        const figures = `mean difference ${mean.toFixed(3)}, largest ${largest}, ${(100 * far).toFixed(1)}% of samples`;
        return {
          ...verdict,
          problem: `plane ${'YUVA'[plane]} at ${time}: ${figures} beyond ${tolerance.levels} levels`,
        };
      }
    }
  }
  return verdict;
}

/** @param {Uint8Array} a @param {Uint8Array} b @param {number} start @param {number} count @param {number} levels */
function differences(a, b, start, count, levels) {
  let [largest, sum, far] = [0, 0, 0];
  for (let i = start; i < start + count; i++) {
    const difference = Math.abs((a[i] ?? 0) - (b[i] ?? 0));
    largest = Math.max(largest, difference);
    sum += difference;
    if (difference > levels) far++;
  }
  return { largest, mean: sum / count, far: far / count };
}

/** Sides of the planes Y, U and V, and A where there is one. @param {Shape} shape @returns {[number, number][]} */
function planeShapes({ sides: [width, height], alpha = false }) {
  /** @type {[number, number]} */
  const chroma = [Math.ceil(width / 2), Math.ceil(height / 2)];
  return [[width, height], chroma, chroma, ...(alpha ? [/** @type {[number, number]} */ ([width, height])] : [])];
}

/** @param {number} side @param {number} stride */
function kept(side, stride) {
  return Math.ceil(side / stride);
}

/**
 * Every `stride`-th sample of every `stride`-th row of each plane, from the first on.
 * @param {Uint8Array} output planes of all times
 * @param {Shape & Pick<Entry, 'times'>} shape
 * @param {number} stride
 * @returns {Uint8Array}
 */
export function keptSamples(output, shape, stride) {
  /** @type {number[]} */
  const out = [];
  let start = 0;
  for (let i = 0; i < shape.times.length; i++) {
    for (const [width, height] of planeShapes(shape)) {
      for (let y = 0; y < height; y += stride)
        for (let x = 0; x < width; x += stride) out.push(output[start + y * width + x] ?? 0);
      start += width * height;
    }
  }
  return Uint8Array.from(out);
}
