/**
 * @file Spectral volumes of the motion of clips, for training the network that draws motion:
 *
 *     npx tsx lab/motion-prior/training-volumes.ts OUT CLIPS...    folders or files
 *
 * OUT gets one record after another, each: its length in bytes and that of its description (two 32-bit integers,
 * little-endian), the description (JSON), and the rest, compressed by zlib: the key picture (128 x 128 x RGB, 8 bits), then
 * for each of some frequencies the real and imaginary part of the displacement along x and y (8 bits, times a scale of
 * the description, in cells; 64 x 64). A clip gives a window of 64 frames at its beginning, one at its end, and a
 * quarter of the picture, enlarged. Clips that OUT has already are left out, so the command can be called again.
 */
import { appendFile, mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { analysisPlane, gatherFlow } from '../../packages/codec/src/encoder/analysis/motion-analysis.js';
import { trackFlows } from 'dynamics-codec/motion';
import { lumaPlane, pictureToRgb, type Picture, type Plane } from 'dynamics-codec/picture';
import { clipFrames } from '../../packages/bench/benches/support/clip-pictures.js';
import { isHeldOut, namedNumber } from '../training/held-out.js';

/** Frames of a window. */
const WINDOW = 64;
/** Cells along a side. */
const SIDE = 64;
/** Pixels along a side of the stored key picture. */
const KEY_SIDE = 128;
/** Frequencies that are kept, in cycles per window: up to three of each octave. */
const BINS = [1, 2, 3, 4, 5, 7, 8, 11, 14, 17, 22, 28];
/** Most frames of a clip that are looked at. */
const FRAMES = 200;

interface Window {
  readonly name: string;
  readonly first: number;
  /** Place of a quarter of the picture, where it is not all of it. */
  readonly crop?: { readonly x: number; readonly y: number };
}

function windowsOf(clip: string, frames: number, side: number): Window[] {
  const half = side >> 1;
  const place = (what: string): number => 2 * Math.floor((half * namedNumber(`${clip} ${what}`)) / 2);
  const last = frames - WINDOW;
  return [
    { name: 'begin', first: 0 },
    ...(last >= WINDOW >> 1 ? [{ name: 'end', first: last }] : []),
    { name: 'near', first: last >> 1, crop: { x: place('x'), y: place('y') } },
  ];
}

function cropped({ width, data }: Plane, { x, y }: { readonly x: number; readonly y: number }, side: number): Plane {
  const out = new Float32Array(side * side);
  for (let row = 0; row < side; row++)
    out.set(data.subarray((y + row) * width + x, (y + row) * width + x + side), row * side);
  return { width: side, height: side, data: out };
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

/** RGB of a picture or a part of it, on a square of {@link KEY_SIDE} pixels. */
function keyBytes(picture: Picture, { crop }: Window): Buffer {
  const { width } = picture;
  const data = pictureToRgb(picture, 3);
  const side = crop ? picture.width >> 1 : picture.width;
  const factor = side / KEY_SIDE;
  const out = Buffer.alloc(3 * KEY_SIDE * KEY_SIDE);
  for (let y = 0; y < KEY_SIDE; y++)
    for (let x = 0; x < KEY_SIDE; x++)
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        let count = 0;
        for (let v = Math.floor(y * factor); v < Math.ceil((y + 1) * factor); v++)
          for (let u = Math.floor(x * factor); u < Math.ceil((x + 1) * factor); u++, count++)
            sum += data[3 * ((v + (crop?.y ?? 0)) * width + u + (crop?.x ?? 0)) + c]!;
        out[3 * (y * KEY_SIDE + x) + c] = Math.round(sum / count);
      }
  return out;
}

function recordOf(clip: string, frames: readonly Picture[], window: Window): Buffer {
  const part = frames.slice(window.first, window.first + WINDOW);
  const middle = WINDOW >> 1;
  const planes = part.map((picture) =>
    window.crop ? cropped(lumaPlane(picture), window.crop, picture.width >> 1) : analysisPlane(picture),
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
  const description = Buffer.from(
    JSON.stringify({ clip, window: window.name, held: isHeldOut(sourceOf(clip)), bins: BINS, scales }),
  );
  const rest = deflateSync(Buffer.concat([keyBytes(part[middle]!, window), integers]), { level: 9 });
  const head = Buffer.alloc(8);
  head.writeUInt32LE(8 + description.length + rest.length, 0);
  head.writeUInt32LE(description.length, 4);
  return Buffer.concat([head, description, rest]);
}

/** Clips of one scene have one source: they differ in the number at the end. */
function sourceOf(clip: string): string {
  return clip.replace(/-\d+$/, '');
}

async function clipsAlready(path: string): Promise<Set<string>> {
  const bytes = await readFile(path).catch(() => Buffer.alloc(0));
  const out = new Set<string>();
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at)) {
    const text = bytes.toString('utf8', at + 8, at + 8 + bytes.readUInt32LE(at + 4));
    out.add((JSON.parse(text) as { readonly clip: string }).clip);
  }
  return out;
}

const [out, ...named] = process.argv.slice(2);
if (out === undefined || named.length === 0) throw new Error('Usage: training-volumes.ts OUT CLIPS...');
await mkdir(dirname(out), { recursive: true });
const already = await clipsAlready(out);
for (const path of named) {
  const files = (await stat(path)).isDirectory()
    ? (await readdir(path)).filter((file) => file.endsWith('.mp4')).map((file) => join(path, file))
    : [path];
  for (const file of files.sort((a, b) => namedNumber(a) - namedNumber(b))) {
    const clip = basename(file, '.mp4');
    if (already.has(clip)) continue;
    const begun = performance.now();
    const frames = await clipFrames(file, FRAMES);
    if (frames.length < WINDOW) continue;
    const records = windowsOf(clip, frames.length, frames[0]!.width).map((window) => recordOf(clip, frames, window));
    await appendFile(out, Buffer.concat(records));
    const seconds = (performance.now() - begun) / 1000;
    console.log(
      `${clip}: ${records.length} windows, ${records.reduce((sum, { length }) => sum + length, 0)} bytes, ${seconds.toFixed(1)} s`,
    );
  }
}
