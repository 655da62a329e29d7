import { createFlow, type Flow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';

/** Difference, in levels, at which a pixel's say has fallen to a quarter. */
const MATCH_SCALE = 12;
/** Weight of a cell, in pixels, at which it is believed more than what lies around it. */
const BELIEVED = 0.5;

/**
 * Where points of the key picture go, from where points of a frame come from: pixels that match say it to the cell that
 * they come from; cells that no pixel comes from are filled from around them.
 */
export function splatFlow(
  backward: Flow,
  key: Plane,
  frame: Plane,
  { width, height }: { readonly width: number; readonly height: number },
  toPixels: number,
): Flow {
  const out = createFlow(width, height);
  const weights = new Float32Array(width * height);
  const across = width / key.width;
  const down = height / key.height;
  for (let y = 0; y < key.height; y++) {
    for (let x = 0; x < key.width; x++) {
      const at = y * key.width + x;
      const dx = backward.data[2 * at]!;
      const dy = backward.data[2 * at + 1]!;
      const sx = Math.round(x + dx);
      const sy = Math.round(y + dy);
      if (!(sx >= 0 && sy >= 0 && sx < key.width && sy < key.height)) continue;
      const r = (frame.data[at]! - key.data[sy * key.width + sx]!) / MATCH_SCALE;
      const w = 1 / (1 + r * r) ** 2;
      const cell = Math.floor((sy + 0.5) * down) * width + Math.floor((sx + 0.5) * across);
      weights[cell]! += w;
      out.data[2 * cell]! -= w * dx * toPixels;
      out.data[2 * cell + 1]! -= w * dy * toPixels;
    }
  }
  fill(out, weights);
  return out;
}

/** Divides sums by their weights; where those are small, by those of ever wider surroundings. */
function fill({ width, height, data }: Flow, weights: Float32Array): void {
  for (let radius = 1; radius < Math.max(width, height) && weights.some((weight) => weight < BELIEVED); radius *= 2) {
    const sums = data.slice();
    const before = weights.slice();
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = y * width + x;
        if (before[at]! >= BELIEVED) continue;
        for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v += radius) {
          for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u += radius) {
            const from = v * width + u;
            if (from === at || before[from] === 0) continue;
            weights[at]! += 0.1 * before[from]!;
            data[2 * at]! += 0.1 * sums[2 * from]!;
            data[2 * at + 1]! += 0.1 * sums[2 * from + 1]!;
          }
        }
      }
    }
  }
  for (let i = 0; i < weights.length; i++) {
    const norm = weights[i]! > 0 ? 1 / weights[i]! : 0;
    data[2 * i]! *= norm;
    data[2 * i + 1]! *= norm;
  }
}
