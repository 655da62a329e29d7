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
  const out = createFlow(guide.width, guide.height);
  const across = bilinearPlaces(guide.width, flow.width);
  const down = bilinearPlaces(guide.height, flow.height);
  for (let y = 0; y < guide.height; y++) {
    const top = down.first[y]!;
    const fy = down.share[y]!;
    const bottom = Math.min(top + 1, flow.height - 1);
    for (let x = 0; x < guide.width; x++) {
      const left = across.first[x]!;
      const fx = across.share[x]!;
      const right = Math.min(left + 1, flow.width - 1);
      const luma = guide.data[y * guide.width + x]!;
      const a = top * flow.width + left;
      const b = top * flow.width + right;
      const c = bottom * flow.width + left;
      const d = bottom * flow.width + right;
      const wa = (1 - fx) * (1 - fy) * pull(luma - coarseGuide.data[a]!);
      const wb = fx * (1 - fy) * pull(luma - coarseGuide.data[b]!);
      const wc = (1 - fx) * fy * pull(luma - coarseGuide.data[c]!);
      const wd = fx * fy * pull(luma - coarseGuide.data[d]!);
      const norm = 1 / (wa + wb + wc + wd);
      const at = (y * guide.width + x) * 2;
      for (let axis = 0; axis < 2; axis++) {
        out.data[at + axis] =
          norm *
          (wa * flow.data[2 * a + axis]! +
            wb * flow.data[2 * b + axis]! +
            wc * flow.data[2 * c + axis]! +
            wd * flow.data[2 * d + axis]!);
      }
    }
  }
  return out;
}

function pull(difference: number): number {
  return FLOOR + Math.exp((-0.5 * difference * difference) / (LUMA_SIGMA * LUMA_SIGMA));
}
