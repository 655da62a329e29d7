import { describe, expect, it } from 'vitest';
import { swayingClip, swayingFrame } from '../../../../../test/fixtures/swaying-scene.js';
import type { Picture } from '../../picture/index.js';
import { shareOfJumps } from './jumps.js';
import { thumbnail } from './thumbnails.js';

const jumpsIn = (clip: readonly Picture[]): number => shareOfJumps(clip.map(thumbnail));
const SIZE = { width: 64, height: 64 };
const scaled = (picture: Picture, gain: number, offset: number): Picture => ({
  ...picture,
  y: picture.y.map((luma) => Math.round(gain * luma + offset)),
});

describe('shareOfJumps', () => {
  it('finds none in scenes that sway', () => {
    expect(jumpsIn(swayingClip({ ...SIZE, frames: 12, amplitude: 4, river: 2 }))).toBe(0);
  });

  it('finds cuts', () => {
    const clip = Array.from({ length: 13 }, (_, t) => swayingFrame({ ...SIZE, seed: 1 + 10 * Math.floor(t / 4) }, t));
    expect(jumpsIn(clip)).toBeCloseTo(3 / 12, 12);
  });

  it('does not take fades and flashes for cuts', () => {
    const clip = swayingClip({ ...SIZE, frames: 20 });
    expect(jumpsIn(clip.map((picture, t) => scaled(picture, 0.5 + t / 40, 8)))).toBe(0);
    expect(jumpsIn(clip.map((picture, t) => scaled(picture, 0.7, t % 3 === 0 ? 60 : 0)))).toBe(0);
  });

  it('does not take flames before the night for cuts', () => {
    const night = (t: number): Picture => {
      const picture = scaled(swayingFrame({ ...SIZE, seed: 1 }, 0), 0, 16);
      for (let y = 20; y < 44; y++)
        for (let x = 20; x < 44; x++) picture.y[64 * y + x] = x < 32 === (t % 2 === 0) ? 220 : 16;
      return picture;
    };
    expect(jumpsIn(Array.from({ length: 12 }, (_, t) => night(t)))).toBe(0);
  });

  it('is 0 of flat frames and of one frame', () => {
    expect(jumpsIn(swayingClip({ ...SIZE, frames: 1 }))).toBe(0);
    expect(jumpsIn(swayingClip({ ...SIZE, frames: 3 }).map((picture) => scaled(picture, 0, 40)))).toBe(0);
  });
});
