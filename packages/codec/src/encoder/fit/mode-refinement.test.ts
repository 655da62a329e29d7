import { describe, expect, it } from 'vitest';
import { createFlow, warpPlane, type Flow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import { refineModes, weightsAt, type Modes } from './mode-refinement.js';

const ROUNDS = 2;
const SIDE = 64;
const FRAMES = 10;
const unhurried = (): Promise<void> => Promise.resolve();
const wave = (x: number, y: number): number =>
  128 + 50 * Math.sin(x / 4) + 40 * Math.cos(y / 5) + 15 * Math.sin((x + y) / 7);

function plane(at: (x: number, y: number) => number): Plane {
  return {
    width: SIDE,
    height: SIDE,
    data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => at(i % SIDE, Math.floor(i / SIDE))),
  };
}

function constantFlow(x: number, y: number): Flow {
  const out = createFlow(8, 8);
  for (let i = 0; i < out.data.length; i += 2) out.data.set([x, y], i);
  return out;
}

const key = plane(wave);
const swing = (t: number): number => 1.5 * Math.sin((2 * Math.PI * t) / FRAMES);
const frameAt = (t: number): Plane => plane((x, y) => wave(x + swing(t), y));
/** The scene's motion, but along the wrong direction and too small. */
const off: Modes = {
  fixed: 0,
  maps: [constantFlow(0.7, 0.2)],
  series: [Float32Array.from({ length: FRAMES }, (_, t) => 0.8 * swing(t))],
};

describe('weightsAt', () => {
  it('takes the values of one frame; a loop repeats', () => {
    const series = [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)];
    expect([...weightsAt(series, 1)]).toEqual([2, 5]);
    expect([...weightsAt(series, 5)]).toEqual([3, 6]);
  });
});

const seenAt = (t: number) => ({ target: frameAt(t), source: key });

describe('refineModes', () => {
  it('lowers the photometric error of modes that are off', async () => {
    const error = (maps: readonly Flow[], series: readonly Float32Array[]): number => {
      let sum = 0;
      for (let t = 0; t < FRAMES; t++) {
        const flow = createFlow(SIDE, SIDE);
        for (let i = 0; i < flow.data.length; i++) flow.data[i] = maps[0]!.data[2 * 27 + (i & 1)]! * series[0]![t]!;
        const [warped, frame] = [warpPlane(key, flow), frameAt(t)];
        for (let y = 8; y < 56; y++)
          for (let x = 8; x < 56; x++) sum += (warped.data[y * SIDE + x]! - frame.data[y * SIDE + x]!) ** 2;
      }
      return sum;
    };
    let breaths = 0;
    const { modes, evidence } = await refineModes(off, seenAt, 1, ROUNDS, () =>
      Promise.resolve(breaths++).then(() => undefined),
    );
    expect(error(modes.maps, modes.series)).toBeLessThan(0.1 * error(off.maps, off.series));
    expect(evidence).toHaveLength(FRAMES);
    expect(breaths).toBeGreaterThan(0);
  });

  it('gathers evidence and changes nothing in no rounds', async () => {
    const { modes, evidence } = await refineModes(off, seenAt, 1, 0, unhurried);
    expect(modes).toBe(off);
    expect(evidence[2]!.hx.some((value) => value !== 0)).toBe(true);
  });

  it('fits the series of given maps, and leaves the maps', async () => {
    const start = { ...off, fixed: 1, maps: [constantFlow(1, 0)] };
    const { modes } = await refineModes(start, seenAt, 1, ROUNDS, unhurried);
    expect(modes.maps[0]).toBe(start.maps[0]);
    expect(modes.fixed).toBe(1);
    for (let t = 0; t < FRAMES; t++) expect(Math.abs(modes.series[0]![t]! - swing(t))).toBeLessThan(0.1);
  });

  it('leaves no modes as no modes', async () => {
    const refined = await refineModes(
      { fixed: 0, maps: [], series: [] },
      () => ({ target: plane(wave), source: plane(wave) }),
      1,
      ROUNDS,
      () => Promise.resolve(),
    );
    expect(refined).toEqual({ modes: { maps: [], series: [], fixed: 0 }, evidence: [] });
  });

  it('ends where breathing throws', async () => {
    const tired = (): Promise<void> => Promise.reject(new Error('enough'));
    await expect(refineModes(off, seenAt, 1, 1, tired)).rejects.toThrow('enough');
  });
});
