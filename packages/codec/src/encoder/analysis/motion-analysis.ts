/**
 * @file What the encoder knows of a group's motion before it spends a byte: tracked flow to the key picture, gathered on
 * the grid of the mode maps, and how much an error of it would be seen.
 */
import { cellMeans, cellsAlong, type Breathe } from '../../math/index.js';
import {
  confidenceMap,
  createFlow,
  createPyramid,
  FlowEstimator,
  GRID_SIDES,
  gridSize,
  preparePyramid,
  trackFlows,
  type Flow,
  type FlowMetric,
  type FlowQuality,
} from '../../motion/index.js';
import { lumaPlane, resamplePlane, type Picture, type Plane } from '../../picture/index.js';
import { splatFlow } from './forward-flow.js';

/** Longer side, in pixels, of the planes on which flow is estimated. */
const ANALYSIS_SIDE = 256;
/** Every how many frames the opposite flow is estimated too, to see what cannot be trusted. */
const CONFIDENCE_STRIDE = 12;
/** Standard deviation of noise, in levels, below which a gradient says nothing about displacement. */
const GRADIENT_NOISE = 4;
/** What a displacement error counts where the picture is flat. */
const FLAT_SHARE = 0.1;
const GRID = GRID_SIDES.indexOf(64);

/** Motion of a group, on the grid of the mode maps, in pixels of the full picture. */
export interface MotionAnalysis {
  /** Index into `GRID_SIDES`. */
  readonly grid: number;
  /** One backward flow (frame to key picture) per frame. */
  readonly flows: readonly Flow[];
  /** One forward flow (key picture to frame) per frame. */
  readonly forward: readonly Flow[];
  /** How much displacement errors are seen. */
  readonly metric: FlowMetric;
  /** Trust in each cell, 0 to 1: low where areas are covered and uncovered. */
  readonly confidence: Float32Array;
}

/**
 * Tracks a group against its key picture.
 * @param planes luma of the frames at the resolution of the analysis, see {@link analysisPlane}
 * @param picture sides of the full picture in pixels
 * @param quality of the flow
 * @param onFrame called after each frame with the number done
 * @throws what `breathe` throws
 */
export async function analyseMotion(
  planes: readonly Plane[],
  keyFrame: number,
  picture: { readonly width: number; readonly height: number },
  quality: FlowQuality,
  onFrame: (done: number) => void,
  breathe: Breathe,
): Promise<MotionAnalysis> {
  const size = gridSize(picture.width, picture.height, GRID);
  const key = planes[keyFrame]!;
  const toPixels = picture.width / key.width;
  const trust = new TrustGauge(key, size);
  const flows: Flow[] = [];
  const forward: Flow[] = [];
  let done = 0;
  for (const { index, backward } of trackFlows(key, planes, planes.length, keyFrame, { quality })) {
    if (done % CONFIDENCE_STRIDE === 1) trust.add(planes[index]!, backward);
    flows[index] = gatherFlow(backward, size.width, size.height, toPixels);
    forward[index] = splatFlow(backward, key, planes[index]!, size, toPixels);
    onFrame(++done);
    await breathe();
  }
  return { grid: GRID, flows, forward, metric: flowMetric(key, size.width, size.height), confidence: trust.mean() };
}

/** The luma plane of a picture at the resolution of the analysis. */
export function analysisPlane(picture: Picture): Plane {
  const luma = lumaPlane(picture);
  const { width, height } = analysisSize(picture);
  return width === picture.width && height === picture.height ? luma : resamplePlane(luma, width, height);
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

/** Means of a flow over the cells of a coarse grid, times `scale`. */
export function gatherFlow(flow: Flow, width: number, height: number, scale: number): Flow {
  return { width, height, data: cellMeans(flow.data, flow, { width, height }, 2, scale) };
}

/** Mean over some frames of the forward-backward confidence, per cell. */
class TrustGauge {
  private readonly sums: Float32Array;
  private count = 0;
  private readonly estimator: FlowEstimator;
  private readonly key;
  private readonly frame;

  constructor(
    key: Plane,
    private readonly size: { readonly width: number; readonly height: number },
  ) {
    this.sums = new Float32Array(size.width * size.height);
    this.estimator = new FlowEstimator(key.width, key.height, 'fast');
    this.key = preparePyramid(key);
    this.frame = createPyramid(key.width, key.height);
  }

  add(frame: Plane, backward: Flow): void {
    preparePyramid(frame, this.frame);
    const opposite = createFlow(backward.width, backward.height);
    for (let i = 0; i < opposite.data.length; i++) opposite.data[i] = -backward.data[i]!;
    const forward = this.estimator.estimate(this.key, this.frame, [opposite]);
    const small = resamplePlane(confidenceMap(backward, forward), this.size.width, this.size.height);
    for (let i = 0; i < this.sums.length; i++) this.sums[i]! += small.data[i]!;
    this.count++;
  }

  mean(): Float32Array {
    return this.sums.map((sum) => (this.count === 0 ? 1 : Math.min(Math.max(sum / this.count, 0), 1)));
  }
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
