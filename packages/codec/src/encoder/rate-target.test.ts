import { describe, expect, it } from 'vitest';
import { MAX_GROUP_BYTES, STREAM_PROFILE, writeStream, type StreamHeader } from '../bitstream/index.js';
import { BT709_LIMITED } from '../picture/index.js';
import type { EncodeOptions } from './api.js';
import { bytesUntil, overheadOf, reportOf } from './rate-target.js';

const frameRate = { numerator: 25, denominator: 1 };
const header: StreamHeader = {
  profile: STREAM_PROFILE,
  width: 256,
  height: 256,
  frameRate,
  colour: BT709_LIMITED,
  modelId: 0,
  seed: 0,
  sections: [],
};

describe('bytesUntil', () => {
  it('follows a bitrate frame by frame', () => {
    const options = { target: { bitrate: 8000 }, frameRate };
    expect([0, 1, 25, 100].map((frames) => bytesUntil(frames, options, false))).toEqual([0, 40, 1000, 4000]);
    const ntsc = { target: { bitrate: 8000 }, frameRate: { numerator: 30_000, denominator: 1001 } };
    expect(bytesUntil(30, ntsc, true)).toBe(1001);
  });

  it('shares bytes out by frames, all of them to the whole', () => {
    const options = { target: { bytes: 1000 }, frameRate, frameCount: 30 };
    expect([10, 20, 30, 40].map((frames) => bytesUntil(frames, options, false))).toEqual([333, 666, 1000, 1000]);
    expect(bytesUntil(29, options, true)).toBe(1000);
  });

  it('needs the number of frames for bytes of several groups alone', () => {
    const options = { target: { bytes: 1000 }, frameRate };
    expect(bytesUntil(10, options, true)).toBe(1000);
    expect(() => bytesUntil(10, options, false)).toThrow(/frameCount/);
  });

  it('knows no bytes for a quality', () => {
    expect(bytesUntil(10, { target: { quality: 50 }, frameRate }, true)).toBeUndefined();
  });
});

describe('overheadOf', () => {
  it.each([50, 300, 5000, 100_000])(
    'of groups of %i bytes is no less than what a stream has beside payloads',
    (share) => {
      const frames = 100;
      const first = overheadOf(header, frames, share, true);
      const later = overheadOf(header, frames, share, false);
      for (const count of [1, 2, 5]) {
        const used = share - first;
        const group = (bytes: number) => ({
          frames,
          sections: [],
          key: new Uint8Array(Math.floor(0.7 * bytes)),
          motion: new Uint8Array(bytes - Math.floor(0.7 * bytes)),
        });
        const groups = Array.from({ length: count }, (_, i) => group(i === 0 ? used : share - later));
        const { length } = writeStream(header, groups);
        expect(length).toBeLessThanOrEqual(count * share);
        expect(length).toBeGreaterThanOrEqual(count * (share - 3));
      }
    },
  );

  it('of a first group holds the header', () => {
    expect(overheadOf(header, 100, 4000, true)).toBeGreaterThan(overheadOf(header, 100, 4000, false) + 10);
    expect(overheadOf(header, 100, 4000, false)).toBeLessThanOrEqual(12);
  });

  it('takes shares beyond what a group can hold', () => {
    expect(overheadOf(header, 100, 4 * MAX_GROUP_BYTES, true)).toBeLessThan(40);
    expect(overheadOf(header, 1, 0, true)).toBeLessThan(40);
  });
});

describe('reportOf', () => {
  const options = (target: EncodeOptions['target']) => ({ target, frameRate }) as EncodeOptions;

  it('counts bytes, frames and bits per second', () => {
    expect(reportOf(1000, 50, options({ bytes: 1000 }))).toEqual({
      bytes: 1000,
      frames: 50,
      bitrate: 4000,
      onTarget: true,
      note: undefined,
    });
  });

  it.each([
    [950, true],
    [949, false],
    [1000, true],
    [1001, false],
  ])('%i of 1000 bytes: on target %s', (bytes, onTarget) => {
    expect(reportOf(bytes, 25, options({ bytes: 1000 })).onTarget).toBe(onTarget);
    expect(reportOf(bytes, 25, options({ bitrate: 8000 })).onTarget).toBe(onTarget);
  });

  it('says why a target was missed', () => {
    expect(reportOf(1200, 25, options({ bytes: 1000 })).note).toMatch(/smallest stream.* 1200 bytes.* 1000 /);
    expect(reportOf(700, 25, options({ bytes: 1000 })).note).toMatch(/rest of the 1000 bytes.* 700 /);
  });

  it('advises what helps with each target', () => {
    expect(reportOf(1200, 25, options({ bytes: 1000 })).note).toMatch(/lower the size, take fewer frames or allow/);
    const short = reportOf(1200, 25, options({ bitrate: 8000 })).note;
    expect(short).toMatch(/lower the size, raise the bitrate or take more frames/);
    const long = reportOf(12000, 200, options({ bitrate: 8000 })).note;
    expect(long).toMatch(/lower the size or raise the bitrate\.$/);
  });

  it('has no target to miss with a quality', () => {
    expect(reportOf(12, 25, options({ quality: 3 }))).toMatchObject({ onTarget: true, note: undefined });
  });
});
