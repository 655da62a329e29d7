/**
 * @file What the encoder knows of a group's motion before it spends a byte: tracked flow to the key picture, gathered on
 * the grid of the mode maps, and how much an error of it would be seen.
 */
import { begun, cellsAlong, type Breathe } from '../../math/index.js';
import { gridSize, type Flow, type FlowMetric } from '../../motion/index.js';
import { lumaPlane, resampleLuma, type Picture, type Plane } from '../../picture/index.js';
import type { SharedGroup } from './shared-group.js';
import { ANALYSIS_GRID, trackSide, type TrackedFrame } from './tracked-frames.js';

/** Longer side, in pixels, of the planes on which flow is estimated. */
const ANALYSIS_SIDE = 256;
/** Standard deviation of noise, in levels, below which a gradient says nothing about displacement. */
const GRADIENT_NOISE = 4;
/** What a displacement error counts where the picture is flat. */
const FLAT_SHARE = 0.1;

/** Motion of a group, on the grid of the mode maps, in pixels of the full picture. */
export interface MotionAnalysis {
  /** Index into `GRID_SIDES`. */
  readonly grid: number;
  /** Frames that were looked at, as of `sampledFrames`. */
  readonly frames: readonly number[];
  /** One backward flow (frame to key picture) for each of them. */
  readonly flows: readonly Flow[];
  /** One forward flow (key picture to frame) for each of them; empty where none was wanted. */
  readonly forward: readonly Flow[];
  /** How much displacement errors are seen. */
  readonly metric: FlowMetric;
  /** Trust in each cell, 0 to 1: low where areas are covered and uncovered. */
  readonly confidence: Float32Array;
}

/**
 * Tracks a group against its key picture.
 * @param onFrame called after each frame with the number done
 * @param elsewhere tracks the frames before the key frame in another thread, where there is one
 * @throws what `breathe` throws
 */
export async function analyseMotion(
  group: SharedGroup,
  onFrame: (done: number) => void,
  breathe: Breathe,
  elsewhere?: () => Promise<TrackedFrame[]>,
): Promise<MotionAnalysis> {
  let done = 0;
  const count = (): void => onFrame(++done);
  const assisted = elsewhere && begun(elsewhere());
  const after = await trackSide(group, 'after', count, breathe);
  const before = await (assisted ?? trackSide(group, 'before', count, breathe));
  const tracked = [...after, ...before].sort((one, other) => one.index - other.index);
  const { planes, keyFrame, picture } = group;
  const { width, height } = gridSize(picture.width, picture.height, ANALYSIS_GRID);
  return {
    grid: ANALYSIS_GRID,
    frames: tracked.map(({ index }) => index),
    flows: tracked.map(({ flow }) => flow),
    forward: tracked.flatMap(({ forward }) => forward ?? []),
    metric: flowMetric(planes[keyFrame]!, width, height),
    confidence: meanConfidence([...after, ...before], width * height),
  };
}

/** Mean of the confidence per cell, 0 to 1; 1 where no frame was looked at. */
function meanConfidence(frames: readonly TrackedFrame[], cells: number): Float32Array {
  const sums = new Float32Array(cells);
  let count = 0;
  for (const { confidence } of frames) {
    if (confidence === undefined) continue;
    for (let i = 0; i < cells; i++) sums[i]! += confidence[i]!;
    count++;
  }
  return sums.map((sum) => (count === 0 ? 1 : Math.min(Math.max(sum / count, 0), 1)));
}

/** The luma plane of a picture at the resolution of the analysis. */
export function analysisPlane(picture: Picture): Plane {
  const { width, height } = analysisSize(picture);
  return width === picture.width && height === picture.height
    ? lumaPlane(picture)
    : resampleLuma(picture, width, height);
}

/** Sides of {@link analysisPlane}, in pixels. */
export function analysisSize({ width, height }: Pick<Picture, 'width' | 'height'>): {
  readonly width: number;
  readonly height: number;
} {
  const scale = Math.min(1, ANALYSIS_SIDE / Math.max(width, height));
  return scale === 1
    ? { width, height }
    : { width: Math.max(8, Math.round(width * scale)), height: Math.max(8, Math.round(height * scale)) };
}

/** Structure tensor of the key picture per cell, normalised: about 1 across clear edges, {@link FLAT_SHARE} where flat. */
function flowMetric(key: Plane, width: number, height: number): FlowMetric {
  const cells = width * height;
  const xx = new Float32Array(cells);
  const xy = new Float32Array(cells);
  const yy = new Float32Array(cells);
  const counts = new Float32Array(cells);
  const columns = cellsAlong(key.width, width);
  const rows = cellsAlong(key.height, height);
  for (let y = 1; y < key.height - 1; y++) {
    const row = rows[y]! * width;
    for (let x = 1; x < key.width - 1; x++) {
      const at = y * key.width + x;
      const gx = (key.data[at + 1]! - key.data[at - 1]!) / 2;
      const gy = (key.data[at + key.width]! - key.data[at - key.width]!) / 2;
      const cell = row + columns[x]!;
      xx[cell]! += gx * gx;
      xy[cell]! += gx * gy;
      yy[cell]! += gy * gy;
      counts[cell]!++;
    }
  }
  for (let cell = 0; cell < cells; cell++) {
    const norm = 1 / (xx[cell]! + yy[cell]! + GRADIENT_NOISE * GRADIENT_NOISE * Math.max(counts[cell]!, 1));
    xx[cell] = xx[cell]! * norm + FLAT_SHARE;
    xy[cell]! *= norm;
    yy[cell] = yy[cell]! * norm + FLAT_SHARE;
  }
  return { xx, xy, yy };
}
