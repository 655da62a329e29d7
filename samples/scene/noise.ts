import { hashLattice } from './random.js';

/** Linear mix of `a` and `b`. */
export function mix(a: number, b: number, amount: number): number {
  return a + (b - a) * amount;
}

/** `value` limited to [0, 1]. */
export function saturate(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

/** Smooth step from 0 at `low` to 1 at `high`; `low` may exceed `high`. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = saturate((value - low) / (high - low));
  return t * t * (3 - 2 * t);
}

function corner(ix: number, iy: number, dx: number, dy: number): number {
  const angle = hashLattice(ix, iy) * (6.283185307 / 4294967296);
  return Math.cos(angle) * dx + Math.sin(angle) * dy;
}

/**
 * Gradient noise with quintic interpolation (Perlin, "Improving noise", 2002), about in [-0.7, 0.7], mean 0, feature
 * size 1.
 */
export function noise(x: number, y: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const fx = x - ix;
  const fy = y - iy;
  const ux = fx * fx * fx * (fx * (fx * 6 - 15) + 10);
  const uy = fy * fy * fy * (fy * (fy * 6 - 15) + 10);
  const top = mix(corner(ix, iy, fx, fy), corner(ix + 1, iy, fx - 1, fy), ux);
  const bottom = mix(corner(ix, iy + 1, fx, fy - 1), corner(ix + 1, iy + 1, fx - 1, fy - 1), ux);
  return mix(top, bottom, uy);
}

/**
 * Fractal sum of {@link noise}: every octave has twice the frequency and `gain` times the amplitude of the one before,
 * and is turned so that the lattice does not show.
 */
export function fractal(x: number, y: number, octaves: number, gain = 0.5): number {
  let sum = 0;
  let amplitude = 1;
  let px = x;
  let py = y;
  for (let octave = 0; octave < octaves; octave++) {
    sum += amplitude * noise(px, py);
    amplitude *= gain;
    const turned = 1.6 * px - 1.2 * py + 17.3;
    py = 1.2 * px + 1.6 * py + 9.1;
    px = turned;
  }
  return sum;
}
