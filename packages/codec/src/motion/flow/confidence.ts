import { createPlane, type Plane } from '../../picture/index.js';
import { assertFlowSize, type Flow } from './flow.js';

/**
 * How far a backward flow can be trusted, 0 (occluded or wrong) to 1: going to the reference and back by the opposite
 * flow must return to the start. The tolerance grows with the displacement as in Sundaram, Brox, Keutzer, "Dense Point
 * Trajectories by GPU-accelerated Large Displacement Optical Flow" (ECCV 2010), equation 5, but the verdict is soft:
 * `1 / (1 + (d2 / tolerance)^2)`. Where the flow leaves the picture, confidence is 0.
 *
 * @param backward `target(x) ~ reference(x + backward(x))`
 * @param forward `reference(x) ~ target(x + forward(x))`, same size
 * @returns plane of the same size over the target's pixels
 * @throws InvalidOptionError where the sizes differ
 */
export function confidenceMap(backward: Flow, forward: Flow): Plane {
  const { width, height } = backward;
  assertFlowSize(forward, width, height, 'forward');
  const out = createPlane(width, height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const bx = backward.data[2 * i]!;
      const by = backward.data[2 * i + 1]!;
      const px = x + bx;
      const py = y + by;
      if (!(px >= -0.5 && py >= -0.5 && px <= width - 0.5 && py <= height - 0.5)) continue;
      const x0 = Math.min(Math.max(Math.floor(px), 0), width - 2);
      const y0 = Math.min(Math.max(Math.floor(py), 0), height - 2);
      const s = Math.min(Math.max(px - x0, 0), 1);
      const t = Math.min(Math.max(py - y0, 0), 1);
      const fx = bilinear(forward, x0, y0, s, t, 0);
      const fy = bilinear(forward, x0, y0, s, t, 1);
      const distance = (bx + fx) ** 2 + (by + fy) ** 2;
      const tolerance = 0.02 * (bx * bx + by * by + fx * fx + fy * fy) + 0.15;
      out.data[i] = 1 / (1 + (distance / tolerance) ** 2);
    }
  }
  return out;
}

function bilinear(flow: Flow, x: number, y: number, s: number, t: number, axis: 0 | 1): number {
  const { data, width } = flow;
  const i = 2 * (y * width + x) + axis;
  const upper = data[i]! + s * (data[i + 2]! - data[i]!);
  const j = i + 2 * width;
  return upper + t * (data[j]! + s * (data[j + 2]! - data[j]!) - upper);
}
