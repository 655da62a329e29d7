import * as av from 'node-av';
import { describe, expect, it } from 'vitest';
import { ownedFrame } from './owned-frame.js';

describe('ownedFrame', () => {
  it('keeps its samples and its time whatever happens to the buffer', () => {
    const samples = Buffer.alloc((66 * 34 * 3) / 2, 7);
    const frame = ownedFrame(samples, {
      width: 66,
      height: 34,
      format: av.AV_PIX_FMT_YUV420P,
      timeBase: { num: 1, den: 25 },
      pts: 12n,
    });
    samples.fill(99);
    expect(
      frame
        .toBuffer()
        .subarray(0, samples.length)
        .every((value) => value === 7),
    ).toBe(true);
    expect([frame.pts, frame.timeBase.den]).toEqual([12n, 25]);
    frame.free();
  });
});
