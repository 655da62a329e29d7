import { describe, expect, it } from 'vitest';
import { playerSnippet } from './stream-actions.js';
import { JobClock } from './time-left.js';
import { bytesText, rateText, secondsText, timeLeftText } from './wording.js';

describe('wording', () => {
  it('says sizes, rates and times in three digits', () => {
    expect([742, 3931, 39_310, 1_380_372].map(bytesText)).toEqual(['742 bytes', '3.93 kB', '39.3 kB', '1.38 MB']);
    expect([7862, 41_000, 2_760_000].map(rateText)).toEqual(['7.86 kbit/s', '41.0 kbit/s', '2.76 Mbit/s']);
    expect([4, 12.34, 125.2].map(secondsText)).toEqual(['4.00 s', '12.3 s', '2 min 5 s']);
  });

  it('does not let the time left jump about', () => {
    expect([undefined, 1, 8.2, 23, 58, 200].map(timeLeftText)).toEqual([
      'estimating the time',
      'a moment left',
      'about 8 seconds left',
      'about 25 seconds left',
      'about a minute left',
      'about 3 minutes left',
    ]);
  });
});

describe('clock of a job', () => {
  it('is exact at an even pace and unknown at first', () => {
    const clock = new JobClock(0);
    clock.report(0.01, 0.5, 100);
    expect(clock.at(100).left).toBeUndefined();
    clock.report(0.5, 1, 5000);
    expect(clock.at(5000)).toEqual({ fraction: 0.5, left: 5 });
    clock.report(1, 1, 10_000);
    expect(clock.at(10_000)).toEqual({ fraction: 1, left: 0 });
  });

  it('keeps moving through a part that reports nothing, never past its end, and never back', () => {
    const clock = new JobClock(0);
    clock.report(0.5, 0.8, 5000);
    const fractions = [5000, 6000, 8000, 20_000, 100_000].map((now) => clock.at(now).fraction);
    expect(fractions[1]).toBeCloseTo(0.585, 2);
    for (let i = 1; i < fractions.length; i++) expect(fractions[i]).toBeGreaterThan(fractions[i - 1]!);
    expect(fractions.at(-1)).toBeLessThan(0.8001);
    clock.report(0.6, 0.8, 100_100);
    expect(clock.at(100_100).fraction).toBe(fractions.at(-1));
  });
});

describe('time left', () => {
  it('runs down as clocks do where the pace changes all at once', () => {
    const clock = new JobClock(0);
    const shown: number[] = [];
    for (let now = 1000; now <= 30_000; now += 400) {
      // Twice the pace for the first ten seconds, then none for a while, then half of it.
      const fraction = now < 10_000 ? now / 40_000 : now < 16_000 ? 0.25 : 0.25 + (now - 16_000) / 100_000;
      clock.report(fraction, 1, now);
      const { left } = clock.at(now);
      if (left !== undefined) shown.push(left);
    }
    for (let i = 1; i < shown.length; i++) expect(Math.abs(shown[i]! - shown[i - 1]!)).toBeLessThan(5);
  });
});

describe('HTML snippet', () => {
  it('has words for who does not see the picture', () => {
    const snippet = playerSnippet({ name: 'red "oak"_in-wind.dync', width: 64, height: 64, learned: false });
    expect(snippet).toContain('alt="red &quot;oak&quot; in wind"');
  });

  it('holds any file name', () => {
    const html = playerSnippet({ name: 'a "pond" & more.dync', width: 256, height: 192, learned: false });
    expect(playerSnippet({ name: 'a.dync', width: 256, height: 192, learned: true })).toContain(' models="neural/" ');
    expect(html).toContain('src="a%20%22pond%22%20%26%20more.dync"');
    expect(html).toContain('width="256" height="192"');
  });
});
