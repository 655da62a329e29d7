import { resamplePlane, type Plane } from '../../picture/index.js';

/** How far the windows in which two planes are compared are apart, in pixels. */
export const STRIDE = 4;
/** Side of those windows. */
export const WINDOW = 2 * STRIDE;
const OCTAVES = 3;

/** A plane at full, half and a quarter of its sides; at fewer octaves where it is small. */
export function octavesOf(plane: Plane): Plane[] {
  const planes = [plane];
  for (let last = plane; planes.length < OCTAVES && Math.min(last.width, last.height) >= 4 * WINDOW; planes.push(last))
    last = resamplePlane(last, last.width >> 1, last.height >> 1);
  return planes;
}
