import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../picture/index.js';
import { errorOf, SMALL_HEADER, smallGroup, STREAM_FORMS } from '../../../../test/fixtures/small-streams.js';
import { crc16 } from './crc.js';
import { CorruptStreamError, NotAStreamError, TruncatedStreamError, UnsupportedStreamError } from './errors.js';
import type { StreamError } from './errors.js';
import type { GroupPayload } from './group.js';
import { parseHeader, type StreamHeader } from './header.js';

describe('refusals', () => {
  const head = (...rest: number[]): Uint8Array => Uint8Array.of(0x44, 0x59, 0x4e, 0x10, ...rest);
  const sealed = (...rest: number[]): Uint8Array => {
    const bytes = head(...rest);
    const crc = crc16(bytes);
    return Uint8Array.of(...bytes, crc >> 8, crc & 255);
  };
  const huge = [0xff, 0xff, 0xff, 0xff, 0x07];
  const bombs: Record<string, [Uint8Array, new (...args: never[]) => StreamError]> = {
    'another file': [new TextEncoder().encode('\x00\x00\x00\x1cftypavif'), NotAStreamError],
    'a later version': [Uint8Array.of(0x44, 0x59, 0x4e, 0x20), UnsupportedStreamError],
    'another profile': [Uint8Array.of(0x44, 0x59, 0x4e, 0x11), UnsupportedStreamError],
    'a width of 65536': [head(0xfe, 0x3f), CorruptStreamError],
    'a width of 2^30': [head(...huge), CorruptStreamError],
    'a width of 16': [head(0), CorruptStreamError],
    'a multiple of 16 written the long way': [head(0xff, 0x03), CorruptStreamError],
    'an overlong varuint': [head(0x9e, 0x00), CorruptStreamError],
    'a varuint of six bytes': [head(0xff, 0xff, 0xff, 0xff, 0xff, 0x01), CorruptStreamError],
    'a varuint of 2^31': [head(30, 30, 3, 1, 0x80, 0x80, 0x80, 0x80, 0x08), CorruptStreamError],
    'an unknown frame rate': [head(30, 30, 99), UnsupportedStreamError],
    'a common frame rate written the long way': [head(30, 30, 0, 25, 1), CorruptStreamError],
    'a frame rate over zero': [head(30, 30, 0, 25, 0), CorruptStreamError],
    'reserved colour bits': [head(30, 30, 3, 0x21), UnsupportedStreamError],
    'sections of an open stream out of order': [sealed(30, 30, 3, 25, 0, 0, 2, 8, 0, 6, 0), CorruptStreamError],
    'an open header with a group table': [sealed(30, 30, 3, 17, 0, 0, 1, 2, 9), CorruptStreamError],
    'a reserved matrix': [head(30, 30, 3, 3), UnsupportedStreamError],
    'no groups': [head(30, 30, 3, 1, 0, 0, 0), CorruptStreamError],
    '65,536 groups': [head(30, 30, 3, 1, 0, 0, 0x80, 0x80, 0x04), CorruptStreamError],
    'a group table that is not there': [head(30, 30, 3, 1, 0, 0, 0xff, 0xff, 0x03), TruncatedStreamError],
    'a group of no frames': [head(30, 30, 3, 1, 0, 0, 1, 0, 9), CorruptStreamError],
    'a group of 2^30 frames': [head(30, 30, 3, 1, 0, 0, 1, ...huge, 9), CorruptStreamError],
    'a group of 2 GiB': [head(30, 30, 3, 1, 0, 0, 1, 2, ...huge), CorruptStreamError],
    'a group too short for a key picture': [head(30, 30, 3, 1, 0, 0, 1, 2, 5), CorruptStreamError],
    'an empty section list': [sealed(30, 30, 3, 9, 0, 0, 1, 2, 9, 0), CorruptStreamError],
    'sections out of order': [sealed(30, 30, 3, 9, 0, 0, 1, 2, 9, 2, 8, 0, 6, 0), CorruptStreamError],
    'an unknown critical section': [sealed(30, 30, 3, 9, 0, 0, 1, 2, 9, 1, 9, 0), UnsupportedStreamError],
    'a section of 2 GiB': [head(30, 30, 3, 9, 0, 0, 1, 2, 9, 1, 8, ...huge), CorruptStreamError],
  };

  it.each(Object.entries(bombs))('refuses %s', (_, [bytes, kind]) => {
    const error = errorOf(() => parseHeader(bytes));
    expect(error).toBeInstanceOf(kind);
    expect((error as StreamError).offset).toBeLessThanOrEqual(bytes.length);
  });

  it('refuses more than 2^24 - 1 frames in all', () => {
    const table = Array.from({ length: 16384 }, () => [0x80, 0x10, 9]).flat();
    const error = errorOf(() => parseHeader(head(30, 30, 3, 1, 0, 0, 0x80, 0x80, 0x01, ...table)));
    expect(error).toBeInstanceOf(CorruptStreamError);
    expect((error as Error).message).toContain('16777215 frames');
  });

  it.each(STREAM_FORMS)('refuses to write what it would refuse to read: %s streams', (_, write) => {
    const one = [smallGroup(1, 1, 0)];
    const colour = (matrix: string, range: string): Partial<StreamHeader> => ({
      colour: { matrix, range } as StreamHeader['colour'],
    });
    const bad: [Partial<StreamHeader>, GroupPayload[]][] = [
      [{ width: 63 }, one],
      [{ height: 4097 }, one],
      [{ profile: 1 }, one],
      [{ seed: 2 ** 31 }, one],
      [{ frameRate: { numerator: 0, denominator: 1 } }, one],
      [colour('ycgco', 'full'), one],
      [colour('bt709', 'wide'), one],
      [{ sections: [2, 1].map((id) => ({ id, critical: false, data: new Uint8Array(0) })) }, one],
      [{}, []],
      [{}, [smallGroup(0, 1, 0)]],
      [{}, [smallGroup(1025, 1, 0)]],
      [{}, [smallGroup(1, 0, 0)]],
      [{}, [{ ...smallGroup(1, 1, 1), key: new Uint8Array(2 ** 24) }]],
      [{}, new Array<GroupPayload>(16_385).fill(smallGroup(1024, 1, 0))],
    ];
    for (const [change, groups] of bad) {
      expect(() => write({ ...SMALL_HEADER, ...change }, groups)).toThrow(InvalidOptionError);
    }
  });
});
