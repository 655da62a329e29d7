/**
 * @file What a camera does to all of a picture at once: it pans, tilts, comes nearer, rolls. The backward flow of such
 * movements is a sum of six maps that need not be sent, each times a short time series:
 *
 *     flow(x, y) = sum over j of c_j(t) * m_j(X, Y),   X = (x - width / 2) / half the longer side,  Y alike
 *
 * which holds all affine maps (zoom and roll exactly, whatever their size, because backward flow is linear in them). They
 * are modes like any other to everything behind the decoder.
 */
import { createFlow, type Flow } from './flow/flow.js';

/** Number of movements: along x, along y, zoom, roll, stretch, shear. */
export const CAMERA_MOVES = 6;

const MOVES: readonly ((x: number, y: number) => readonly [number, number])[] = [
  () => [1, 0],
  () => [0, 1],
  (x, y) => [x, y],
  (x, y) => [-y, x],
  (x, y) => [x, -y],
  (x, y) => [y, x],
];

/**
 * Map of one movement, in pixels per unit of its series, on a grid that spans the picture.
 * @param move 0 to {@link CAMERA_MOVES} - 1
 * @param aspect height of the picture divided by its width
 */
export function cameraMap(move: number, width: number, height: number, aspect: number): Flow {
  const out = createFlow(width, height);
  const halfWidth = aspect > 1 ? 1 / aspect : 1;
  const halfHeight = aspect > 1 ? 1 : aspect;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = MOVES[move]!(((2 * x + 1) / width - 1) * halfWidth, ((2 * y + 1) / height - 1) * halfHeight);
      out.data[2 * (y * width + x)] = dx;
      out.data[2 * (y * width + x) + 1] = dy;
    }
  }
  return out;
}
