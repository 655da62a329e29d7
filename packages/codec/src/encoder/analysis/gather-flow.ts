import { cellMeans } from '../../math/index.js';
import type { Flow } from '../../motion/index.js';

/** Means of a flow over the cells of a coarse grid, times `scale`. */
export function gatherFlow(flow: Flow, width: number, height: number, scale: number): Flow {
  return { width, height, data: cellMeans(flow.data, flow, { width, height }, 2, scale) };
}
