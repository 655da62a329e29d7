import { describe, expect, it } from 'vitest';
import { overAllFrames, sampledFrames } from './sampled-frames.js';

describe('sampledFrames', () => {
  it('takes every frame at a stride of 1', () => {
    expect(sampledFrames(5, 3, 1)).toEqual([0, 1, 2, 3, 4]);
  });

  it('holds the key frame and what lies evenly to either side of it', () => {
    for (const count of [1, 2, 7, 50])
      for (let keyFrame = 0; keyFrame < count; keyFrame += 3)
        for (const stride of [2, 3]) {
          const frames = sampledFrames(count, keyFrame, stride);
          expect(frames).toContain(keyFrame);
          expect(frames[0]).toBeLessThan(stride);
          expect(frames.at(-1)).toBeGreaterThanOrEqual(count - stride);
          expect(frames.slice(1).every((t, i) => t === frames[i]! + stride)).toBe(true);
        }
  });
});

describe('overAllFrames', () => {
  const at = (frames: readonly number[], value: (t: number) => number): Float32Array =>
    Float32Array.from(frames, (t) => value(t));

  it('is the samples themselves where there is one for each frame', () => {
    const samples = new Float32Array([3, 1, 4]);
    expect(overAllFrames(samples, [0, 1, 2], 3)).toBe(samples);
    expect(overAllFrames(new Float32Array(0), [], 0)).toHaveLength(0);
  });

  it('keeps samples, goes on straight lines exactly, and on beyond the ends', () => {
    const line = (t: number): number => 2 * t - 7;
    for (const [count, keyFrame] of [
      [10, 3],
      [11, 4],
      [3, 1],
    ] as const) {
      const frames = sampledFrames(count, keyFrame, 2);
      const all = overAllFrames(at(frames, line), frames, count);
      expect(all).toHaveLength(count);
      if (frames.length > 1) all.forEach((value, t) => expect(value).toBeCloseTo(line(t), 5));
      for (const t of frames) expect(all[t]).toBe(line(t));
    }
    expect([...overAllFrames(new Float32Array([5]), [1], 3)]).toEqual([5, 5, 5]);
  });

  it('follows a swing of eight frames', () => {
    const swing = (t: number): number => Math.sin((2 * Math.PI * t) / 8);
    const frames = sampledFrames(40, 21, 2);
    const all = overAllFrames(at(frames, swing), frames, 40);
    for (let t = 4; t < 36; t++) expect(Math.abs(all[t]! - swing(t))).toBeLessThan(0.13);
  });
});
