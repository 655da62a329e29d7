import { saturate } from './noise.js';

const SIZE = 40;
const LOW = -0.27;
const SPAN = 0.56;
const CELL = SPAN / SIZE;
/** Direction to the sun in the tree's frame (x right, y up, z to the viewer): low on the right, beyond the tree. */
const TO_SUN = [0.84, 0.36, -0.4] as const;
const TO_SKY = [-0.25, 0.86, 0.44] as const;

/** How much light reaches a place in the crown. */
export interface CanopyLight {
  /** Share of sunlight that arrives, 0..1. */
  sun(x: number, y: number, z: number): number;
  /** Share of skylight that arrives, 0..1. */
  sky(x: number, y: number, z: number): number;
}

/**
 * Measures shade in a crown: leaves are counted in a coarse grid, and light fades along straight lines through it
 * (Beer-Lambert).
 *
 * @param places x, y, z of every leaf in turn, tree frame
 */
export function canopyLight(places: Float64Array): CanopyLight {
  const density = new Float32Array(SIZE * SIZE * SIZE);
  for (let i = 0; i < places.length; i += 3) {
    const at = cellOf(places[i]!, places[i + 1]!, places[i + 2]!);
    if (at >= 0) density[at]! += 1;
  }
  const march = (x: number, y: number, z: number, to: readonly [number, number, number], strength: number): number => {
    let sum = 0;
    for (let step = 1; step <= 26; step++) {
      const way = (step - 0.3) * CELL * 0.8;
      const at = cellOf(x + to[0] * way, y + to[1] * way, z + to[2] * way);
      if (at >= 0) sum += density[at]!;
    }
    return saturate(Math.exp(-sum * strength));
  };
  return {
    sun: (x, y, z) => march(x, y, z, TO_SUN, 0.034),
    sky: (x, y, z) => march(x, y, z, TO_SKY, 0.022),
  };
}

function cellOf(x: number, y: number, z: number): number {
  const ix = Math.floor((x - LOW) / CELL);
  const iy = Math.floor(y / CELL);
  const iz = Math.floor((z - LOW) / CELL);
  if (ix < 0 || iy < 0 || iz < 0 || ix >= SIZE || iy >= SIZE || iz >= SIZE) return -1;
  return (iz * SIZE + iy) * SIZE + ix;
}
