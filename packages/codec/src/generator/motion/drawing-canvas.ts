/**
 * @file What drawn motion is made of and made up into, whatever shapes it. Each octave of frequency has a few lines of a
 * spectral volume (Li, Tucker, Snavely, Holynski, "Generative Image Dynamics", CVPR 2024, section 4), so the motion goes on
 * for ever. Displacements have a shape from a generator and their strength from statistics; light is drawn here.
 */
import { cellMeans, powerOfTwo, SeededNoise } from '../../math/index.js';
import type { Harmonic } from '../../motion/index.js';
import { boxMean, localDeviation, lumaPlane, resamplePlane, type Picture, type Plane } from '../../picture/index.js';
import type { DrawnLight, DrawnMode, Drawing } from '../generator.js';
import { EdgeAwareSmoothing } from './edge-aware-smoothing.js';
import { upsampleGuided } from './guided-upsampling.js';

/** Cells along the longer side of drawn maps. */
export const DRAWN_SIDE = 64;
/** Lines of the spectral volume in each octave. */
export const LINES = 2;
/** How far changes of brightness reach, by octave, fastest first, in cells. */
const LIGHT_REACH: readonly number[] = [0.5, 0.6, 0.8, 1, 1.3];
/** Half a window in which strength is made up for, in cells. */
export const STRENGTH_WINDOW = 2;
/** Pixels per cell, along a side, in which structure is looked for. */
const FINENESS = 2;
/** Strongest light in a cell, as a share of how much the picture differs around it: what has no texture does not glitter. */
const GLOW = 0.5;
/** Largest sum of displacements that is drawn, as a share of the longer side of the picture. */
const MOST_SWING = 1 / 24;
/** First numbers of the noise of light and frequencies; key pictures have those from 0, displacements those from 4096. */
const LIGHT_STREAM = 1024;
const LINE_STREAM = 2048;

/** What motion is drawn on and with. */
export interface DrawingCanvas {
  readonly key: Picture;
  /** Luma of the key picture on the grid of the maps. */
  readonly guide: Plane;
  /** The same, twice as fine. */
  readonly fine: Plane;
  readonly seed: number;
  /** Strength of displacement by octave, fastest first, in pixels of the key picture per cell of the maps; `undefined` where there is none. */
  readonly strengths: readonly (Float32Array | undefined)[];
}

/**
 * Displacement maps of one octave, of strength 1: for each line its phase and the one a quarter of a period ahead. x and y,
 * interleaved.
 */
export type SwingShapes = (octave: number) => readonly Float32Array[];

/** Motion and light that a generator draws. */
export interface DrawnLayersOfMotion {
  readonly modes: readonly DrawnMode[];
  readonly light: readonly DrawnLight[];
}

/** The canvas of a group with a restored key picture. @param seed of the stream */
export function drawingCanvas({ statistics }: Drawing, key: Picture, seed: number): DrawingCanvas {
  const scale = Math.min(1, DRAWN_SIDE / Math.max(key.width, key.height));
  const size = {
    width: Math.max(4, Math.round(key.width * scale)),
    height: Math.max(4, Math.round(key.height * scale)),
  };
  const luma = lumaPlane(key);
  const guide = resamplePlane(luma, size.width, size.height);
  return {
    key,
    guide,
    fine: resamplePlane(luma, FINENESS * size.width, FINENESS * size.height),
    seed,
    strengths: statistics.displacement.map((plane) => (isZero(plane) ? undefined : spread(plane, guide))),
  };
}

/** Whether any displacement is to be drawn. */
export function anySwing({ strengths }: DrawingCanvas): boolean {
  return strengths.some((plane) => plane !== undefined);
}

/** Displacements of the shapes given, and light. */
export function drawnOn(canvas: DrawingCanvas, drawing: Drawing, shapes: SwingShapes): DrawnLayersOfMotion {
  const { key, seed } = canvas;
  const lines = (octave: number): Harmonic[] =>
    Array.from({ length: LINES }, (_, line) => lineOf(octave, line, seed, drawing));
  return {
    modes: swings(canvas, shapes, lines, MOST_SWING * Math.max(key.width, key.height)),
    light: glints(drawing.statistics.light, canvas, lines),
  };
}

function swings(
  { guide, strengths }: DrawingCanvas,
  shapes: SwingShapes,
  lines: (octave: number) => Harmonic[],
  most: number,
): DrawnMode[] {
  const { width, height } = guide;
  const modes = strengths.flatMap((strength, octave) => {
    if (strength === undefined) return [];
    const maps = shapes(octave);
    return lines(octave).flatMap((series, line) =>
      quadrature(series).map((part, k) => {
        const shape = maps[2 * line + k]!;
        const data = shape.map((value, i) => (value * strength[i >> 1]!) / Math.sqrt(LINES));
        return { map: { width, height, data }, series: part };
      }),
    );
  });
  if (modes.length > 0) limit(modes, most);
  return modes;
}

function glints(
  octaves: readonly Plane[],
  { guide, fine, seed }: DrawingCanvas,
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
    for (const { map } of modes) reach += Math.sqrt(map.data[i]! * map.data[i]! + map.data[i + 1]! * map.data[i + 1]!);
    if (reach <= most) continue;
    for (const { map } of modes) {
      map.data[i]! *= most / reach;
      map.data[i + 1]! *= most / reach;
    }
  }
}

/** A line of an octave: its frequency lies in its share of the octave, anywhere. */
function lineOf(octave: number, line: number, seed: number, { firstFrame, loopFrames }: Drawing): Harmonic {
  const where = (line + 0.5 + 0.8 * new SeededNoise(seed, LINE_STREAM).uniform(octave, line)) / LINES;
  const drawn = powerOfTwo(where - octave - 2);
  const cyclesPerFrame = loopFrames > 0 ? Math.max(1, Math.round(drawn * loopFrames)) / loopFrames : drawn;
  const phase = cyclesPerFrame * firstFrame;
  return { cyclesPerFrame, phase: phase - Math.floor(phase) };
}

/** Planes of noise that spreads within what looks alike, of variance 1 nearly everywhere. */
export function noisePlanes(guide: Plane, reach: number, count: number, seed: number, stream: number): Float32Array[] {
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
  const norm = boxMean(power, width, height, STRENGTH_WINDOW).map((value) => 1 / Math.sqrt(Math.max(value, 1e-6)));
  return planes.map((plane) => plane.map((value, i) => value * norm[i]!));
}
