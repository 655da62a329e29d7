import { describe, expect, it } from 'vitest';
import { playerSnippet } from './stream-actions.js';
import { TimeLeft } from './time-left.js';
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

describe('time left', () => {
  it('is exact at an even pace and unknown at first', () => {
    const left = new TimeLeft(0);
    expect(left.at(0.01, 100)).toBeUndefined();
    expect(left.at(0.5, 5000)).toBeCloseTo(5);
    expect(left.at(0.75, 7500)).toBeCloseTo(2.5);
    expect(left.at(1, 10_000)).toBeCloseTo(0);
  });

  it('grows where the job slows down', () => {
    const left = new TimeLeft(0);
    left.at(0.5, 1000);
    const slow = left.at(0.51, 5000)!;
    expect(slow).toBeGreaterThan(1);
  });
});

describe('HTML snippet', () => {
  it('holds any file name', () => {
    const html = playerSnippet({ name: 'a "pond" & more.dync', width: 256, height: 192 });
    expect(html).toContain('src="a%20%22pond%22%20%26%20more.dync"');
    expect(html).toContain('width="256" height="192"');
  });
});
