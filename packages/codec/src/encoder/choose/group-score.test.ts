import { describe, expect, it } from 'vitest';
import { fakeGroup, type FakeGroup, type FakeWay } from '../../../../../test/fixtures/fake-group.js';
import { opinionOf, scoreBeside, scoreOf, scoreOfChoice, type GroupChoice } from './group-score.js';
import { STILLNESS, type Opinion } from './motion-judge.js';
import type { MotionRung } from './motion-ladder.js';

const half: FakeWay = { bytes: () => 100, error: () => 0.5 };
const moving = (group: FakeGroup): Promise<MotionRung> => group.motions.at(1e-3, group.fitters[0]!);

/** What motion is like that has an error and lacks some speed, in pixels. */
function like(error: number, lack = error, excess = 0, stillness = 0): Opinion {
  return { error, motion: error + STILLNESS * lack, excess, stillness, shade: 0 };
}

/** Score beside a key picture of a distance, where a still picture has an error of one pixel. */
function score(opinion: Opinion, distance = 0.1, stillError = 1): number {
  return scoreBeside(distance, opinion, { ...fakeGroup({ ways: [half] }).judge, stillError });
}

describe('scoreBeside', () => {
  it('counts change from frame to frame that is there, wherever it leads', () => {
    const scores = [0, 0.3, 0.6, 1].map((stillness) => score(like(1, 0.4, 0, stillness)));
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    expect(scores[3]! - scores[0]!).toBeGreaterThan(0.1);
  });

  /** How much a logarithm of the motion error counts, from motion that has half the error of a still picture. */
  function importance(stillError: number): number {
    const gain = score(like(stillError), 0.1, stillError) - score(like(stillError / 2), 0.1, stillError);
    return gain / Math.log(1.02 / 0.52);
  }

  it('trades shares of the motion error for shares of the picture distance', () => {
    const weight = importance(1);
    expect(weight).toBeGreaterThan(0);
    for (const distance of [0.01, 0.1, 0.4]) {
      expect(score(like(1), distance) - score(like(0.1), distance)).toBeCloseTo(weight * Math.log(1.02 / 0.12), 6);
      expect(score(like(1), distance) - score(like(0), distance)).toBeCloseTo(weight * Math.log(1.02 / 0.02), 6);
    }
  });

  it('counts motion half as much at a hundredth of a pixel, and not at all where nothing moves', () => {
    expect(importance(0.01)).toBeCloseTo(0.5 * importance(1e6), 4);
    expect(score(like(0), 0.1, 0)).toBeCloseTo(score(like(0.3), 0.1, 0), 9);
  });

  it('finds motion of the right speed in wrong directions better than none, and the reverse of it worse', () => {
    const meanOfAllDirections = 4 / Math.PI;
    expect(score(like(meanOfAllDirections, 0))).toBeLessThan(score(like(1)));
    expect(score(like(2, 0))).toBeGreaterThan(score(like(1)));
  });

  it('grows with the distance of the key picture, and less than that does', () => {
    const ratio = Math.exp(score(like(1), 0.4) - score(like(1), 0.1));
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(4);
  });

  it('adds the excess to the picture distance: it weighs more beside a fine key picture', () => {
    const added = (excess: number, distance: number): number =>
      Math.exp(score(like(1, 1, excess), distance)) - Math.exp(score(like(1), distance));
    expect(added(0.1, 0.1)).toBeGreaterThan(0);
    expect(added(0.2, 0.1)).toBeCloseTo(2 * added(0.1, 0.1), 9);
    expect(added(0.1, 0.4)).toBeCloseTo(added(0.1, 0.1), 9);
    const rise = (distance: number): number => score(like(1, 1, 0.1), distance) - score(like(1), distance);
    expect(rise(0.02)).toBeGreaterThan(rise(0.2));
  });
});

describe('scoreOf', () => {
  it('is that beside the key picture that the other bytes buy', async () => {
    const group = fakeGroup({ ways: [half] });
    const rung = await moving(group);
    const key = await group.keys.at(20);
    const opinion = await opinionOf(rung, group);
    expect(opinion).toEqual(like(0.5));
    const expected = scoreBeside(key.distance, opinion, group.judge);
    expect(await scoreOf(rung, key.bytes + rung.payload.length, group)).toBeCloseTo(expected, 6);
  });

  it('falls with the budget, the error and the excess', async () => {
    const ways = [half, { ...half, error: () => 0.4 }, { ...half, excess: () => 0.1 }];
    const group = fakeGroup({ ways });
    const rungs = await Promise.all(group.fitters.map((fitter) => group.motions.at(1e-3, fitter)));
    const [usual, better, blurred] = await Promise.all(rungs.map((rung) => scoreOf(rung, 500, group)));
    expect(await scoreOf(rungs[0]!, 1000, group)).toBeLessThan(usual!);
    expect(better!).toBeLessThan(usual!);
    expect(blurred!).toBeGreaterThan(usual!);
  });
});

describe('scoreOfChoice', () => {
  async function choiceOf(group: FakeGroup, rung: MotionRung, quality: number): Promise<GroupChoice> {
    return { key: await group.keys.at(quality), motion: rung.motion, motionPayload: rung.payload };
  }

  it('judges motion beside its own key picture', async () => {
    const fickle: FakeWay = {
      bytes: () => 100,
      error: (_price, _share, damage) => (damage < 9 ? 0.5 : 1.2),
      excess: (_price, _share, damage) => (damage < 9 ? 0 : 0.2),
    };
    const group = fakeGroup({ ways: [fickle] });
    for (const [quality, opinion] of [
      [60, like(0.5)],
      [30, like(1.2, 1, 0.2)],
    ] as const) {
      const choice = await choiceOf(group, await moving(group), quality);
      expect(await scoreOfChoice(choice, group)).toBe(scoreBeside(choice.key.distance, opinion, group.judge));
    }
  });

  it('judges a still picture alike: by its distance, its lack of speed and its excess', async () => {
    const group = fakeGroup({ ways: [half], stillExcess: 0.15 });
    const choice = await choiceOf(group, await group.motions.still(), 20);
    const expected = scoreBeside(choice.key.distance, like(1, 1, 0.15), group.judge);
    expect(await scoreOfChoice(choice, group)).toBe(expected);
  });
});
