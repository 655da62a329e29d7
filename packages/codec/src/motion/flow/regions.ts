import type { Field } from './field.js';
import { PAD, type PyramidLevel } from './pyramid.js';

/** Side of a region in pixels. */
const SIDE = 4;

/**
 * A region changes its flow where its mean difference falls below this share of what it was, less `MARGIN` grey levels:
 * where nothing fits (snow, rain, occlusion), taking the least bad candidate would only make the flow rough.
 */
const SHARE = 0.5;
const MARGIN = 0.3;

/**
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
      const margin = MARGIN * (right - x) * (bottom - y);
      let best = SHARE * misfit(target, reference, field, x, y, right, bottom) - margin;
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

/** Sum of absolute differences between target and warped reference over a region. */
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
  const limitX = stride - 1.001;
  const limitY = height + 2 * PAD - 1.001;
  let sum = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const p = (y + 1) * width + x;
      const cx = Math.min(Math.max(x + PAD + field.u[p]!, 0), limitX);
      const cy = Math.min(Math.max(y + PAD + field.v[p]!, 0), limitY);
      const x0 = cx | 0;
      const y0 = cy | 0;
      const s = cx - x0;
      const i = y0 * stride + x0;
      const upper = other[i]! + s * (other[i + 1]! - other[i]!);
      const j = i + stride;
      const lower = other[j]! + s * (other[j + 1]! - other[j]!);
      sum += Math.abs(upper + (cy - y0) * (lower - upper) - padded[(y + PAD) * stride + PAD + x]!);
    }
  }
  return sum;
}

function copyRegion(from: Field, to: Field, left: number, top: number, right: number, bottom: number): void {
  for (let y = top; y < bottom; y++) {
    for (let p = (y + 1) * to.width + left; p < (y + 1) * to.width + right; p++) {
      to.u[p] = from.u[p]!;
      to.v[p] = from.v[p]!;
    }
  }
}
