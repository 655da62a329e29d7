import type { Field } from './field.js';
import { PAD, type PyramidLevel } from './pyramid.js';

/** Side of a region in pixels. */
const SIDE = 4;

/**
 * A region changes its flow where its mean difference falls below this share of what it was, less `MARGIN` grey levels:
 * where nothing fits (snow, rain, occlusion), taking the least bad candidate would only make the flow rough.
 */
export const SHARE = 0.5;
/** See {@link SHARE}. */
export const MARGIN = 0.3;

const single = Math.fround;
const columns = new Float32Array(SIDE);

/**
 * In single precision, operation by operation as in `kernels/encode/regions.ts`, which does the same.
 *
 * Region by region (4x4 pixels), replaces a field's flow by that of the candidate that fits the pictures best, where one
 * fits clearly better than the field itself. It gives thin still things (a branch before moving water or snow) their
 * rest back, which the coarser levels could not see, and keeps boundaries that the neighbouring frame had found.
 *
 * @param field flow at the level's size, changed in place
 * @param candidates fields of the same size
 */
export function preferBetterRegions(
  target: PyramidLevel,
  reference: PyramidLevel,
  field: Field,
  candidates: readonly Field[],
): void {
  const { width, height } = target;
  for (let y = 0; y < height; y += SIDE) {
    const bottom = Math.min(y + SIDE, height);
    for (let x = 0; x < width; x += SIDE) {
      const right = Math.min(x + SIDE, width);
      const margin = single(single(MARGIN) * ((right - x) * (bottom - y)));
      let best = single(SHARE * misfit(target, reference, field, x, y, right, bottom) - margin);
      if (best <= 0) continue;
      let winner: Field | undefined;
      for (let k = 0; k < candidates.length; k++) {
        const cost = misfit(target, reference, candidates[k]!, x, y, right, bottom);
        if (cost < best) {
          best = cost;
          winner = candidates[k]!;
        }
      }
      if (winner) copyRegion(winner, field, x, y, right, bottom);
    }
  }
}

/** Sum of absolute differences between target and warped reference over a region: down its columns, then those by pairs. */
function misfit(
  target: PyramidLevel,
  reference: PyramidLevel,
  field: Field,
  left: number,
  top: number,
  right: number,
  bottom: number,
): number {
  const { width, height, stride, padded } = target;
  const other = reference.padded;
  const limitX = single(single(stride) - single(1.001));
  const limitY = single(single(height + 2 * PAD) - single(1.001));
  columns.fill(0);
  for (let x = left; x < right; x++) {
    let sum = 0;
    for (let y = top; y < bottom; y++) {
      const p = (y + 1) * width + x;
      const cx = Math.min(Math.max(single(x + PAD + field.u[p]!), 0), limitX);
      const cy = Math.min(Math.max(single(y + PAD + field.v[p]!), 0), limitY);
      const x0 = cx | 0;
      const y0 = cy | 0;
      const s = single(cx - x0);
      const t = single(cy - y0);
      const i = y0 * stride + x0;
      const j = i + stride;
      const before = single(other[i]! + single(t * single(other[j]! - other[i]!)));
      const after = single(other[i + 1]! + single(t * single(other[j + 1]! - other[i + 1]!)));
      const value = single(before + single(s * single(after - before)));
      sum = single(sum + Math.abs(single(value - padded[(y + PAD) * stride + PAD + x]!)));
    }
    columns[x - left] = sum;
  }
  return single(single(columns[0]! + columns[1]!) + single(columns[2]! + columns[3]!));
}

function copyRegion(from: Field, to: Field, left: number, top: number, right: number, bottom: number): void {
  for (let y = top; y < bottom; y++) {
    for (let p = (y + 1) * to.width + left; p < (y + 1) * to.width + right; p++) {
      to.u[p] = from.u[p]!;
      to.v[p] = from.v[p]!;
    }
  }
}
