/**
 * @file Cross-fade of two phases of advected texture.
 *
 * The mean of two unlike textures is flatter than either: a plain cross-fade pulses, sharp when one phase has all the
 * weight, dull when both have half. Following Heitz and Neyret ("High-performance by-example noise using a
 * histogram-preserving blending operator", HPG 2018) the deviation from the local mean is divided by what the mix loses
 * of its variance: sqrt(w0^2 + w1^2 + 2 r w0 w1), where r, how alike the two phases are, falls from 1 with the distance
 * between the places they show. Where nothing flows r is 1 and nothing changes.
 */
import type { LumaMix } from '../kernels/show/index.js';
import { atOnce, type Steps } from '../math/index.js';
import type { Flow } from '../motion/index.js';
import { createPicture, resamplePlane, lumaPlane, type Picture, type Plane } from '../picture/index.js';
import { mixed } from './cross-fade.js';
import type { WeightedFlow } from './carried-texture.js';
import { mixLuma } from './mix-luma.js';
import { bandsOf } from './bands.js';
import { pictureFor, warpSteps, type CellMask, type ShownPlanes } from './warp-picture.js';

/** Pixels per cell of the local mean. */
const MEAN_CELL = 8;
/** Distance in pixels at which two places of a texture are half alike. */
export const ALIKE_PIXELS = 1.5;
/** Most by which contrast is lifted. */
export const MAX_GAIN = 1.4142;
/** Gains below this are not worth a pixel's work. */
export const NO_GAIN = 1.001;

/** Local mean of a picture's luma, which keeps its value while the contrast of a mix is lifted. */
export function localMean(key: Picture): Plane {
  const side = (pixels: number): number => Math.max(2, Math.ceil(pixels / MEAN_CELL));
  return resamplePlane(lumaPlane(key), side(key.width), side(key.height));
}

/** Mixes phases of one key picture. Holds its workspace: not re-entrant. */
export class PhaseBlender {
  private readonly first: Picture;
  private readonly second: Picture;
  private readonly mean: Plane;

  constructor(private readonly key: Picture) {
    this.first = createPicture(key.width, key.height);
    this.second = createPicture(key.width, key.height);
    this.mean = localMean(key);
  }

  /** The mix of two phases. @param planes the chroma is that of the key picture where they are luma alone */
  blend(a: WeightedFlow, b: WeightedFlow, planes: ShownPlanes = 'all'): Picture {
    return atOnce(this.blendSteps(a, b, planes));
  }

  /** {@link blend} in steps, a band of rows each. */
  *blendSteps(a: WeightedFlow, b: WeightedFlow, planes: ShownPlanes): Steps<Picture> {
    const { key } = this;
    yield* warpSteps(key, a.flow, this.first, planes);
    const unlike = unlikeCells(a.flow, b.flow);
    for (const plane of planes === 'all' ? (['y', 'u', 'v'] as const) : (['y'] as const))
      this.second[plane].set(this.first[plane]);
    yield* warpSteps(key, b.flow, this.second, planes, unlike);
    const out = pictureFor(key, planes);
    yield* this.mixLuma(a, b, out.y);
    if (planes === 'luma') return out;
    const share = Math.round((256 * b.weight) / (a.weight + b.weight));
    mixed(this.first.u, this.second.u, share, out.u);
    mixed(this.first.v, this.second.v, share, out.v);
    return out;
  }

  private *mixLuma(a: WeightedFlow, b: WeightedFlow, out: Uint8Array): Steps<void> {
    const { width, height } = this.key;
    const grid = a.flow;
    const sum = a.weight + b.weight;
    const wa = a.weight / sum;
    const wb = b.weight / sum;
    const gains = new Float32Array(grid.width * grid.height);
    for (let i = 0; i < gains.length; i++) {
      const x = a.flow.data[2 * i]! - b.flow.data[2 * i]!;
      const y = a.flow.data[2 * i + 1]! - b.flow.data[2 * i + 1]!;
      const d2 = x * x + y * y;
      const alike = 1 / (1 + d2 / (ALIKE_PIXELS * ALIKE_PIXELS));
      gains[i] = Math.min(MAX_GAIN, 1 / Math.sqrt(wa * wa + wb * wb + 2 * alike * wa * wb));
    }
    const flows = new Float32Array(4 * gains.length);
    for (let i = 0; i < gains.length; i++) {
      flows[4 * i] = a.flow.data[2 * i]!;
      flows[4 * i + 1] = a.flow.data[2 * i + 1]!;
      flows[4 * i + 2] = b.flow.data[2 * i]!;
      flows[4 * i + 3] = b.flow.data[2 * i + 1]!;
    }
    const mix: LumaMix = {
      first: this.first.y,
      second: this.second.y,
      width,
      height,
      flows,
      gains,
      least: NO_GAIN,
      gridWidth: grid.width,
      columns: cellOfEach(width, grid.width),
      rows: cellOfEach(height, grid.height),
      mean: this.mean,
      weights: [wa, wb],
    };
    for (const band of bandsOf(width, height)) {
      mixLuma(mix, out, band);
      yield;
    }
  }
}

/** The cell that the middle of each pixel along a side lies in. */
function cellOfEach(pixels: number, cells: number): Int32Array {
  return Int32Array.from({ length: pixels }, (_, i) => Math.min(cells - 1, Math.floor(((i + 0.5) * cells) / pixels)));
}

/** Cells in which two flows show places that differ by at least 1/64 pixel. */
function unlikeCells(a: Flow, b: Flow): CellMask {
  const out = new Uint8Array(a.width * a.height);
  for (let i = 0; i < out.length; i++) {
    const distance = Math.abs(a.data[2 * i]! - b.data[2 * i]!) + Math.abs(a.data[2 * i + 1]! - b.data[2 * i + 1]!);
    out[i] = distance < 1 / 64 ? 0 : 1;
  }
  return out;
}
