import { describe, expect, it } from 'vitest';
import { createPlane, type Plane } from '../../picture/index.js';
import { createFlow, endpointError, type Flow } from './flow.js';
import { opticalFlow } from './optical-flow.js';

/** A smooth texture without period, evaluated anywhere, so that moved pictures need no interpolation. */
function texture(x: number, y: number): number {
  let sum = 0;
  for (let k = 0; k < 9; k++) {
    const f = 0.07 * 1.33 ** k;
    const a = k * 2.4;
    sum += Math.sin(f * (x * Math.cos(a) + y * Math.sin(a)) + k * k) / (1 + 0.25 * k);
  }
  return 128 + 22 * sum;
}

function paint(width: number, height: number, at: (x: number, y: number) => number): Plane {
  const plane = createPlane(width, height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) plane.data[y * width + x] = at(x, y);
  return plane;
}

function constant(width: number, height: number, u: number, v: number): Flow {
  const flow = createFlow(width, height);
  for (let i = 0; i < flow.data.length; i += 2) {
    flow.data[i] = u;
    flow.data[i + 1] = v;
  }
  return flow;
}

describe('opticalFlow', () => {
  it.each([
    [64, 64, 0.3, -0.2],
    [65, 97, -1.7, 2.4],
    [128, 80, 7.6, -5.2],
    [512, 512, 3.25, 0.5],
  ])('finds a translation of a %dx%d picture by (%d, %d)', (width, height, u, v) => {
    const reference = paint(width, height, texture);
    const target = paint(width, height, (x, y) => texture(x + u, y + v));
    const flow = opticalFlow(target, reference);
    expect(endpointError(flow, constant(width, height, u, v), 10)).toBeLessThan(0.03);
  });

  it('swaps the sign when target and reference change places', () => {
    const a = paint(96, 96, texture);
    const b = paint(96, 96, (x, y) => texture(x + 1.3, y - 0.6));
    const ab = opticalFlow(a, b);
    const ba = opticalFlow(b, a);
    for (let i = 0; i < ba.data.length; i++) ba.data[i] = -ba.data[i]!;
    expect(endpointError(ab, ba, 10)).toBeLessThan(0.05);
  });

  it('gives zero on flat pictures', () => {
    const flat = paint(65, 97, () => 77);
    const flow = opticalFlow(flat, paint(65, 97, () => 90));
    expect(Math.max(...flow.data.map(Math.abs))).toBeLessThan(1e-6);
  });

  it('rejects pictures of different sizes', () => {
    expect(() => opticalFlow(createPlane(64, 64), createPlane(64, 65))).toThrow(/Expected 64x64 for reference size/);
  });
});
