import { describe, expect, it } from 'vitest';
import { joinedView, type GroupView } from './group-view.js';

const GOOD: GroupView = { key: 0.04, away: 0, motion: 0.2, stillError: 1, stillness: 0, shade: 0 };
const BAD: GroupView = { key: 0.1, away: 0.2, motion: 1.4, stillError: 2, stillness: 1, shade: 0 };

describe('joinedView', () => {
  it('of one part is its own', () => {
    expect(joinedView([{ frames: 7, view: BAD }])).toEqual(BAD);
  });

  it('weighs parts by their frames, in any order', () => {
    const parts = [
      { frames: 30, view: GOOD },
      { frames: 10, view: BAD },
    ];
    for (const order of [parts, [...parts].reverse()]) {
      const { key, away, motion, stillError, stillness } = joinedView(order);
      expect(key).toBeCloseTo(0.055, 12);
      expect(away).toBeCloseTo(0.05, 12);
      expect(motion).toBeCloseTo(0.5, 12);
      expect(stillError).toBeCloseTo(1.25, 12);
      expect(stillness).toBeCloseTo(0.25, 12);
    }
  });
});
