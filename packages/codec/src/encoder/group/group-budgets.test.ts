import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextBudgets, type SettledGroup } from './group-budgets.js';

const OVERHEAD = 20;

function group(budget: number, used: number, frames = 100, open = true): SettledGroup {
  return { frames, budget, used, open };
}

/** Budgets for the next pass where the clip may take `whole` bytes, of which each group costs some besides. */
function next(groups: readonly SettledGroup[], whole: number): (number | undefined)[] | undefined {
  const used = groups.reduce((sum, each) => sum + each.used + OVERHEAD, 0);
  return nextBudgets(groups, whole - used, whole);
}

describe('nextBudgets', () => {
  it('leaves everything where little is left', () => {
    expect(next([group(1000, 990), group(1000, 995)], 2040)).toBeUndefined();
    expect(next([group(1000, 1000), group(1000, 1000)], 2040)).toBeUndefined();
  });

  it('gives leftovers to groups that would have used more, by their frames', () => {
    expect(next([group(1000, 400), group(1000, 1000, 100), group(1000, 1000, 50)], 3060)).toEqual([
      undefined,
      1400,
      1200,
    ]);
  });

  it('does not give away twice what a hungry group itself left', () => {
    expect(next([group(1000, 400), group(1000, 960)], 2040)).toEqual([undefined, 1600]);
  });

  it('gives nothing to groups that cannot be encoded again, or were above their budget already', () => {
    expect(next([group(1000, 400), group(1000, 1000, 100, false)], 2040)).toBeUndefined();
    expect(next([group(2000, 100), group(1000, 1100), group(1000, 1000)], 4060)).toEqual([undefined, undefined, 2800]);
  });

  it('has overdrafts paid by groups that can shrink, by their size', () => {
    expect(next([group(1000, 1300), group(1000, 1000), group(500, 500)], 2560)).toEqual([undefined, 800, 400]);
  });

  it('pays even a small overdraft', () => {
    expect(next([group(1000, 1001), group(1000, 1000)], 2040)).toEqual([undefined, 999]);
  });

  it('gives up where nobody can pay', () => {
    expect(next([group(1000, 1300), group(1000, 1200)], 2040)).toBeUndefined();
    expect(next([group(1000, 1300), group(1000, 1000, 100, false)], 2040)).toBeUndefined();
  });

  it('asks for a byte at least', () => {
    expect(next([group(1000, 5000), group(100, 100)], 1140)).toEqual([undefined, 1]);
  });

  it('never lets all groups together exceed the whole, where those that can shrink are able to pay', () => {
    const settled = fc.record({
      frames: fc.integer({ min: 1, max: 200 }),
      budget: fc.integer({ min: 1, max: 5000 }),
      used: fc.integer({ min: 1, max: 6000 }),
      open: fc.boolean(),
    });
    const clips = fc.tuple(fc.array(settled, { minLength: 2, maxLength: 8 }), fc.integer({ min: 100, max: 40_000 }));
    fc.assert(
      fc.property(clips, ([groups, whole]) => {
        const budgets = next(groups, whole);
        if (budgets === undefined) return;
        const sum = groups.reduce((total, { used }, i) => total + OVERHEAD + (budgets[i] ?? used), 0);
        const payers = budgets.filter((bytes) => bytes !== undefined);
        expect(payers.length).toBeGreaterThan(0);
        if (payers.every((bytes) => bytes > 1)) expect(sum).toBeLessThanOrEqual(whole);
        for (const [i, bytes] of budgets.entries()) if (bytes !== undefined) expect(groups[i]!.open).toBe(true);
      }),
    );
  });
});
