import { resamplePlane, type Plane } from '../../picture/index.js';

/** Side of the windows in which two planes are compared, and how far apart they are, in pixels. */
export const WINDOW = 8;
const STRIDE = 4;
const OCTAVES = 3;

/** Mean over three octaves of a distance between two planes of equal size; of fewer where they are small. */
export function overOctaves(a: Plane, b: Plane, distance: (a: Plane, b: Plane) => number): number {
  let sum = 0;
  let [x, y] = [a, b];
  for (let octave = 0; octave < OCTAVES; octave++) {
    sum += distance(x, y);
    if (Math.min(x.width, x.height) < 4 * WINDOW) return sum / (octave + 1);
    x = resamplePlane(x, x.width >> 1, x.height >> 1);
    y = resamplePlane(y, y.width >> 1, y.height >> 1);
  }
  return sum / OCTAVES;
}

/** Mean over all windows of {@link WINDOW} x {@link WINDOW} pixels; `undefined` where there is none. @param at of the window with that upper left pixel */
export function overWindows({ width, height }: Plane, at: (x: number, y: number) => number): number | undefined {
  let sum = 0;
  let count = 0;
  for (let y = 0; y + WINDOW <= height; y += STRIDE) {
    for (let x = 0; x + WINDOW <= width; x += STRIDE) {
      sum += at(x, y);
      count++;
    }
  }
  return count === 0 ? undefined : sum / count;
}
