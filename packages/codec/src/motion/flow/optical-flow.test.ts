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
    const flow = opticalFlow(
      flat,
      paint(65, 97, () => 90),
    );
    expect(Math.max(...flow.data.map(Math.abs))).toBeLessThan(1e-6);
  });

  it.each([
    [8, 8],
    [9, 31],
    [130, 10],
    [47, 48],
  ])('stays finite on a %dx%d picture of noise', (width, height) => {
    const noise = (seed: number): Plane =>
      paint(width, height, (x, y) => ((x * 7919 + y * 104729 + seed * 31 + x * y * 13) >>> 2) % 256);
    expect(opticalFlow(noise(1), noise(2)).data.every(Number.isFinite)).toBe(true);
  });

  it('tells a moving foreground from a still background', () => {
    const picture = (shift: number): Plane =>
      paint(128, 128, (x, y) =>
        Math.hypot(x - 64 - shift, y - 64) < 22 ? texture(3 * (x - shift), 3 * y) : texture(y, x),
      );
    const flow = opticalFlow(picture(4), picture(0));
    const at = (x: number, y: number): number => flow.data[2 * (y * 128 + x)]!;
    expect(at(66, 64)).toBeCloseTo(-4, 1);
    for (const [x, y] of [
      [20, 20],
      [100, 64],
      [64, 100],
      [110, 110],
    ] as const)
      expect(Math.abs(at(x, y))).toBeLessThan(0.05);
  });

  it('starts from a given flow where the pictures agree with it, and only there', () => {
    const reference = paint(64, 64, texture);
    const target = paint(64, 64, (x, y) => texture(x + 1.4, y - 0.8));
    const truth = constant(64, 64, 1.4, -0.8);
    for (const initial of [truth, constant(64, 64, -9, 9)]) {
      expect(endpointError(opticalFlow(target, reference, { initial }), truth, 6)).toBeLessThan(0.03);
    }
  });

  it('rejects pictures of different sizes', () => {
    expect(() => opticalFlow(createPlane(64, 64), createPlane(64, 65))).toThrow(/Expected 64x64 for reference size/);
  });
});
