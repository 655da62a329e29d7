/**
 * @file The classical living prior: motion and light that a stream gives statistics of, drawn from noise that the
 * structure of the key picture shapes. What looks alike moves together; what is long, straight and strong is held; a stalk
 * swings across its axis. Each octave of frequency has a few lines of a spectral volume (Li, Tucker, Snavely, Holynski,
 * "Generative Image Dynamics", CVPR 2024, section 4), so the motion goes on for ever.
 */
import { cellMeans, SeededNoise } from '../../math/index.js';
import type { Flow, Harmonic } from '../../motion/index.js';
import { boxMean, localDeviation, lumaPlane, resamplePlane, type Picture, type Plane } from '../../picture/index.js';
import type { DrawnLight, DrawnMode, Drawing } from '../generator.js';
import { EdgeAwareSmoothing } from './edge-aware-smoothing.js';
import { upsampleGuided } from './guided-upsampling.js';
import { keyStructure, type KeyStructure } from './key-structure.js';

/** Cells along the longer side of drawn maps. */
export const DRAWN_SIDE = 64;
/** Lines of the spectral volume in each octave. */
const LINES = 2;
/** How far displacements reach, by octave, fastest first, in cells. Leaves that move apart from their stalk look like rubber. */
const REACH: readonly number[] = [6, 7, 8, 10, 12];
/** How far changes of brightness reach, likewise. */
const LIGHT_REACH: readonly number[] = [0.5, 0.6, 0.8, 1, 1.3];
/** How far what is quite stiff is held back. */
const HOLD = 0.85;
/** How far motion along an axis is held back where there is nothing but the axis. */
const ALONG = 0.7;
/** Least share of the mean square that holding back leaves before strength is made up for. */
const LEAST_LEFT = 0.1;
/** Half a window in which strength is made up for, in cells. */
const WINDOW = 2;
/** Pixels per cell, along a side, in which structure is looked for. */
const FINENESS = 2;
/** Strongest light in a cell, as a share of how much the picture differs around it: what has no texture does not glitter. */
const GLOW = 0.5;
/** Largest sum of displacements that is drawn, as a share of the longer side of the picture. */
const MOST_SWING = 1 / 24;
/** First numbers of the noise of displacements, light and frequencies; key pictures have those from 0. */
const SWING_STREAM = 4096;
const LIGHT_STREAM = 1024;
const LINE_STREAM = 2048;

/** Motion and light drawn for a group with a restored key picture. @param seed of the stream */
export function drawMotion(
  { statistics, firstFrame, loopFrames }: Drawing,
  key: Picture,
  seed: number,
): { readonly modes: readonly DrawnMode[]; readonly light: readonly DrawnLight[] } {
  const scale = Math.min(1, DRAWN_SIDE / Math.max(key.width, key.height));
  const size = {
    width: Math.max(4, Math.round(key.width * scale)),
    height: Math.max(4, Math.round(key.height * scale)),
  };
  const luma = lumaPlane(key);
  const guide = resamplePlane(luma, size.width, size.height);
  const fine = resamplePlane(luma, FINENESS * size.width, FINENESS * size.height);
  const lines = (octave: number): Harmonic[] =>
    Array.from({ length: LINES }, (_, line) => lineOf(octave, line, seed, firstFrame, loopFrames));
  const most = MOST_SWING * Math.max(key.width, key.height);
  return {
    modes: swings(statistics.displacement, { guide, fine, seed }, lines, most),
    light: glints(statistics.light, { guide, fine, seed }, lines),
  };
}

/** What noise is shaped by. */
interface Ground {
  /** Luma of the key picture on the grid of the maps. */
  readonly guide: Plane;
  /** The same, {@link FINENESS} times as fine. */
  readonly fine: Plane;
  readonly seed: number;
}

function swings(
  octaves: readonly Plane[],
  { guide, fine, seed }: Ground,
  lines: (octave: number) => Harmonic[],
  most: number,
): DrawnMode[] {
  if (octaves.every(isZero)) return [];
  const structure = keyStructure(fine, guide);
  const shape = heldBack(structure, guide);
  const modes = octaves.flatMap((strength, octave) => {
    if (isZero(strength)) return [];
    const amplitude = spread(strength, guide);
    const planes = noisePlanes(guide, REACH[octave]!, 4 * LINES, seed, SWING_STREAM + octave * 4 * LINES);
    return lines(octave).flatMap((series, line) =>
      quadrature(series).map((part, k) => {
        const [x, y] = [planes[4 * line + 2 * k]!, planes[4 * line + 2 * k + 1]!];
        return { map: swing(x, y, amplitude, shape, structure), series: part };
      }),
    );
  });
  limit(modes, most);
  return modes;
}

function glints(
  octaves: readonly Plane[],
  { guide, fine, seed }: Ground,
  lines: (octave: number) => Harmonic[],
): DrawnLight[] {
  if (octaves.every(isZero)) return [];
  const most = cellMeans(localDeviation(fine.data, fine.width, fine.height, 1), fine, guide);
  return octaves.flatMap((strength, octave) => {
    if (isZero(strength)) return [];
    const amplitude = spread(strength, guide).map((value, i) => Math.min(value, GLOW * most[i]!) / Math.sqrt(LINES));
    const planes = noisePlanes(guide, LIGHT_REACH[octave]!, 2 * LINES, seed, LIGHT_STREAM + octave * 2 * LINES);
    return lines(octave).flatMap((series, line) =>
      quadrature(series).map((part, k) => {
        const data = planes[2 * line + k]!.map((value, i) => value * amplitude[i]!);
        return { map: { width: guide.width, height: guide.height, data }, series: part };
      }),
    );
  });
}

/** A wave and the one a quarter of a period ahead: together they have any phase. */
function quadrature(series: Harmonic): readonly [Harmonic, Harmonic] {
  return [series, { ...series, phase: series.phase + 0.25 }];
}

function isZero({ data }: Plane): boolean {
  return data.every((value) => value === 0);
}

/** Strengths on the grid of a guide: they end where what the guide shows ends. */
function spread({ width, height, data }: Plane, guide: Plane): Float32Array {
  const both = { width, height, data: Float32Array.from({ length: 2 * data.length }, (_, i) => data[i >> 1]!) };
  const dense = upsampleGuided(both, guide, resamplePlane(guide, width, height));
  return dense.data.filter((_, i) => i % 2 === 0);
}

/** Scales the maps down where all of them together might reach further than `most` pixels. */
function limit(modes: readonly DrawnMode[], most: number): void {
  const first = modes[0]!.map.data;
  for (let i = 0; i < first.length; i += 2) {
    let reach = 0;
    for (const { map } of modes) reach += Math.sqrt(map.data[i]! ** 2 + map.data[i + 1]! ** 2);
    if (reach <= most) continue;
    for (const { map } of modes) {
      map.data[i]! *= most / reach;
      map.data[i + 1]! *= most / reach;
    }
  }
}

/** A line of an octave: its frequency lies in its share of the octave, anywhere. */
function lineOf(octave: number, line: number, seed: number, firstFrame: number, loopFrames: number): Harmonic {
  const where = (line + 0.5 + 0.8 * new SeededNoise(seed, LINE_STREAM).uniform(octave, line)) / LINES;
  const drawn = 2 ** (where - octave - 2);
  const cyclesPerFrame = loopFrames > 0 ? Math.max(1, Math.round(drawn * loopFrames)) / loopFrames : drawn;
  const phase = cyclesPerFrame * firstFrame;
  return { cyclesPerFrame, phase: phase - Math.floor(phase) };
}

/** Planes of noise that spreads within what looks alike, of variance 1 nearly everywhere. */
function noisePlanes(guide: Plane, reach: number, count: number, seed: number, stream: number): Float32Array[] {
  const { width, height } = guide;
  const smoothing = new EdgeAwareSmoothing(guide, reach);
  const power = new Float32Array(width * height);
  const planes = Array.from({ length: count }, (_, k) => {
    const noise = new SeededNoise(seed, stream + k);
    const data = new Float32Array(width * height);
    for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++) data[at++] = noise.gaussian(x, y);
    smoothing.smooth(data);
    for (let i = 0; i < data.length; i++) power[i]! += (data[i]! * data[i]!) / count;
    return data;
  });
  const norm = boxMean(power, width, height, WINDOW).map((value) => 1 / Math.sqrt(Math.max(value, 1e-6)));
  return planes.map((plane) => plane.map((value, i) => value * norm[i]!));
}

/** How strongly each cell of a grid moves for the strength of its surroundings. */
interface HeldBack {
  readonly width: number;
  readonly height: number;
  readonly gain: Float32Array;
}

/** Stiff cells move less. Those around them move more, which makes up for it; stiff ones have no part in that. */
function heldBack({ stiffness, power }: KeyStructure, { width, height }: Plane): HeldBack {
  const weight = stiffness.map((value) => 1 - HOLD * value);
  const all = boxMean(power, width, height, WINDOW);
  const kept = power.map((value, i) => value * weight[i]! ** 2);
  const left = boxMean(kept, width, height, WINDOW);
  // What is flat has nothing to hold back.
  const gain = weight.map((value, i) => {
    const madeUp = 1 / Math.sqrt(Math.max((left[i]! + 1e-6) / (all[i]! + 1e-6), LEAST_LEFT));
    return value * (1 + (madeUp - 1) * (1 - stiffness[i]!));
  });
  return { width, height, gain };
}

function swing(
  x: Float32Array,
  y: Float32Array,
  amplitude: Float32Array,
  { gain, width, height }: HeldBack,
  { normal, coherence }: KeyStructure,
): Flow {
  const data = new Float32Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    const scale = (amplitude[i]! * gain[i]!) / Math.sqrt(LINES);
    const [nx, ny] = [normal[2 * i]!, normal[2 * i + 1]!];
    const across = x[i]! * nx + y[i]! * ny;
    const along = (y[i]! * nx - x[i]! * ny) * (1 - ALONG * coherence[i]!);
    data[2 * i] = scale * (across * nx - along * ny);
    data[2 * i + 1] = scale * (across * ny + along * nx);
  }
  return { width, height, data };
}
