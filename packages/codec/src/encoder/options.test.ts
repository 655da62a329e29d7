import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../picture/index.js';
import type { EncodeOptions } from './api.js';
import type { GroupRunner } from './group/group-job.js';
import { assertOptions, DEFAULT_GROUP_LIMIT } from './options.js';

const VALID: EncodeOptions = {
  frameRate: { numerator: 25, denominator: 1 },
  target: { quality: 50 },
  stills: { encode: () => Promise.reject(new Error()), decode: () => Promise.reject(new Error()) },
};
const runner = (concurrency: number): GroupRunner => ({ concurrency, encodeGroup: () => Promise.reject(new Error()) });

describe('assertOptions', () => {
  it.each<Partial<EncodeOptions>>([
    {},
    { target: { quality: 0 } },
    { target: { quality: 100 } },
    { target: { bitrate: 0.5 } },
    { target: { bytes: 1 } },
    { groupLimit: 8 },
    { groupLimit: 1023 },
    { frameCount: 1 },
    { seed: 0 },
    { seed: 2 ** 31 - 1 },
    { modelId: 0 },
    { groups: runner(1) },
    { frameRate: { numerator: 30_000, denominator: 1001 } },
    { preset: 'fast', without: ['rdo', 'light'] },
  ])('takes %o', (options) => {
    expect(() => assertOptions({ ...VALID, ...options })).not.toThrow();
  });

  it.each<[option: string, Partial<EncodeOptions>]>([
    ['target.quality', { target: { quality: -1 } }],
    ['target.quality', { target: { quality: 100.5 } }],
    ['target.quality', { target: { quality: NaN } }],
    ['target.bitrate', { target: { bitrate: 0 } }],
    ['target.bytes', { target: { bytes: NaN } }],
    ['groupLimit', { groupLimit: 7 }],
    ['groupLimit', { groupLimit: 1024 }],
    ['groupLimit', { groupLimit: 20.5 }],
    ['frameCount', { frameCount: 0 }],
    ['seed', { seed: -1 }],
    ['seed', { seed: 2 ** 31 }],
    ['groups.concurrency', { groups: runner(0) }],
    ['frameRate.numerator', { frameRate: { numerator: 0, denominator: 1 } }],
    ['frameRate.denominator', { frameRate: { numerator: 25, denominator: 0 } }],
    ['modelId', { modelId: 99 }],
    ['preset', { preset: 'slow' as 'fast' }],
    ['without', { without: ['magic' as 'rdo'] }],
  ])('refuses a wrong %s: %o', (option, options) => {
    let thrown: unknown;
    try {
      assertOptions({ ...VALID, ...options });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InvalidOptionError);
    expect((thrown as InvalidOptionError).option).toBe(option);
  });

  it('throws where the signal was raised already', () => {
    expect(() => assertOptions({ ...VALID, signal: AbortSignal.abort() })).toThrow(/abort/i);
  });

  it('has a default limit that it would take', () => {
    expect(() => assertOptions({ ...VALID, groupLimit: DEFAULT_GROUP_LIMIT })).not.toThrow();
  });
});
