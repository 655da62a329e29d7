import { describe, expect, it } from 'vitest';
import { SeededNoise } from '../../math/index.js';
import { createFlow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import { carriedElseSteady, carriedFlow } from './carried-flow.js';

const SIDE = 128;
const GRID = 32;
const FRAMES = 26;

/** Smooth noise by real place, standard deviation about 1; streams are independent. */
function texture(stream: number): (x: number, y: number) => number {
  const noise = new SeededNoise(7, stream);
  const fade = (f: number): number => f * f * (3 - 2 * f);
  return (x, y) => {
    const [i, j] = [Math.floor(x / 4), Math.floor(y / 4)];
    const [u, v] = [fade(x / 4 - i), fade(y / 4 - j)];
    const top = noise.gaussian(i, j) * (1 - u) + noise.gaussian(i + 1, j) * u;
    return 1.5 * (top * (1 - v) + (noise.gaussian(i, j + 1) * (1 - u) + noise.gaussian(i + 1, j + 1) * u) * v);
  };
}

function clip(at: (x: number, y: number, t: number) => number): Plane[] {
  return Array.from({ length: FRAMES }, (_, t) => ({
    width: SIDE,
    height: SIDE,
    data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => 128 + at(i % SIDE, Math.floor(i / SIDE), t)),
  }));
}

const found = (planes: readonly Plane[]) => carriedFlow(planes, GRID, GRID, 1, () => Promise.resolve());
const cell = (x: number, y: number): number => Math.floor((y * GRID) / SIDE) * GRID + Math.floor((x * GRID) / SIDE);
const wet = texture(0);
const rock = texture(1);
const inFall = (x: number): boolean => x >= 40 && x < 88;

describe('carriedFlow', () => {
  it.each([
    [0, 3],
    [0, 10.4],
    [-6, 7],
    [11, 0],
  ])('finds the velocity (%d, %d)', async (vx, vy) => {
    const { velocity, flowing } = (await found(clip((x, y, t) => 20 * wet(x - vx * t, y - vy * t))))!;
    for (const [x, y] of [
      [64, 64],
      [40, 90],
    ] as const) {
      expect(flowing[cell(x, y)]).toBe(1);
      expect(Math.abs(velocity.data[2 * cell(x, y)]! - vx)).toBeLessThan(0.6);
      expect(Math.abs(velocity.data[2 * cell(x, y) + 1]! - vy)).toBeLessThan(0.6);
    }
  });

  it('sees a fall before rock that shows through, and nothing beside it', async () => {
    const { velocity, flowing } = (await found(
      clip((x, y, t) => 30 * rock(x, y) + (inFall(x) ? 12 * wet(x, y - 9 * t) : 0)),
    ))!;
    expect(velocity.data[2 * cell(64, 64) + 1]).toBeGreaterThan(8);
    expect(flowing[cell(8, 64)]).toBe(0);
    expect(velocity.data[2 * cell(120, 64) + 1]).toBe(0);
  });

  it('sees texture that is another after three frames', async () => {
    const lives = Array.from({ length: FRAMES }, (_, life) => texture(10 + life));
    const renewed = (x: number, y: number, t: number): number => {
      const age = (t % 3) / 3;
      const life = Math.floor(t / 3);
      return (1 - age) * lives[life]!(x, y) + age * lives[life + 1]!(x, y);
    };
    const { velocity } = (await found(clip((x, y, t) => 20 * renewed(x, y - 8 * t, t))))!;
    expect(Math.abs(velocity.data[2 * cell(64, 64) + 1]! - 8)).toBeLessThan(1);
  });

  it('sees what turns', async () => {
    const omega = 0.1;
    const { velocity } = (await found(
      clip((x, y, t) => {
        const [dx, dy] = [x - 64, y - 64];
        const [c, s] = [Math.cos(omega * t), Math.sin(omega * t)];
        return Math.hypot(dx, dy) > 50 ? 0 : 20 * wet(c * dx + s * dy, c * dy - s * dx);
      }),
    ))!;
    for (const [x, y] of [
      [94, 64],
      [64, 94],
      [34, 64],
    ] as const) {
      expect(Math.abs(velocity.data[2 * cell(x, y)]! + omega * (y - 64))).toBeLessThan(1);
      expect(Math.abs(velocity.data[2 * cell(x, y) + 1]! - omega * (x - 64))).toBeLessThan(1);
    }
  });

  it('finds nothing in noise, in what swings, in what stands and in too few frames', async () => {
    const noise = new SeededNoise(3, 0);
    expect(await found(clip((x, y, t) => 20 * noise.gaussian(x + SIDE * t, y)))).toBeUndefined();
    const swinging = await found(clip((x, y, t) => 20 * wet(x - 6 * Math.sin((Math.PI * t) / 6), y)));
    expect(swinging?.flowing[cell(64, 64)] ?? 0).toBe(0);
    expect(await found(clip((x, y) => 20 * rock(x, y)))).toBeUndefined();
    expect(await found(clip((x, y, t) => 20 * wet(x, y - 4 * t)).slice(0, 6))).toBeUndefined();
  });
});

describe('carriedElseSteady', () => {
  it('takes the one where it is trusted and the other elsewhere', () => {
    const flow = (speed: number): ReturnType<typeof createFlow> => {
      const out = createFlow(2, 2);
      out.data.fill(speed);
      return out;
    };
    const carried = { velocity: flow(0), flowing: Float32Array.of(1, 0.5, 0, 0) };
    carried.velocity.data.set([8, 8, 4, 4]);
    const steady = { velocity: flow(1), flowing: new Float32Array(4).fill(0.5) };
    const { velocity, flowing } = carriedElseSteady(carried, steady);
    expect([...velocity.data]).toEqual([8, 8, 4.5, 4.5, 1, 1, 1, 1]);
    expect([...flowing]).toEqual([1, 0.75, 0.5, 0.5]);
    expect(carriedElseSteady(carried, undefined)).toBe(carried);
  });
});
