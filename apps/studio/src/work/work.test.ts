import { afterEach, describe, expect, it, vi } from 'vitest';
import { frameFigures } from './figures.js';
import { lifeFigures } from './life-figures.js';
import { createPicture } from 'dynamics-codec/picture';
import { JobProgressScale } from './job-progress.js';
import { pictureAt, pictureBytes, PictureStacker } from './picture-stack.js';
import type { JobProgress } from './protocol.js';
import { threadsFor } from './thread-count.js';

describe('picture stack', () => {
  it('gives back what was put in, up to its limit', () => {
    const stacker = new PictureStacker(3);
    const pictures = Array.from({ length: 5 }, (_, index) => {
      const picture = createPicture(7, 5);
      picture.y.fill(index);
      picture.u.fill(10 + index);
      picture.v.fill(20 + index);
      return picture;
    });
    for (const picture of pictures) stacker.add(picture);
    const stack = stacker.finish();
    expect(stack.count).toBe(3);
    expect(stack.bytes.length).toBe(3 * pictureBytes(7, 5));
    expect([0, 1, 2].map((index) => pictureAt(stack, index))).toEqual(pictures.slice(0, 3));
  });

  it('takes no more room than it needs', () => {
    const stacker = new PictureStacker(10);
    stacker.add(createPicture(8, 8));
    expect(stacker.finish().bytes.length).toBe(pictureBytes(8, 8));
    expect(new PictureStacker(10).finish().count).toBe(0);
  });
});

describe('threads of an encode', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    [1, 256, 1],
    [2, 256, 1],
    [5, 256, 4],
    [64, 256, 8],
    [64, 512, 4],
    [64, 1024, 1],
  ])('leave one of %i to the page, and hold few pictures of %i pixels', (cores, side, threads) => {
    vi.stubGlobal('navigator', { hardwareConcurrency: cores });
    expect(threadsFor(side, side)).toBe(threads);
  });
});

describe('progress of a job', () => {
  it('runs from reading to the rival on one scale and never falls', () => {
    const seen: JobProgress[] = [];
    const scale = new JobProgressScale((progress) => seen.push(progress));
    const encoder = (stage: 'reading' | 'flow' | 'motion' | 'writing', fraction: number, framesRead: number): void =>
      scale.encode({ stage, fraction, framesRead, framesTotal: 100 });
    encoder('reading', 0, 0);
    encoder('reading', 0, 100);
    encoder('flow', 0.3, 100);
    encoder('reading', 0.2, 100);
    encoder('motion', 0.9, 100);
    encoder('writing', 1, 100);
    scale.after('checking', 0.5);
    scale.after('rival', 1);
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions[0]).toBe(0);
    expect(fractions.at(-1)).toBe(1);
    expect(new Set(seen.map(({ stage }) => stage))).toEqual(
      new Set(['reading', 'flow', 'motion', 'writing', 'checking', 'rival']),
    );
  });
});

describe('figures of life', () => {
  const clipOf = (contrast: number, step: number) => {
    const stacker = new PictureStacker(4);
    for (let t = 0; t < 4; t++) {
      const picture = createPicture(16, 16);
      picture.y.forEach((_, i) => (picture.y[i] = 128 + contrast * (i % 2) + step * t));
      stacker.add(picture);
    }
    return stacker.finish();
  };

  it('are shares of the contrast and of the change of the original', () => {
    const original = clipOf(40, 4);
    expect(lifeFigures(original, original)).toEqual({ sharpness: 1, movement: 1 });
    const { sharpness, movement } = lifeFigures(original, clipOf(20, 0));
    expect([sharpness, movement]).toEqual([0.5, 0]);
    expect(lifeFigures(clipOf(0, 0), clipOf(10, 1))).toEqual({ sharpness: 1, movement: 1 });
  });
});

describe('figures of frames', () => {
  const clipOf = (valueOf: (x: number, y: number) => number) => {
    const stacker = new PictureStacker(30);
    for (let t = 0; t < 30; t++) {
      const picture = createPicture(32, 32);
      picture.y.forEach((_, i) => (picture.y[i] = valueOf(i % 32, i >> 5)));
      stacker.add(picture);
    }
    return stacker.finish();
  };

  it('are those of the original for the original, and all worse for a blurred one', () => {
    const original = clipOf((x) => (x % 8 < 4 ? 40 : 200));
    const same = frameFigures(original, original, () => undefined);
    expect([same.gmsd, same.ssim[29], same.psnr.length]).toEqual([0, 1, 30]);
    const shares: number[] = [];
    const blurred = frameFigures(
      original,
      clipOf((x) => 120 + 80 * Math.sin((x * Math.PI) / 4)),
      (share) => shares.push(share),
    );
    expect(blurred.gmsd).toBeGreaterThan(0.02);
    expect(blurred.ssim[29]).toBeLessThan(0.95);
    expect(shares).toHaveLength(30);
  });
});
