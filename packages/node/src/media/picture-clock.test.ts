import { describe, expect, it } from 'vitest';
import { PictureClock } from './picture-clock.js';

function timesOf(known: readonly (number | undefined)[], { start = 0, jumps = false } = {}): number[] {
  const clock = new PictureClock(start, 0.1, jumps);
  return known.map((time) => Math.round(clock.next(time, 0) * 1000) / 1000);
}

describe('PictureClock', () => {
  it('counts where there are no times', () => {
    expect(timesOf([undefined, undefined, undefined])).toEqual([0, 0.1, 0.2]);
    expect(timesOf([undefined, undefined], { start: 5 })).toEqual([5, 5.1]);
  });

  it('believes times that run forwards, also below zero', () => {
    expect(timesOf([-0.5, -0.4, 0.3, 2])).toEqual([-0.5, -0.4, 0.3, 2]);
  });

  it('keeps the order of pictures whose times run backwards or stand still', () => {
    expect(timesOf([0, 0.2, 0.1, 0.3, 0.3, 0.5])).toEqual([0, 0.2, 0.3, 0.4, 0.5, 0.6]);
  });

  it('goes on where a clock starts anew or jumps, in files in which it may', () => {
    expect(timesOf([90, 90.1, 0, 0.3], { jumps: true })).toEqual([90, 90.1, 90.2, 90.5]);
    expect(timesOf([0, 0.1, 50000, 50000.2], { jumps: true })).toEqual([0, 0.1, 0.2, 0.4]);
    expect(timesOf([0, 0.1, 50000])).toEqual([0, 0.1, 50000]);
  });

  it('takes the duration of a picture for the step after it', () => {
    const clock = new PictureClock(0, 0.1, false);
    expect([clock.next(undefined, 0.04), clock.next(undefined, 0.04), clock.next(undefined, 0.04)]).toEqual([
      0, 0.04, 0.08,
    ]);
  });
});
