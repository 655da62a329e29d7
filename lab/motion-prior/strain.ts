import { keyStructure } from '../../packages/codec/src/generator/motion/key-structure.js';
import type { Flow } from 'dynamics-codec/motion';
import { lumaPlane, resamplePlane, type Picture } from 'dynamics-codec/picture';

/** Mean speed of the original, in pixels per frame, below which a cell rests. */
const RESTS = 0.03;

/** Weight of each cell of flows as part of something stiff: long and straight, or at rest in the original. */
export function stiffPlaces(picture: Picture, flows: readonly Flow[]): Float32Array {
  const { width, height } = flows[0]!;
  const luma = lumaPlane(picture);
  const size = { width, height };
  const fine = resamplePlane(luma, 2 * width, 2 * height);
  const { stiffness, power } = keyStructure(fine, size);
  return stiffness.map((value, i) => {
    const speed = flows.reduce((sum, { data }) => sum + Math.hypot(data[2 * i]!, data[2 * i + 1]!), 0) / flows.length;
    const seen = power[i]! / (power[i]! + 30);
    return Math.max(value > 0.4 ? value : 0, speed < RESTS ? seen : 0);
  });
}

/** Root mean square over time of the gradient of flows (all four derivatives), per cell, in the unit of the flows per cell. */
export function strainOf(flows: readonly Flow[]): Float32Array {
  const { width, height } = flows[0]!;
  const out = new Float32Array(width * height);
  for (const { data } of flows)
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++, i++) {
        const right = x + 1 < width ? i + 1 : i;
        const below = y + 1 < height ? i + width : i;
        for (let c = 0; c < 2; c++)
          out[i]! +=
            ((data[2 * right + c]! - data[2 * i + c]!) ** 2 + (data[2 * below + c]! - data[2 * i + c]!) ** 2) /
            flows.length;
      }
  return out.map(Math.sqrt);
}
