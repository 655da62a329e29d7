import type { GreyPlane } from './grey-plane.js';
import { PATCH, STRIDE, type DenseFlow, type PatchFlow } from './patch-grid.js';

const INSIDE = 1e-3;
const single = Math.fround;

/**
 * Flow of every sample: the mean of the patches that cover it, weighted by one over how far off their displacement puts
 * its brightness, at least one level (Kroeger et al. 2016, section 2.2). In single precision, operation by operation as in
 * `kernels/encode/dis/densify.ts`, which does the same.
 */
export function densify(patches: PatchFlow, first: GreyPlane, second: GreyPlane): DenseFlow {
  const { width, height } = first;
  const flow = { width, height, x: new Float32Array(width * height), y: new Float32Array(width * height) };
  const there = second.data;
  const limitX = single(width - 1 - INSIDE);
  const limitY = single(height - 1 - INSIDE);
  for (let row = 0, at = 0; row < height; row++) {
    const [top, bottom] = covering(row, patches.rows);
    for (let column = 0; column < width; column++, at++) {
      const [left, right] = covering(column, patches.columns);
      let sum = 0;
      let sumX = 0;
      let sumY = 0;
      for (let i = top; i <= bottom; i++) {
        for (let j = left; j <= right; j++) {
          const dx = patches.x[i * patches.columns + j]!;
          const dy = patches.y[i * patches.columns + j]!;
          const x = Math.min(Math.max(single(column + dx), 0), limitX);
          const y = Math.min(Math.max(single(row + dy), 0), limitY);
          const x0 = Math.floor(x);
          const y0 = Math.floor(y);
          const u = single(x - x0);
          const v = single(y - y0);
          const k = y0 * width + x0;
          const before = single(there[k]! + single(v * (there[k + width]! - there[k]!)));
          const after = single(there[k + 1]! + single(v * (there[k + width + 1]! - there[k + 1]!)));
          const value = single(before + single(u * single(after - before)));
          const weight = single(1 / Math.max(1, Math.abs(single(value - first.data[at]!))));
          sum = single(sum + weight);
          sumX = single(sumX + single(weight * dx));
          sumY = single(sumY + single(weight * dy));
        }
      }
      flow.x[at] = sumX / sum;
      flow.y[at] = sumY / sum;
    }
  }
  return flow;
}

/** First and last of the patches over a sample; samples behind the last patch take that. */
function covering(place: number, count: number): [number, number] {
  const last = Math.min(Math.floor(place / STRIDE), count - 1);
  return [Math.min(Math.max(Math.floor((place - PATCH) / STRIDE) + 1, 0), last), last];
}
