import { exponential } from '../../math/index.js';
import { createFlow, type Flow } from '../../motion/index.js';
import { bilinearPlaces, type Plane } from '../../picture/index.js';

/** Difference of luma at which the pull of a coarse cell has fallen to exp(-1/2). */
const LUMA_SIGMA = 14;
/** Share of plain bilinear weight that always remains, so that no cell is ever without support. */
const FLOOR = 0.05;

/**
 * Joint bilateral upsampling of a flow (Kopf et al., "Joint bilateral upsampling", SIGGRAPH 2007): each dense cell is
 * a mean of its four nearest coarse cells, weighted by distance and by how alike the guide is.
 * @param guide luma on the dense grid
 * @param coarseGuide luma on the grid of the flow
 * @returns flow on the grid of `guide`; displacements keep their unit
 */
export function upsampleGuided(flow: Flow, guide: Plane, coarseGuide: Plane): Flow {
  return new GuidedUpsampling(guide, coarseGuide).flow(flow);
}

/** {@link upsampleGuided} for several flows on one grid: what the guides say of the weights is found out once. */
export class GuidedUpsampling {
  /** First of the four cells of each dense cell, and how far off its right and lower neighbours are, in cells. */
  private readonly cells: Int32Array;
  /** Weights of the four cells, and their inverse sum. */
  private readonly weights: Float64Array;

  /** @param guide as of {@link upsampleGuided} @param coarseGuide likewise */
  constructor(
    private readonly guide: Plane,
    coarseGuide: Plane,
  ) {
    const { width, height } = coarseGuide;
    const across = bilinearPlaces(guide.width, width);
    const down = bilinearPlaces(guide.height, height);
    this.cells = new Int32Array(3 * guide.data.length);
    this.weights = new Float64Array(5 * guide.data.length);
    for (let y = 0, at = 0; y < guide.height; y++) {
      const top = down.first[y]!;
      const fy = down.share[y]!;
      for (let x = 0; x < guide.width; x++, at++) {
        const left = across.first[x]!;
        const fx = across.share[x]!;
        const luma = guide.data[at]!;
        const a = top * width + left;
        const right = left + 1 < width ? 1 : 0;
        const below = top + 1 < height ? width : 0;
        const coarse = coarseGuide.data;
        const wa = (1 - fx) * (1 - fy) * pull(luma - coarse[a]!);
        const wb = fx * (1 - fy) * pull(luma - coarse[a + right]!);
        const wc = (1 - fx) * fy * pull(luma - coarse[a + below]!);
        const wd = fx * fy * pull(luma - coarse[a + below + right]!);
        this.cells.set([a, right, below], 3 * at);
        this.weights.set([wa, wb, wc, wd, 1 / (wa + wb + wc + wd)], 5 * at);
      }
    }
  }

  /** A flow on the grid of the coarse guide, on that of the dense one. */
  flow({ data }: Flow): Flow {
    const { cells, weights } = this;
    const out = createFlow(this.guide.width, this.guide.height);
    for (let at = 0, cell = 0, weight = 0; at < out.data.length; at += 2, cell += 3, weight += 5) {
      const a = 2 * cells[cell]!;
      const b = a + 2 * cells[cell + 1]!;
      const c = a + 2 * cells[cell + 2]!;
      const d = b + c - a;
      const wa = weights[weight]!;
      const wb = weights[weight + 1]!;
      const wc = weights[weight + 2]!;
      const wd = weights[weight + 3]!;
      const norm = weights[weight + 4]!;
      out.data[at] = norm * (wa * data[a]! + wb * data[b]! + wc * data[c]! + wd * data[d]!);
      out.data[at + 1] = norm * (wa * data[a + 1]! + wb * data[b + 1]! + wc * data[c + 1]! + wd * data[d + 1]!);
    }
    return out;
  }
}

function pull(difference: number): number {
  return FLOOR + exponential((-0.5 * difference * difference) / (LUMA_SIGMA * LUMA_SIGMA));
}
