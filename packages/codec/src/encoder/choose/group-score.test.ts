import { describe, expect, it } from 'vitest';
import { fakeGroup, smoothWay, type FakeGroup, type FakeWay } from '../../../../../test/fixtures/fake-group.js';
import { errorOf, motionScore, moves, scoreOf, type GroupChoice } from './group-score.js';
import type { MotionRung } from './motion-ladder.js';

const half: FakeWay = { bytes: () => 100, error: () => 0.5 };
const moving = (group: FakeGroup): MotionRung => group.motions.at(1e-3, group.fitters[0]!);

describe('motionScore', () => {
  it('is what the head of the file says', async () => {
    const group = fakeGroup({ ways: [half] });
    expect(await errorOf(moving(group), group)).toBe(0.5);
    expect(await motionScore(moving(group), group)).toBeCloseTo((3 / 1.01) * Math.log(0.52), 6);
    expect(await motionScore(group.motions.still(), group)).toBeCloseTo((3 / 1.01) * Math.log(1.02), 6);
  });

  it('matters half as much at a hundredth of a pixel, and not at all where nothing moves', async () => {
    const faint = fakeGroup({ ways: [{ ...half, error: () => 0.005 }], stillError: 0.01 });
    expect(await motionScore(moving(faint), faint)).toBeCloseTo(1.5 * Math.log(0.52), 4);
    const none = fakeGroup({ ways: [{ ...half, error: () => 0 }], stillError: 0 });
    expect(await motionScore(moving(none), none)).toBeCloseTo(0, 6);
  });
});

describe('scoreOf', () => {
  it('adds the distance of the key picture that the other bytes buy', async () => {
    const group = fakeGroup({ ways: [half] });
    const rung = moving(group);
    const key = await group.keys.at(20);
    const score = await scoreOf(rung, key.bytes + rung.payload.length, group);
    expect(score).toBeCloseTo(Math.log(key.distance) + (await motionScore(rung, group)), 6);
  });

  it('falls with the budget and with the error', async () => {
    const group = fakeGroup({ ways: [half, { ...half, error: () => 0.4 }] });
    const [worse, better] = group.fitters.map((fitter) => group.motions.at(1e-3, fitter));
    expect(await scoreOf(worse!, 1000, group)).toBeLessThan(await scoreOf(worse!, 500, group));
    expect(await scoreOf(better!, 500, group)).toBeLessThan(await scoreOf(worse!, 500, group));
  });
});

describe('moves', () => {
  async function choiceOf(group: FakeGroup, rung: MotionRung, quality: number): Promise<GroupChoice> {
    return { key: await group.keys.at(quality), motion: rung.motion, motionPayload: rung.payload };
  }

  it('judges motion beside its own key picture', async () => {
    const group = fakeGroup({ ways: [{ ...half, error: (_price, _share, damage) => (damage < 9 ? 0.5 : 1.2) }] });
    expect(await moves(await choiceOf(group, moving(group), 60), group)).toBe(true);
    expect(await moves(await choiceOf(group, moving(group), 30), group)).toBe(false);
  });

  it('asks for a hundredth less than a still picture has', async () => {
    for (const [error, expected] of [
      [0.98, true],
      [0.995, false],
    ] as const) {
      const group = fakeGroup({ ways: [{ ...half, error: () => error }] });
      expect(await moves(await choiceOf(group, moving(group), 30), group)).toBe(expected);
    }
  });

  it('lets a still picture stand without looking', async () => {
    const group = fakeGroup({ ways: [smoothWay({})] });
    const choice = await choiceOf(group, group.motions.still(), 20);
    const unseen = { ...group, judge: { stillError: 1, errorOf: () => Promise.reject(new Error('asked')) } };
    expect(await moves(choice, unseen)).toBe(true);
  });
});
