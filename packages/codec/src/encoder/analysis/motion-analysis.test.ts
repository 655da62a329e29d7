import { describe, expect, it } from 'vitest';
import { swayAt, swayingFrame } from '../../../../../test/fixtures/swaying-scene.js';
import { createFlow, GRID_SIDES } from '../../motion/index.js';
import { createPicture, lumaPlane } from '../../picture/index.js';
import { gatherFlow } from './gather-flow.js';
import { analyseMotion, analysisPlane, analysisSize } from './motion-analysis.js';

const unhurried = (): Promise<void> => Promise.resolve();

describe('analyseMotion', () => {
  const scene = { width: 64, height: 64, period: 8 };
  const planes = [0, 1, 2, 3, 4].map((t) => lumaPlane(swayingFrame(scene, t)));

  it('finds how far each place is from where the key picture has it', async () => {
    const done: number[] = [];
    const { grid, flows } = await analyseMotion(
      { planes, keyFrame: 0, picture: scene, quality: 'fast', stride: 1, forward: true },
      (count) => done.push(count),
      unhurried,
    );
    expect(GRID_SIDES[grid]).toBe(64);
    expect(flows).toHaveLength(5);
    expect(flows[0]!.data.every((value) => value === 0)).toBe(true);
    expect(done).toEqual([1, 2, 3, 4, 5]);
    // The bush has moved by two pixels from rest, and back again.
    const middle = 29 * 64 + 32;
    const rest = swayAt(0.5, 0.46);
    expect(Math.abs(flows[2]!.data[2 * middle]! - 2 * rest)).toBeLessThan(0.5);
    expect(Math.abs(flows[4]!.data[2 * middle]!)).toBeLessThan(0.5);
    expect(Math.abs(flows[2]!.data[2 * (60 * 64 + 4)]!)).toBeLessThan(0.2);
  });

  it('counts errors across edges, and a little where the picture is flat', async () => {
    const stripes = { width: 64, height: 64, data: new Float32Array(64 * 64) };
    for (let i = 0; i < stripes.data.length; i++) {
      const [x, y] = [i % 64, Math.floor(i / 64)];
      stripes.data[i] = y < 32 ? 128 + 80 * Math.sin(x) : 128;
    }
    const { metric, confidence } = await analyseMotion(
      { planes: [stripes], keyFrame: 0, picture: scene, quality: 'fast', stride: 1, forward: true },
      () => undefined,
      unhurried,
    );
    const [edge, flat] = [16 * 64 + 30, 50 * 64 + 30];
    expect(metric.xx[edge]).toBeGreaterThan(0.9);
    expect(metric.yy[edge]).toBeCloseTo(0.1, 2);
    expect([metric.xx[flat], metric.xy[flat], metric.yy[flat]].map((value) => value!.toFixed(3))).toEqual([
      '0.100',
      '0.000',
      '0.100',
    ]);
    expect(confidence.every((value) => value === 1)).toBe(true);
  });

  it('ends where breathing throws', async () => {
    const tired = (): Promise<void> => Promise.reject(new Error('enough'));
    await expect(
      analyseMotion(
        { planes, keyFrame: 0, picture: scene, quality: 'fast', stride: 1, forward: true },
        () => undefined,
        tired,
      ),
    ).rejects.toThrow('enough');
  });
});

describe('analysisPlane', () => {
  it('has a longer side of at most 256 pixels', () => {
    expect(analysisSize({ width: 1920, height: 1080 })).toEqual({ width: 256, height: 144 });
    expect(analysisSize({ width: 100, height: 256 })).toEqual({ width: 100, height: 256 });
    expect(analysisSize({ width: 4096, height: 64 })).toEqual({ width: 256, height: 8 });
    expect(analysisPlane(createPicture(300, 512))).toMatchObject({ width: 150, height: 256 });
  });
});

describe('gatherFlow', () => {
  it('is the mean over each cell, times a scale', () => {
    const flow = createFlow(4, 2);
    flow.data.set([1, 0, 3, 2, 5, 0, 5, 0, 1, 0, 3, 2, 5, 0, 5, 4]);
    expect([...gatherFlow(flow, 2, 1, 2).data]).toEqual([4, 2, 10, 2]);
  });
});
