import { describe, expect, it } from 'vitest';
import { createPicture } from 'dynamics-codec/picture';
import { JobProgressScale } from './job-progress.js';
import { pictureAt, pictureBytes, PictureStacker } from './picture-stack.js';
import type { JobProgress } from './protocol.js';

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
