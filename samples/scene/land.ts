import { fractal, mix, noise, saturate, smoothstep } from './noise.js';

/** Waterline of the spit the tree stands on, scene height: the mirror axis of everything on it. */
export const SPIT_WATERLINE = 0.607;

/** Where the trunk leaves the ground. */
export const TREE_FOOT = { x: 0.285, y: 0.578 };

/** Upper edge of the spit at `x`. */
export function spitCrest(x: number): number {
  const rise = smoothstep(0.56, 0.1, x);
  return SPIT_WATERLINE - 0.002 - 0.046 * rise - 0.004 * noise(x * 9, 2.2) * rise - 0.002 * noise(x * 40, 9) * rise;
}

/** Lower edge of the spit at `x`, where it meets the water. */
export function spitEdge(x: number): number {
  const along = smoothstep(0.56, 0.46, x);
  const left = smoothstep(0.36, -0.1, x);
  return SPIT_WATERLINE - 0.003 + along * (0.004 + 0.022 * left) + 0.0035 * noise(x * 17, 4.5) * along;
}

/** Upper edge of the near bank at `x`. */
export function bankCrest(x: number): number {
  const centred = x - 0.62;
  return 0.905 - 0.16 * centred * centred + 0.012 * noise(x * 5, 7.7) - 0.035 * smoothstep(0.35, 0, x);
}

/** Colour of the spit: short grass, a worn patch under the tree, an earthy and stony edge; opacity in `out[3]`. */
export function shadeSpit(x: number, y: number, out: Float64Array): void {
  const crest = spitCrest(x);
  const edge = spitEdge(x);
  if (y < crest - 0.004 || y > edge + 0.004 || x > 0.575) return;
  out[3] = smoothstep(-0.0012, 0.0012, y - crest) * smoothstep(0.001, -0.001, y - edge) * smoothstep(0.57, 0.55, x);
  const grain = fractal(x * 210, y * 420, 3, 0.6);
  const patch = fractal(x * 22 + 3, y * 60, 3);
  const sunlit = saturate(0.5 + patch * 0.7 + (x - TREE_FOOT.x) * 2.2);
  const shadow = shadowOfTree(x, y);
  const light = (0.35 + 0.95 * sunlit) * (1 + 0.8 * grain) * mix(1, 0.33, shadow);
  const earth = smoothstep(0.011, 0.002, edge - y + 0.003 * grain);
  const stone = smoothstep(0.1, 0.35, noise(x * 130, y * 210)) * earth;
  out[0] = mix(0.27 * light, 0.085 + 0.25 * stone, earth);
  out[1] = mix(0.235 * light, 0.062 + 0.2 * stone, earth);
  out[2] = mix(0.055 * light + 0.012, 0.045 + 0.15 * stone, earth);
}

function shadowOfTree(x: number, y: number): number {
  const dx = (x - TREE_FOOT.x + 0.09) / 0.2;
  const dy = (y - TREE_FOOT.y - 0.008) / 0.021;
  const dapple = fractal(x * 42, y * 130, 3) * 0.9;
  return smoothstep(1.15, 0.55, Math.hypot(dx, dy) + dapple);
}

/** Colour of the near bank below its crest, the ground between the blades; opacity in `out[3]`. */
export function shadeBank(x: number, y: number, out: Float64Array): void {
  const crest = bankCrest(x);
  if (y < crest - 0.003) return;
  out[3] = smoothstep(-0.002, 0.002, y - crest);
  const depth = y - crest;
  const grain = fractal(x * 120, y * 110, 4, 0.6);
  const light = (0.55 + 1.1 * grain) * (1 - 4 * Math.min(depth, 0.16));
  out[0] = 0.05 * light + 0.01;
  out[1] = 0.06 * light + 0.014;
  out[2] = 0.02 * light + 0.01;
}
