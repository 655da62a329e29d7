import { describe, expect, it } from 'vitest';
import { swayingClip, swayingFrame } from '../../../../../test/fixtures/swaying-scene.js';
import type { Picture } from '../../picture/index.js';
import { loopPeriod } from './loop-detection.js';
import { thumbnail } from './thumbnails.js';

const periodOf = (clip: readonly Picture[]): number | undefined => loopPeriod(clip.map(thumbnail));

describe('loopPeriod', () => {
  it('finds the period of a clip that repeats', () => {
    expect(periodOf(swayingClip({ width: 64, height: 64, frames: 36, period: 12 }))).toBe(12);
    expect(periodOf(swayingClip({ width: 64, height: 64, frames: 30, period: 9 }))).toBe(9);
  });

  it('takes a clip whose end runs into its beginning whole', () => {
    const scene = { width: 64, height: 64, period: 24 };
    expect(periodOf(Array.from({ length: 24 }, (_, t) => swayingFrame(scene, t + 6)))).toBe(24);
  });

  it('takes neither stillness nor what does not come back for a loop', () => {
    expect(periodOf(swayingClip({ width: 64, height: 64, frames: 24, amplitude: 0 }))).toBeUndefined();
    expect(periodOf(swayingClip({ width: 64, height: 64, frames: 30, period: 21 }))).toBeUndefined();
    expect(periodOf(swayingClip({ width: 64, height: 64, frames: 30, drift: 41 }))).toBeUndefined();
    expect(periodOf(swayingClip({ width: 64, height: 64, frames: 12, period: 6 }))).toBeUndefined();
  });

  it('takes nothing shorter than two of the shortest periods, and the shortest of several', () => {
    const scene = { width: 64, height: 64, period: 8 };
    expect(periodOf(swayingClip({ ...scene, frames: 15 }))).toBeUndefined();
    expect(periodOf(swayingClip({ ...scene, frames: 16 }))).toBe(8);
    expect(periodOf(swayingClip({ ...scene, frames: 48 }))).toBe(8);
  });
});
