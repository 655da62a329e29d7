import { describe, expect, it } from 'vitest';
import { noPause } from '../../math/index.js';
import { createFlow } from '../../motion/index.js';
import { createPlane } from '../../picture/index.js';
import { changeOf, missingChange, unexplainedChange } from './temporal-power.js';

function planeOf(level: (x: number, y: number) => number, width = 20, height = 12) {
  const plane = createPlane(width, height);
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = level(i % width, Math.floor(i / width));
  return plane;
}

describe('change between two planes', () => {
  it('is told for each block, less a level of noise', () => {
    const change = changeOf(
      planeOf(() => 100),
      planeOf((x, y) => (x < 8 && y < 8 ? 105 : 100.5)),
    );
    expect([...change]).toEqual([4, 0, 0, 0, 0, 0]);
  });

  it('does not care for its sign', () => {
    const [a, b] = [planeOf((x) => 3 * x), planeOf((x) => 60 - x)];
    expect(changeOf(a, b)).toEqual(changeOf(b, a));
  });
});

describe('missing change', () => {
  it('counts what is too little, place by place, and nothing that is too much', () => {
    expect(missingChange(Float32Array.of(4, 0, 2), Float32Array.of(1, 9, 5))).toEqual({ sum: 6, lack: 3 });
  });
});

describe('unexplained change', () => {
  const wave = (x: number): number => 100 + 60 * Math.sin(x / 3);
  const [before, after] = [planeOf(wave, 64, 32), planeOf((x) => wave(x - 2), 64, 32)];

  it('is none where motion explains all, and all of it where nothing moves', async () => {
    const still = createFlow(64, 32);
    const moved = createFlow(64, 32);
    for (let i = 0; i < moved.data.length; i += 2) moved.data[i] = 2;
    const explained = await unexplainedChange([{ t: 0, flow: moved }], [before, after], noPause);
    const unexplained = await unexplainedChange([{ t: 0, flow: still }], [before, after], noPause);
    expect(unexplained).toBeGreaterThan(10);
    // What comes in at the border was not there before.
    expect(explained).toBeLessThan(0.15 * unexplained);
  });

  it('of one frame is none', async () => {
    expect(await unexplainedChange([], [before], noPause)).toBe(0);
  });
});
