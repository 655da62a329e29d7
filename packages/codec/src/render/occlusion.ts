/**
 * @file Occlusion in a backward warp. Where something moves off its background, the flow field folds: neighbouring
 * output cells read the same place of the key picture, and the moving edge shows twice. Nobody has seen what lies
 * there, but it is background, and background is what moves less: folded cells take the displacement of least length
 * around them, so that the background is drawn on instead of the edge being doubled.
 */
import type { Flow } from '../motion/index.js';

/** Area of key picture per area of output below which a cell counts as folded. */
const FOLD_AREA = 0.4;

/**
 * Replaces the displacements of folded cells, in place.
 * @param flow backward flow on a grid that spans a picture; displacements in picture pixels
 * @param cellWidth pixels per cell across, `cellHeight` down
 * @param scratch as long as `flow.data`; overwritten
 */
export function unfold(flow: Flow, cellWidth: number, cellHeight: number, scratch: Float32Array): void {
  const { width, height, data } = flow;
  let folded = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = (y * width + x) * 2;
      const xx = 1 + (data[at + 2]! - data[at - 2]!) / (2 * cellWidth);
      const yy = 1 + (data[at + 2 * width + 1]! - data[at - 2 * width + 1]!) / (2 * cellHeight);
      const xy = (data[at + 2 * width]! - data[at - 2 * width]!) / (2 * cellHeight);
      const yx = (data[at + 3]! - data[at - 1]!) / (2 * cellWidth);
      if (xx * yy - xy * yx >= FOLD_AREA) continue;
      if (folded++ === 0) scratch.set(data);
      const least = leastAround(data, width, at);
      scratch[at] = data[least]!;
      scratch[at + 1] = data[least + 1]!;
    }
  }
  if (folded > 0) data.set(scratch);
}

function leastAround(data: Float32Array, width: number, at: number): number {
  let least = at;
  let length = Infinity;
  for (let dy = -2 * width; dy <= 2 * width; dy += 2 * width) {
    for (let dx = -2; dx <= 2; dx += 2) {
      const i = at + dy + dx;
      const squared = data[i]! * data[i]! + data[i + 1]! * data[i + 1]!;
      if (squared < length) {
        length = squared;
        least = i;
      }
    }
  }
  return least;
}
