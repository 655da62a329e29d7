import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DynamicsError } from '../picture/index.js';
import {
  anyStream,
  errorOf,
  readAll,
  SMALL_HEADER,
  smallGroup,
  STREAM_FORMS,
} from '../../../../test/fixtures/small-streams.js';
import { writeOpenStream } from '../../../../test/fixtures/open-stream.js';
import { crc16, crc32 } from './crc.js';
import { CorruptStreamError, StreamError, TruncatedStreamError } from './errors.js';
import { parseGroup } from './group.js';
import { parseHeader } from './header.js';
import { parseStream, writeStream, type WholeStream } from './stream.js';

describe.each(STREAM_FORMS)('a stream in %s form', (form, write) => {
  const section = { id: 5, critical: false, data: Uint8Array.of(1, 2, 3) };
  const cases = [
    write(SMALL_HEADER, [smallGroup(100, 40, 25)]),
    write({ ...SMALL_HEADER, width: 333, frameRate: { numerator: 7, denominator: 3 }, sections: [section] }, [
      smallGroup(3, 10, 5, [section]),
      smallGroup(300, 20, 0),
      smallGroup(1, 3, 0),
    ]),
  ];

  it('is read as it was written, critical sections that are known included', () => {
    fc.assert(
      fc.property(anyStream, ({ header, groups }) => {
        const known = new Set([header, ...groups].flatMap((part) => part.sections.map(({ id }) => id)));
        const bytes = write(header, groups);
        const read = readAll(bytes, known);
        expect(read).toEqual({ open: form === 'open', header, groups });
        expect(write(read.header, read.groups)).toEqual(bytes);
      }),
      { numRuns: 200 },
    );
  });

  it('spends 23 bytes besides the payloads on one group of 100 frames at 256x256 and 25 frames per second', () => {
    expect(write(SMALL_HEADER, [smallGroup(100, 3000, 500)]).length - 3500).toBe(23);
  });

  it('asks for more bytes on every prefix of the header and never for more than the header has', () => {
    for (const bytes of cases) {
      const whole = parseHeader(bytes);
      for (let length = 0; length < whole.headerLength; length++) {
        const error = errorOf(() => parseHeader(bytes.subarray(0, length)));
        expect(error).toBeInstanceOf(TruncatedStreamError);
        const { needed } = error as TruncatedStreamError;
        expect(needed).toBeGreaterThan(length);
        expect(needed).toBeLessThanOrEqual(whole.headerLength);
      }
      expect(parseHeader(bytes.subarray(0, whole.headerLength))).toEqual(whole);
    }
  });

  it('gives a group as soon as its last byte is there', () => {
    for (const bytes of cases) {
      for (const entry of parseStream(bytes).groups) {
        const end = entry.offset + entry.length;
        expect(parseGroup(bytes.subarray(0, end), entry)).toEqual(parseGroup(bytes, entry));
        const error = errorOf(() => parseGroup(bytes.subarray(0, end - 1), entry));
        expect(error).toBeInstanceOf(TruncatedStreamError);
        expect((error as TruncatedStreamError).needed).toBe(end);
      }
    }
  });

  it('says which frames each group plays', () => {
    const { groups, frames } = parseStream(cases[1]!);
    expect(groups.map(({ firstFrame }) => firstFrame)).toEqual([0, 3, 303]);
    expect(frames).toBe(304);
  });

  it('answers every prefix with a typed error', () => {
    for (const bytes of cases) {
      for (let length = 0; length < bytes.length; length++) {
        expect(errorOf(() => readAll(bytes.subarray(0, length)))).toBeInstanceOf(TruncatedStreamError);
      }
    }
  });

  it('notices every single flipped bit', () => {
    for (const bytes of cases) {
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const damaged = bytes.slice();
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        expect(errorOf(() => readAll(damaged))).toBeInstanceOf(StreamError);
      }
    }
  });

  it('answers any edit, its checksums mended, with a stream that has no other encoding or a typed error', () => {
    const edits = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...cases), edits, (bytes, changes) => {
        const damaged = bytes.slice();
        for (const [at, value] of changes) damaged[at % bytes.length] = value;
        attempt(mendChecksums(damaged, parseStream(bytes)));
      }),
      { numRuns: 4000 },
    );
  });

  it('has other groups unharmed where one is damaged, and names that one', () => {
    const payloads = [smallGroup(10, 50, 20), smallGroup(20, 60, 0), smallGroup(1, 9, 300)];
    const bytes = write(SMALL_HEADER, payloads);
    const { groups } = parseStream(bytes);
    bytes[groups[1]!.offset + 30]! ^= 4;
    expect(parseGroup(bytes, groups[0]!)).toEqual(payloads[0]);
    expect(parseGroup(bytes, groups[2]!)).toEqual(payloads[2]);
    const error = errorOf(() => parseGroup(bytes, groups[1]!)) as CorruptStreamError;
    expect(error).toBeInstanceOf(CorruptStreamError);
    expect(error.group).toBe(1);
    expect(error.code).toBe('CORRUPT_STREAM');
    expect(error.message).toContain('Group 1');
    expect(error.offset).toBe(groups[1]!.offset);
  });

  it('must not be followed by other bytes', () => {
    expect(errorOf(() => readAll(Uint8Array.of(...cases[0]!, 0)))).toBeInstanceOf(CorruptStreamError);
  });
});

describe('any bytes', () => {
  it.each([0x01, 0x11])('give a stream or a typed error (colour %i)', (colour) => {
    const start = [0x44, 0x59, 0x4e, 0x10, 30, 30, 3, colour];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (tail) => attempt(Uint8Array.of(...start, ...tail))),
      { numRuns: 1000 },
    );
  });
});

describe('the bytes that docs/bitstream.md spells out', () => {
  const group = { frames: 100, sections: [], key: Uint8Array.of(0x16, 1, 2), motion: Uint8Array.of(9) };

  it('are those of a closed stream', () => {
    const hex = Buffer.from(writeStream(SMALL_HEADER, [group])).toString('hex');
    expect(hex).toBe('44594e101e1e0301070701c80109ec56bed8359f0316010209');
  });

  it('are those of an open stream', () => {
    const hex = Buffer.from(writeOpenStream(SMALL_HEADER, [group])).toString('hex');
    expect(hex).toBe('44594e101e1e03110707f87dc8010935e31b15031601020900');
  });
});

/** Reads bytes; what can be read must be what would be written. */
function attempt(bytes: Uint8Array): void {
  const error = errorOf(() => {
    const { open, header, groups } = readAll(bytes);
    expect((open ? writeOpenStream : writeStream)(header, groups)).toEqual(bytes);
  });
  if (error !== undefined) expect(error).toBeInstanceOf(DynamicsError);
}

/** Puts right the checksums of a stream that was edited in place without moving its parts. */
function mendChecksums(bytes: Uint8Array, { groups, headerLength }: WholeStream): Uint8Array {
  const view = new DataView(bytes.buffer);
  let end = headerLength;
  for (const { offset, length } of groups) {
    view.setUint32(offset, crc32(bytes.subarray(offset + 4, offset + length), crc32(bytes.subarray(end, offset))));
    end = offset + length;
  }
  view.setUint16(headerLength - 2, crc16(bytes.subarray(0, headerLength - 2)));
  return bytes;
}
