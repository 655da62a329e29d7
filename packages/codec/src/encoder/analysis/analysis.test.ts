import { describe, expect, it } from 'vitest';
import { swayingClip, swayingFrame } from '../../../../../test/fixtures/swaying-scene.js';
import { createFlow, warpPlane, type Flow } from '../../motion/index.js';
import { createPicture, lumaPlane, type Picture, type Plane } from '../../picture/index.js';
import { chooseKeyFrame } from '../clip/key-choice.js';
import { loopPeriod } from '../clip/loop-detection.js';
import { normalEquations, REFINEMENT_ROUNDS, refineModes } from '../fit/mode-refinement.js';
import { createEvidence, gatherEvidence, gradientsOf } from './photometric-evidence.js';
import { structuralDistance } from '../choose/structural-distance.js';

const SIDE = 64;
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

/** Displacement that the evidence of a frame asks for, all cells together: solves G d = h. */
function askedFor(frame: Plane, key: Plane, around: Flow, toPlane = 1): [number, number] {
  const seen = createEvidence(64);
  gatherEvidence(frame, gradientsOf(key), around, toPlane, seen);
  const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
  const [a, b, c, p, q] = [sum(seen.xx), sum(seen.xy), sum(seen.yy), sum(seen.hx), sum(seen.hy)];
  return [(c * p - b * q) / (a * c - b * b), (a * q - b * p) / (a * c - b * b)];
}

describe('photometric evidence', () => {
  const key = plane(wave);

  it.each([
    [0.4, 0],
    [0, -0.3],
    [-0.25, 0.35],
  ])('asks for the displacement (%f, %f) that the frame has', (dx, dy) => {
    const [x, y] = askedFor(
      plane((a, b) => wave(a + dx, b + dy)),
      key,
      createFlow(8, 8),
    );
    expect(Math.abs(x - dx)).toBeLessThan(0.08);
    expect(Math.abs(y - dy)).toBeLessThan(0.08);
  });

  it('asks for nothing more around the right flow', () => {
    const [x, y] = askedFor(
      plane((a, b) => wave(a + 3.2, b - 2.1)),
      key,
      constantFlow(3.2, -2.1),
    );
    expect(Math.hypot(x, y)).toBeLessThan(0.05);
  });

  it('counts displacements in pixels of the full picture', () => {
    const [x] = askedFor(
      plane((a, b) => wave(a + 0.3, b)),
      key,
      createFlow(8, 8),
      0.5,
    );
    expect(x).toBeCloseTo(0.6, 1);
  });

  it('sees nothing in a flat picture', () => {
    const seen = createEvidence(64);
    const flat = plane(() => 90);
    gatherEvidence(flat, gradientsOf(flat), createFlow(8, 8), 1, seen);
    expect(seen.xx.every((value) => value === 0) && seen.hx.every((value) => value === 0)).toBe(true);
    expect(seen.weight.reduce((sum, value) => sum + value, 0)).toBeCloseTo(62 * 62, 0);
  });

  it('listens less to pixels that nothing can explain', () => {
    const spoilt = plane((x, y) => (x < 32 ? wave(x, y) : wave(x, y) + 90));
    const seen = createEvidence(64);
    gatherEvidence(spoilt, gradientsOf(key), createFlow(8, 8), 1, seen);
    expect(seen.weight[7]!).toBeLessThan(0.01 * seen.weight[0]!);
  });
});

describe('normalEquations', () => {
  it('are the sums over cells of phi G phi and phi h', () => {
    const seen = createEvidence(2);
    seen.xx.set([2, 3]);
    seen.xy.set([0.5, 0]);
    seen.yy.set([1, 4]);
    seen.hx.set([1, -1]);
    seen.hy.set([2, 0.5]);
    const map = (data: readonly number[]): Flow => ({ width: 2, height: 1, data: Float32Array.from(data) });
    const { normal, right } = normalEquations([map([1, 0, 0, 1]), map([0, 1, 1, 0])], seen);
    expect([...normal]).toEqual([2 + 4, 0.5, 0.5, 1 + 3]);
    expect([...right]).toEqual([1 + 0.5, 2 - 1]);
  });
});

describe('refineModes', () => {
  it('lowers the photometric error of modes that are off', async () => {
    const key = plane(wave);
    const frames = 10;
    const swing = (t: number): number => 1.5 * Math.sin((2 * Math.PI * t) / frames);
    const frameAt = (t: number): Plane => plane((x, y) => wave(x + swing(t), y));
    const off = {
      fixed: 0,
      maps: [constantFlow(0.7, 0.2)],
      series: [Float32Array.from({ length: frames }, (_, t) => 0.8 * swing(t))],
    };
    const error = (maps: readonly Flow[], series: readonly Float32Array[]): number => {
      let sum = 0;
      for (let t = 0; t < frames; t++) {
        const flow = createFlow(SIDE, SIDE);
        for (let i = 0; i < flow.data.length; i++) flow.data[i] = maps[0]!.data[2 * 27 + (i & 1)]! * series[0]![t]!;
        const [warped, frame] = [warpPlane(key, flow), frameAt(t)];
        for (let y = 8; y < 56; y++)
          for (let x = 8; x < 56; x++) sum += (warped.data[y * SIDE + x]! - frame.data[y * SIDE + x]!) ** 2;
      }
      return sum;
    };
    let breaths = 0;
    const { modes, evidence } = await refineModes(off, frameAt, gradientsOf(key), 1, REFINEMENT_ROUNDS, () =>
      Promise.resolve(breaths++).then(() => undefined),
    );
    expect(error(modes.maps, modes.series)).toBeLessThan(0.1 * error(off.maps, off.series));
    expect(evidence).toHaveLength(frames);
    expect(breaths).toBeGreaterThan(0);
  });

  it('leaves no modes as no modes', async () => {
    const refined = await refineModes(
      { fixed: 0, maps: [], series: [] },
      () => plane(wave),
      gradientsOf(plane(wave)),
      1,
      REFINEMENT_ROUNDS,
      () => Promise.resolve(),
    );
    expect(refined).toEqual({ modes: { maps: [], series: [], fixed: 0 }, evidence: [] });
  });
});

describe('loopPeriod', () => {
  it('finds the period of a clip that repeats', () => {
    expect(loopPeriod(swayingClip({ width: 64, height: 64, frames: 36, period: 12 }))).toBe(12);
    expect(loopPeriod(swayingClip({ width: 64, height: 64, frames: 30, period: 9 }))).toBe(9);
  });

  it('takes a clip whose end runs into its beginning whole', () => {
    const scene = { width: 64, height: 64, period: 24 };
    expect(loopPeriod(Array.from({ length: 24 }, (_, t) => swayingFrame(scene, t + 6)))).toBe(24);
  });

  it('takes neither stillness nor what does not come back for a loop', () => {
    expect(loopPeriod(swayingClip({ width: 64, height: 64, frames: 24, amplitude: 0 }))).toBeUndefined();
    expect(loopPeriod(swayingClip({ width: 64, height: 64, frames: 30, period: 21 }))).toBeUndefined();
    expect(loopPeriod(swayingClip({ width: 64, height: 64, frames: 30, drift: 41 }))).toBeUndefined();
    expect(loopPeriod(swayingClip({ width: 64, height: 64, frames: 12, period: 6 }))).toBeUndefined();
  });
});

describe('chooseKeyFrame', () => {
  it('takes the first of one or two frames', async () => {
    expect(await chooseKeyFrame(swayingClip({ width: 64, height: 64, frames: 1 }), unhurried)).toBe(0);
    expect(await chooseKeyFrame(swayingClip({ width: 64, height: 64, frames: 2 }), unhurried)).toBe(0);
  });

  it('takes the middle where all frames serve alike', async () => {
    expect(await chooseKeyFrame(swayingClip({ width: 64, height: 64, frames: 20, amplitude: 0 }), unhurried)).toBe(10);
  });

  it('does not take a frame that something hides', async () => {
    const clip = swayingClip({ width: 64, height: 64, frames: 20, amplitude: 0.5 });
    const hidden: Picture = createPicture(64, 64);
    clip[10] = hidden;
    expect(await chooseKeyFrame(clip, unhurried)).not.toBe(10);
  });
});

describe('structuralDistance', () => {
  const first = lumaPlane(swayingClip({ width: 64, height: 64, frames: 1 })[0]!);

  it('is 0 for equal planes and grows with damage', () => {
    const noisy = (gain: number): Plane => ({
      ...first,
      data: first.data.map((value, i) => value + gain * Math.sin(i * i)),
    });
    expect(structuralDistance(first, first)).toBeCloseTo(0, 6);
    expect(structuralDistance(first, noisy(4))).toBeGreaterThan(0);
    expect(structuralDistance(first, noisy(16))).toBeGreaterThan(structuralDistance(first, noisy(4)));
  });
});
