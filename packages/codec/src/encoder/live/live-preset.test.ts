import { describe, expect, it } from 'vitest';
import type { Preset } from '../encoder-plan.js';
import { LivePreset } from './live-preset.js';

/**
 * A live encode of one group a second on a clock of its own.
 * @param cost seconds that a group takes at `fast` when it begins at a second
 * @param ratio how many times as long its own preset takes
 * @returns the seconds at which the preset changed, and to what
 */
function run(seconds: number, ratio: number, cost: (second: number) => number, own: Preset = 'balanced'): string[] {
  const preset = new LivePreset(own);
  const changes: string[] = [];
  let clock = 0;
  let current = own;
  for (let group = 0; clock < seconds; group++) {
    // A group may begin when its last frame is there; its waiting frames are those that came since.
    clock = Math.max(clock, group + 1);
    const waiting = Math.min(2, clock - (group + 1));
    if (waiting === 2) group = Math.floor(clock) - 2; // frames are left out
    const next = preset.next(waiting);
    if (next !== current) changes.push(`${Math.round(clock)}: ${next}`);
    current = next;
    const took = cost(clock) * (current === 'fast' ? 1 : ratio);
    preset.encoded(current, took);
    clock += took;
  }
  return changes;
}

describe('LivePreset', () => {
  it('stays where it keeps up', () => {
    expect(run(1000, 2.5, () => 0.3)).toEqual([]);
    expect(run(1000, 1, () => 2, 'fast')).toEqual([]);
  });

  it('leaves its preset where it is late, and takes it again when there is room', () => {
    const busy = (second: number): number => (second > 100 && second < 200 ? 0.6 : 0.3);
    const changes = run(1000, 2.5, busy);
    expect(changes.map((change) => change.replace(/\d+/, 'N'))).toEqual(['N: fast', 'N: balanced']);
    const [left, returned] = changes.map((change) => parseInt(change));
    expect(left).toBeGreaterThanOrEqual(101);
    expect(left).toBeLessThan(106);
    expect(returned).toBeGreaterThanOrEqual(200);
    expect(returned).toBeLessThan(210);
  });

  it('comes back from a moment that was slow for another reason', () => {
    // The machine is busy for two seconds: its own preset looks many times as slow as it is.
    for (const [cost, until] of [
      [0.05, 120],
      [0.25, 250],
    ] as const) {
      const changes = run(1000, 2.5, (second) => (second > 100 && second < 102 ? 2 : cost));
      expect(changes.map((change) => change.replace(/\d+/, 'N'))).toEqual(['N: fast', 'N: balanced']);
      expect(parseInt(changes[1]!)).toBeLessThan(until);
    }
  });

  it('seldom leaves fast where its own preset is too slow', () => {
    // Its own preset takes 1.6 or 1.2 times the time that there is.
    expect(run(3600, 4, () => 0.4)).toHaveLength(1);
    expect(run(3600, 4, () => 0.3).length).toBeLessThan(40);
  });

  it('tries ever more seldom where it soon has to leave again, until it may stay', () => {
    const preset = new LivePreset('balanced');
    /** Groups in a row at `fast`. @param hiccup whether frames wait after three groups of its own preset */
    const stretches = (groups: number, hiccup: boolean): number[] => {
      const lengths: number[] = [];
      let [quick, slow] = [0, 0];
      for (let group = 0; group < groups; group++) {
        const next = preset.next(hiccup && slow === 3 ? 1.2 : 0);
        if (next === 'fast') [quick, slow] = [quick + 1, 0];
        else {
          if (quick > 0) lengths.push(quick);
          [quick, slow] = [0, slow + 1];
        }
        preset.encoded(next, next === 'fast' ? 0.1 : 0.2);
      }
      return lengths;
    };
    expect(stretches(600, true)).toEqual([5, 9, 17, 33, 65, 129, 129, 129]);
    stretches(500, false);
    expect(stretches(30, true)).toEqual([5, 9]);
  });
});
