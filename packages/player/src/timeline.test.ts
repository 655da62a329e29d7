import { describe, expect, it } from 'vitest';
import { Timeline, type Position, type Seam } from './timeline.js';

const frameRate = { numerator: 25, denominator: 1 };
/** Three groups of 50, 25 and 25 frames: four seconds. */
const timeline = new Timeline({
  frameRate,
  frames: 100,
  groups: [
    { firstFrame: 0, frames: 50 },
    { firstFrame: 50, frames: 25 },
    { firstFrame: 75, frames: 25 },
  ],
});
const at = (time: number, laps = 0): Position => ({ time, laps });
const visible = (time: number, seam: Seam, tail = 0, laps = 0) =>
  timeline.visible(at(time, laps), seam, timeline.duration, () => tail);

describe('Timeline', () => {
  it('knows its length and the group of each time', () => {
    expect(timeline.duration).toBe(4);
    expect([0, 1.99, 2, 2.99, 3, 4, 9].map((time) => timeline.groupAt(time))).toEqual([0, 0, 1, 1, 2, 2, 2]);
  });

  it('takes a time that rounding put just before a cut for the cut', () => {
    const odd = new Timeline({
      frameRate,
      frames: 40,
      groups: [
        { firstFrame: 0, frames: 29 },
        { firstFrame: 29, frames: 11 },
      ],
    });
    expect((29 / 25) * 25).toBeLessThan(29);
    expect(odd.visible(at(29 / 25), 'none', odd.duration, () => 0)).toEqual([{ index: 1, t: 0, opacity: 1 }]);
  });

  it('shows one group where none fades, and stays on the last frame at the end', () => {
    expect(visible(1, 'none')).toEqual([{ index: 0, t: 25, opacity: 1 }]);
    expect(visible(4, 'none')).toEqual([{ index: 2, t: 24, opacity: 1 }]);
  });

  it('fades the tail of a group into the next as the decoder does', () => {
    const [below, above] = visible(2 + 3 / 25, 'none', 7);
    expect(below).toEqual({ index: 0, t: 53, opacity: 1 });
    expect(above).toMatchObject({ index: 1, t: 3 });
    expect(above!.opacity).toBeCloseTo(0.5);
    expect(visible(2 + 7 / 25, 'none', 7)).toHaveLength(1);
  });

  it('closes the seam of a clip that starts over by fading its first frames in', () => {
    expect(visible(3.39, 'fade')).toHaveLength(1);
    const [end, start] = visible(3.7, 'fade');
    expect(end).toEqual({ index: 2, t: 17.5, opacity: 1 });
    expect(start).toMatchObject({ index: 0, t: -7.5 });
    expect(start!.opacity).toBeCloseTo(0.5);
    expect(visible(4 - 1e-9, 'fade')[1]!.opacity).toBeCloseTo(1);
  });

  it('lets a loop go on for ever, in whole periods', () => {
    const loop = new Timeline({ frameRate, frames: 100, groups: [{ firstFrame: 0, frames: 100 }] });
    expect(loop.lap(30)).toBeCloseTo(3.6);
    expect(loop.lap(100)).toBe(4);
    expect(loop.lap(0)).toBe(4);
    expect(loop.visible(at(1, 2), 'period', 3.6, () => 0)).toEqual([{ index: 0, t: 205, opacity: 1 }]);
  });

  it('names the groups that a frame needs and the one to come', () => {
    expect(timeline.needed(at(1), 'none')).toEqual([0]);
    expect(timeline.needed(at(2.1), 'none')).toEqual([1, 0]);
    expect(timeline.needed(at(3.9), 'fade')).toEqual([2, 1, 0]);
    expect([timeline.next(at(1), 'none'), timeline.next(at(3.5), 'none'), timeline.next(at(3.5), 'fade')]).toEqual([
      1,
      undefined,
      0,
    ]);
  });
});
