/**
 * @file Spectral volumes of the motion of clips, for training the network that draws motion:
 *
 *     npx tsx lab/motion-prior/training-volumes.ts OUT CLIPS...    folders or files
 *
 * OUT gets one record after another (`records.ts`): the key picture (128 x 128 x RGB, 8 bits), then for each of some
 * frequencies the real and imaginary part of the displacement along x and y (8 bits, times a scale of the description, in
 * cells; 64 x 64). A clip gives a window of 64 frames at its beginning, one at its end, and a quarter of the picture, near by.
 */
import { gatherFlow } from '../../packages/codec/src/encoder/analysis/gather-flow.js';
import { analysisPlane } from '../../packages/codec/src/encoder/analysis/motion-analysis.js';
import { trackFlows } from 'dynamics-codec/motion';
import { lumaPlane, type Picture } from 'dynamics-codec/picture';
import { clipFrames } from '../../packages/bench/benches/support/clip-pictures.js';
import { namedNumber } from '../training/held-out.js';
import { appendClips, croppedPlane, isSourceHeldOut, keyBytes, record, type Part } from './records.js';

/** Frames of a window. */
const WINDOW = 64;
/** Cells along a side. */
const SIDE = 64;
/** Frequencies that are kept, in cycles per window: up to three of each octave. */
const BINS = [1, 2, 3, 4, 5, 7, 8, 11, 14, 17, 22, 28];
/** Most frames of a clip that are looked at. */
const FRAMES = 200;

interface Window {
  readonly name: string;
  readonly first: number;
  readonly part: Part;
}

function windowsOf(clip: string, frames: number, side: number): Window[] {
  const half = side >> 1;
  const place = (what: string): number => 2 * Math.floor((half * namedNumber(`${clip} ${what}`)) / 2);
  const last = frames - WINDOW;
  const whole = { x: 0, y: 0, side };
  return [
    { name: 'begin', first: 0, part: whole },
    ...(last >= WINDOW >> 1 ? [{ name: 'end', first: last, part: whole }] : []),
    { name: 'near', first: last >> 1, part: { x: place('x'), y: place('y'), side: half } },
  ];
}

/** Complex displacement of each frequency: straight trends are taken away, then a Hann window is laid over. */
function volumeOf(flows: readonly Float32Array[]): Float32Array[] {
  const size = flows[0]!.length;
  const middle = (WINDOW - 1) / 2;
  const slopeNorm = flows.reduce((sum, _, t) => sum + (t - middle) ** 2, 0);
  const mean = new Float32Array(size);
  const slope = new Float32Array(size);
  for (const [t, flow] of flows.entries())
    for (let i = 0; i < size; i++) {
      mean[i]! += flow[i]! / WINDOW;
      slope[i]! += (flow[i]! * (t - middle)) / slopeNorm;
    }
  const parts = BINS.flatMap(() => [new Float32Array(size), new Float32Array(size)]);
  // A sine of amplitude 1 comes out as 1: the Hann window has a mean of one half.
  const gain = 4 / WINDOW;
  for (const [t, flow] of flows.entries()) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * (t + 0.5)) / WINDOW);
    for (const [k, bin] of BINS.entries()) {
      const angle = (2 * Math.PI * bin * t) / WINDOW;
      const [cos, sin] = [gain * hann * Math.cos(angle), -gain * hann * Math.sin(angle)];
      const [re, im] = [parts[2 * k]!, parts[2 * k + 1]!];
      for (let i = 0; i < size; i++) {
        const value = flow[i]! - mean[i]! - slope[i]! * (t - middle);
        re[i]! += cos * value;
        im[i]! += sin * value;
      }
    }
  }
  return parts;
}

function recordOf(clip: string, frames: readonly Picture[], window: Window): Buffer {
  const part = frames.slice(window.first, window.first + WINDOW);
  const middle = WINDOW >> 1;
  const planes = part.map((picture) =>
    window.part.side < picture.width ? croppedPlane(lumaPlane(picture), window.part) : analysisPlane(picture),
  );
  const flows: Float32Array[] = [];
  for (const { index, backward } of trackFlows(planes[middle]!, planes, WINDOW, middle, { quality: 'fast' }))
    flows[index] = gatherFlow(backward, SIDE, SIDE, SIDE / backward.width).data;
  const volume = volumeOf(flows);
  const scales: number[] = [];
  const cells = SIDE * SIDE;
  const integers = Buffer.alloc(2 * cells * volume.length);
  for (const [k, values] of volume.entries()) {
    const most = values.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-6);
    scales.push(most / 127);
    for (let i = 0; i < cells; i++)
      for (let c = 0; c < 2; c++)
        integers.writeInt8(Math.round((127 * values[2 * i + c]!) / most), (2 * k + c) * cells + i);
  }
  const description = { clip, window: window.name, held: isSourceHeldOut(clip), bins: BINS, scales };
  return record(description, Buffer.concat([keyBytes(part[middle]!, window.part), integers]));
}

const [out, ...named] = process.argv.slice(2);
if (out === undefined || named.length === 0) throw new Error('Usage: training-volumes.ts OUT CLIPS...');
await appendClips(out, named, async (path, clip) => {
  const frames = await clipFrames(path, FRAMES);
  if (frames.length < WINDOW) return [];
  return windowsOf(clip, frames.length, frames[0]!.width).map((window) => recordOf(clip, frames, window));
});
