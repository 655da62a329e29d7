import { describe, expect, it } from 'vitest';
import { cautionOf, outlookOf } from './caution.js';
import type { GroupView } from './choose/group-view.js';
import type { GroupResult } from './group/group-job.js';

interface Seen {
  readonly view: Pick<GroupView, 'key' | 'away'>;
  readonly novelty: number;
  readonly frames?: number;
  readonly key?: number;
  readonly motion?: number;
}

function groupOf({ view, novelty, frames = 100, key = 3500, motion = 450 }: Seen): GroupResult {
  return {
    frames,
    key: new Uint8Array(key),
    motion: new Uint8Array(motion),
    statistics: new Uint8Array(0),
    cover: new Uint8Array(0),
    facts: {
      motionErrors: [],
      view: { ...view, motion: 0, stillError: 0, stillness: 0, shade: 0 },
      novelty,
      jumps: 0,
      travel: 0,
      loops: false,
    },
  };
}

/** What the encoder saw of training clips as one group, and whether x265 or VP9 had the lower LPIPS at the same bytes. */
const CLIPS: readonly (readonly [string, Seen, boolean])[] = [
  ['clouds, 8 kbit/s', { view: { key: 0.0365, away: 0.1037 }, novelty: 1.08, key: 3376, motion: 510 }, false],
  ['flag, 8 kbit/s', { view: { key: 0.0208, away: 0.0647 }, novelty: 1.05, key: 1781, motion: 2121 }, false],
  ['waves, 8 kbit/s', { view: { key: 0.0167, away: 0.0353 }, novelty: 0.31, frames: 93, key: 3603, motion: 93 }, false],
  ['drops, 8 kbit/s', { view: { key: 0.0407, away: 0.0275 }, novelty: 2.64, key: 3683, motion: 123 }, false],
  ['clouds, 30 kbit/s', { view: { key: 0.0185, away: 0.0763 }, novelty: 1.08, key: 7528, motion: 7245 }, true],
  ['flag, 30 kbit/s', { view: { key: 0.007, away: 0.0571 }, novelty: 1.05, key: 9926, motion: 4780 }, true],
  [
    'waves, 30 kbit/s',
    { view: { key: 0.0072, away: 0.0358 }, novelty: 0.31, frames: 93, key: 12107, motion: 591 },
    true,
  ],
  ['leaves, 8 kbit/s', { view: { key: 0.0401, away: 0.0581 }, novelty: 3.28, key: 3504, motion: 435 }, false],
  ['cat, 8 kbit/s', { view: { key: 0.0342, away: 0.0001 }, novelty: 0.01, key: 3900, motion: 45 }, false],
];

describe('cautionOf', () => {
  it.each(CLIPS)('of %s says what was measured', (_name, seen, worse) => {
    expect(cautionOf([groupOf(seen)]) !== undefined).toBe(worse);
  });

  it('is one sentence that names codecs', () => {
    expect(cautionOf([groupOf({ view: { key: 0.01, away: 0.2 }, novelty: 0.2 })])).toMatch(
      /^[A-Z][^.]*VP9 or x265[^.]*\.$/,
    );
  });

  it('is for streams that lose more where frames are easily predicted from each other', () => {
    const seen = (novelty: number): GroupResult[] => [groupOf({ view: { key: 0.02, away: 0.06 }, novelty })];
    expect(cautionOf(seen(0))).toBeDefined();
    expect(cautionOf(seen(1))).toBeUndefined();
  });
});

describe('outlookOf', () => {
  it('is ours alike, and a better rival, where two groups share the bytes of one', () => {
    const view = { key: 0.03, away: 0.02 };
    const one = outlookOf([groupOf({ view, novelty: 0.5, frames: 200, key: 4000, motion: 400 })]);
    const ours = groupOf({ view, novelty: 0.5, frames: 100, key: 2000, motion: 200 });
    const two = outlookOf([ours, ours]);
    expect(two.ours).toBeCloseTo(one.ours, 12);
    // The conventional codec gains by having one intra picture where we have two.
    expect(two.rival).toBeLessThan(one.rival);
  });

  it('sees no better rival in a longer clip of the same rate', () => {
    const view = { key: 0.03, away: 0.02 };
    const short = outlookOf([groupOf({ view, novelty: 0.5 })]);
    const long = outlookOf(Array.from({ length: 5 }, () => groupOf({ view, novelty: 0.5 })));
    expect(long.rival).toBeCloseTo(short.rival, 12);
  });
});
