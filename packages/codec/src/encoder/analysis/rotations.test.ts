import { describe, expect, it } from 'vitest';
import { cosineOfTurns, SeededNoise, sineOfTurns } from '../../math/index.js';
import { createFlow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import { originalFlows } from './frame-flow.js';
import { findRotations, withRotations, type Rotation } from './rotations.js';
import { steadyFlow } from './steady-flow.js';

const SIDE = 96;
const GRID = 64;
const FRAMES = 31;
const KEY = 15;
const CENTRE = { x: 52, y: 44 };
const RADIUS = 30;

const pause = (): Promise<void> => Promise.resolve();

/** Smooth noise by real place. */
function texture(stream: number): (x: number, y: number) => number {
  const noise = new SeededNoise(3, stream);
  const fade = (f: number): number => f * f * (3 - 2 * f);
  return (x, y) => {
    const [i, j] = [Math.floor(x / 5), Math.floor(y / 5)];
    const [u, v] = [fade(x / 5 - i), fade(y / 5 - j)];
    const top = noise.gaussian(i, j) * (1 - u) + noise.gaussian(i + 1, j) * u;
    return top * (1 - v) + (noise.gaussian(i, j + 1) * (1 - u) + noise.gaussian(i + 1, j + 1) * u) * v;
  };
}

const wall = texture(0);
const wheel = texture(1);

function clip(at: (x: number, y: number, t: number) => number): Plane[] {
  return Array.from({ length: FRAMES }, (_, t) => ({
    width: SIDE,
    height: SIDE,
    data: Float32Array.from(
      { length: SIDE * SIDE },
      (_, i) => 128 + 25 * at((i % SIDE) + 0.5, Math.floor(i / SIDE) + 0.5, t),
    ),
  }));
}

/** A wheel before a wall, turned by `angle(t)` turns. */
function turning(angle: (t: number) => number): Plane[] {
  return clip((x, y, t) => {
    const [dx, dy] = [x - CENTRE.x, y - CENTRE.y];
    if (dx * dx + dy * dy > RADIUS * RADIUS) return wall(x, y);
    const [cos, sin] = [cosineOfTurns(-angle(t)), sineOfTurns(-angle(t))];
    return wheel(100 + cos * dx - sin * dy, 100 + sin * dx + cos * dy);
  });
}

async function found(planes: readonly Plane[]): Promise<Rotation[]> {
  const steady = steadyFlow(await originalFlows(planes, 12, pause), GRID, GRID, 1);
  return findRotations(planes, KEY, steady === undefined ? [] : [steady], 1, pause);
}

describe('findRotations', () => {
  it.each([0.004, -0.008])('finds a wheel that turns by %d of a circle per frame', async (speed) => {
    const [rotation, ...others] = await found(turning((t) => speed * t));
    expect(others).toEqual([]);
    expect(Math.abs(rotation!.x - CENTRE.x)).toBeLessThan(1);
    expect(Math.abs(rotation!.y - CENTRE.y)).toBeLessThan(1);
    expect(Math.abs(rotation!.radius - RADIUS)).toBeLessThan(4);
    for (const [t, angle] of rotation!.angles.entries())
      expect(Math.abs(angle - speed * (t - KEY))).toBeLessThan(0.003);
  });

  it('follows a wheel that slows down', async () => {
    const angle = (t: number): number => 0.007 * t - 0.00007 * t * t;
    const [rotation] = await found(turning(angle));
    for (const [t, measured] of rotation!.angles.entries())
      expect(Math.abs(measured - angle(t) + angle(KEY))).toBeLessThan(0.004);
  });

  it('finds nothing where texture is carried along, swings or rests', async () => {
    expect(await found(clip((x, y, t) => wheel(x - 0.7 * t, y + 0.3 * t)))).toEqual([]);
    expect(await found(clip((x, y, t) => wheel(x + 3 * sineOfTurns(t / 12) * (y / SIDE), y)))).toEqual([]);
    expect(await found(clip((x, y, t) => wall(x, y) + (y > 50 ? 0.2 * texture(2 + t)(x, y) : 0)))).toEqual([]);
  });
});

describe('withRotations', () => {
  it('leads from each point of a frame to where it was in the key picture', () => {
    const rotation = { ...CENTRE, radius: RADIUS, angles: Float32Array.of(0.25) };
    const plane = { width: SIDE, height: SIDE };
    const still = createFlow(SIDE, SIDE);
    const { data } = withRotations({ frames: [0], flows: [still] }, [rotation], plane, 1)[0]!;
    // A quarter of a turn brings what lay to the right of the centre below it.
    const at = (CENTRE.y + 20) * SIDE + CENTRE.x;
    expect(data[2 * at]).toBeCloseTo(20, 3);
    expect(data[2 * at + 1]).toBeCloseTo(-21, 3);
    expect(data[0]).toBe(0);
    expect(still.data.every((value) => value === 0)).toBe(true);
  });

  it('is in pixels of the full picture', () => {
    const rotation = { ...CENTRE, radius: RADIUS, angles: Float32Array.of(0.5) };
    const seen = { frames: [0], flows: [createFlow(16, 16)] };
    const half = withRotations(seen, [rotation], { width: SIDE, height: SIDE }, 0.5)[0]!;
    const full = withRotations(seen, [rotation], { width: SIDE, height: SIDE }, 1)[0]!;
    for (const [i, value] of half.data.entries()) expect(value).toBeCloseTo(2 * full.data[i]!, 4);
  });
});
