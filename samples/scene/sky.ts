/**
 * @file The part of the scene that stands still: sky, clouds, three ranges of hills and the wooded far shore, in late
 * afternoon light. All of it is a function of the place alone; the lake mirrors the same function.
 */
import { fractal, mix, noise, saturate, smoothstep } from './noise.js';

/** Scene height of the horizon, the line where the far shore meets the lake. */
export const HORIZON = 0.452;

/** Where the sun stands, scene units. */
export const SUN = { x: 0.81, y: 0.315 };

/** Writes linear red, green and blue of the still background at a place above the horizon to `out`, opacity 1. */
export function shadeBackdrop(x: number, y: number, out: Float64Array): void {
  const toSun = Math.hypot((x - SUN.x) * 0.85, y - SUN.y);
  shadeSky(x, y, toSun, out);
  addClouds(x, y, toSun, out);
  const glow = Math.exp(-toSun * 3.2);
  ridge(x, y, 0.352 + 0.075 * fractal(x * 3.1 + 4.2, 1.7, 5), 0.15, glow, out);
  ridge(x, y, 0.398 + 0.06 * fractal(x * 3.7 + 9.4, 5.1, 5), 0.42, glow, out);
  ridge(x, y, 0.425 - 0.02 * Math.sin(x * 4.2 + 0.4) + 0.035 * fractal(x * 5 + 2.6, 8.3, 5), 0.68, glow, out);
  farShore(x, y, glow, out);
  out[3] = 1;
}

function shadeSky(x: number, y: number, toSun: number, out: Float64Array): void {
  const up = saturate((HORIZON - y) / HORIZON);
  const high = Math.pow(up, 0.8);
  const warmth = Math.exp(-Math.abs(x - SUN.x) * 1.5);
  const halo = Math.exp(-toSun * 3.6);
  const core = Math.exp(-toSun * 15);
  const disc = smoothstep(0.025, 0.014, toSun);
  out[0] = mix(mix(0.6, 1.0, warmth), 0.06, high) + 0.75 * halo + 1.5 * core + 3 * disc;
  out[1] = mix(mix(0.5, 0.58, warmth), 0.165, high) + 0.42 * halo + 1.05 * core + 2.5 * disc;
  out[2] = mix(mix(0.42, 0.25, warmth), 0.4, high) + 0.12 * halo + 0.42 * core + 1.5 * disc;
}

function cloudDensity(x: number, y: number): number {
  const depth = 0.6 / (0.52 - y + 0.22);
  const px = (x - 0.5) * depth * 2.1 + 3.4;
  const py = depth * 5.2 + 0.7;
  const warp = fractal(px * 1.3 + 11, py * 1.3, 3);
  const shape = fractal(px + 0.35 * warp, py + 0.35 * warp, 6, 0.52);
  return shape + 0.06 + 0.28 * smoothstep(0.36, 0.16, y) * smoothstep(-0.05, 0.14, y);
}

function addClouds(x: number, y: number, toSun: number, out: Float64Array): void {
  if (y > 0.44) return;
  const density = cloudDensity(x, y);
  const cover = smoothstep(0.02, 0.42, density) * smoothstep(0.43, 0.34, y);
  if (cover <= 0) return;
  const length = toSun + 0.05;
  const ahead = cloudDensity(x + ((SUN.x - x) / length) * 0.022, y + ((SUN.y - y) / length) * 0.022);
  const thick = saturate(density * 1.7);
  const lit = saturate(0.55 + (density - ahead) * 2.6) * (1 - 0.35 * thick);
  const near = Math.exp(-toSun * 2.4);
  const silver = near * (1 - thick) * 0.9;
  const r = mix(0.33, mix(0.94, 1.3, near), lit) + silver;
  const g = mix(0.3, mix(0.72, 0.86, near), lit) + silver * 0.6;
  const b = mix(0.36, mix(0.56, 0.4, near), lit) + silver * 0.2;
  const alpha = cover * 0.88;
  out[0] = mix(out[0]!, r, alpha);
  out[1] = mix(out[1]!, g, alpha);
  out[2] = mix(out[2]!, b, alpha);
}

/** One range of hills below the line `crest`; `near` from 0 (far, all haze) to 1. */
function ridge(x: number, y: number, crest: number, near: number, glow: number, out: Float64Array): void {
  const inside = smoothstep(-0.0012, 0.0012, y - crest);
  if (inside <= 0) return;
  const depth = y - crest;
  const slope = fractal(x * 26 + near * 40, y * 46 - x * 9, 4);
  const forest = fractal(x * 120 + near * 70, y * 170, 3);
  const texture = 1 + (0.55 * slope + 0.4 * forest) * near;
  const haze = saturate(0.92 - near * 0.8 + depth * (3.2 - near * 1.5));
  const hazeR = mix(0.4, 1.12, glow);
  const hazeG = mix(0.46, 0.74, glow);
  const hazeB = mix(0.58, 0.42, glow);
  const rim = glow * near * 0.5 * Math.exp(-depth * 60);
  out[0] = mix(out[0]!, mix(0.06 * texture + rim, hazeR, haze * 0.75), inside);
  out[1] = mix(out[1]!, mix(0.095 * texture + rim * 0.62, hazeG, haze * 0.75), inside);
  out[2] = mix(out[2]!, mix(0.105 * texture + rim * 0.2, hazeB, haze * 0.75), inside);
}

/** Wooded shore at the foot of the hills: round crowns, lit from the right. */
function farShore(x: number, y: number, glow: number, out: Float64Array): void {
  const bumps = Math.abs(noise(x * 55, 3.3)) * 0.012 + Math.abs(noise(x * 24 + 7, 6.1)) * 0.02;
  const reach = 0.008 + 0.012 * smoothstep(0.55, 0.15, x) + 0.008 * smoothstep(0.72, 1, x);
  const crest = HORIZON - reach - bumps * (0.35 + 0.65 * saturate(reach * 60 - 0.3));
  const inside = smoothstep(-0.001, 0.001, y - crest);
  if (inside <= 0) return;
  const leaves = fractal(x * 150, y * 190, 3, 0.65);
  const top = Math.exp(-(y - crest) * 130);
  const lit = saturate(0.3 + leaves * 0.9) * (0.25 + 0.75 * top);
  const meadow = smoothstep(HORIZON - 0.006, HORIZON - 0.003, y) * 0.6;
  const haze = 0.2 + 0.5 * glow;
  out[0] = mix(out[0]!, mix(mix(0.035 + 0.3 * lit, 0.36, meadow), 0.95 * glow + 0.3, haze * 0.55), inside);
  out[1] = mix(out[1]!, mix(mix(0.055 + 0.2 * lit, 0.3, meadow), 0.6 * glow + 0.32, haze * 0.55), inside);
  out[2] = mix(out[2]!, mix(mix(0.05 + 0.05 * lit, 0.1, meadow), 0.32 * glow + 0.34, haze * 0.55), inside);
}
