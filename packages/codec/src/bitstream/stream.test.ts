import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DynamicsError, InvalidOptionError } from '../picture/index.js';
import {
  CorruptStreamError,
  NotAStreamError,
  StreamError,
  TruncatedStreamError,
  UnsupportedStreamError,
} from './errors.js';
import { parseHeader, type StreamHeader } from './header.js';
import { crc16, crc32 } from './crc.js';
import type { Section } from './sections.js';
import { assertStreamLength, parseGroup, writeStream, type GroupPayload } from './stream.js';

const HEADER: StreamHeader = {
  profile: 0,
  width: 256,
  height: 256,
  frameRate: { numerator: 25, denominator: 1 },
  colour: { matrix: 'bt709', range: 'limited' },
  modelId: 1,
  seed: 7,
  sections: [],
};

function group(frames: number, keyBytes: number, motionBytes: number, sections: readonly Section[] = []): GroupPayload {
  const fill = (length: number, salt: number): Uint8Array =>
    Uint8Array.from({ length }, (_, i) => (i * 167 + salt + (i >> 3)) & 255);
  return { frames, sections, key: fill(keyBytes, frames), motion: fill(motionBytes, 99) };
}

/** Reads everything; either a stream or one typed error comes out. */
function readAll(
  bytes: Uint8Array,
  knownSections?: ReadonlySet<number>,
): { header: StreamHeader; groups: GroupPayload[] } {
  const options = knownSections === undefined ? {} : { knownSections };
  const parsed = parseHeader(bytes, options);
  assertStreamLength(parsed, bytes.length);
  return { header: parsed.header, groups: parsed.groups.map((entry) => parseGroup(bytes, entry, options)) };
}

function errorOf(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

const sections = fc
  .uniqueArray(fc.integer({ min: 0, max: 2 ** 30 - 1 }), { maxLength: 4 })
  .chain((ids) =>
    fc.tuple(
      ...[...ids]
        .sort((a, b) => a - b)
        .map((id) =>
          fc.record({ id: fc.constant(id), critical: fc.boolean(), data: fc.uint8Array({ maxLength: 200 }) }),
        ),
    ),
  );

const streams = fc.record({
  header: fc.record({
    profile: fc.constantFrom(0, 1),
    width: fc.integer({ min: 64, max: 4096 }),
    height: fc.oneof(
      fc.integer({ min: 64, max: 4096 }),
      fc.integer({ min: 4, max: 256 }).map((n) => n * 16),
    ),
    frameRate: fc.oneof(
      fc.constantFrom({ numerator: 25, denominator: 1 }, { numerator: 30000, denominator: 1001 }),
      fc.record({
        numerator: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        denominator: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
      }),
    ),
    colour: fc.record({
      matrix: fc.constantFrom('bt601' as const, 'bt709' as const, 'bt2020' as const),
      range: fc.constantFrom('limited' as const, 'full' as const),
    }),
    modelId: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    sections,
  }),
  groups: fc.array(
    fc.record({
      frames: fc.integer({ min: 1, max: 1024 }),
      sections,
      key: fc.uint8Array({ minLength: 1, maxLength: 300 }),
      motion: fc.uint8Array({ maxLength: 300 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});

describe('round trip', () => {
  it('gives back every stream that can be written, critical sections that are known included', () => {
    fc.assert(
      fc.property(streams, ({ header, groups }) => {
        const known = new Set([header, ...groups].flatMap((part) => part.sections.map((section) => section.id)));
        const bytes = writeStream(header, groups);
        const read = readAll(bytes, known);
        expect(read).toEqual({ header, groups });
        expect(writeStream(read.header, read.groups)).toEqual(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('spends 23 bytes besides the payloads on one group of 100 frames at 256x256 and 25 frames per second', () => {
    expect(writeStream(HEADER, [group(100, 3000, 500)]).length - 3500).toBe(23);
  });

  it('has the bytes that docs/bitstream.md spells out', () => {
    const bytes = writeStream(HEADER, [
      { frames: 100, sections: [], key: Uint8Array.of(0x16, 1, 2), motion: Uint8Array.of(9) },
    ]);
    const hex = Buffer.from(bytes).toString('hex');
    expect(hex).toBe('44594e101e1e0301010701c8010961b7bed8359f0316010209');
  });
});

describe('chunked feeding', () => {
  const bytes = writeStream(HEADER, [group(10, 50, 20), group(20, 60, 0), group(1, 9, 300)]);
  const whole = parseHeader(bytes);

  it('asks for more bytes on every prefix of the header and never for more than the header has', () => {
    for (let length = 0; length < whole.headerLength; length++) {
      const error = errorOf(() => parseHeader(bytes.subarray(0, length)));
      expect(error).toBeInstanceOf(TruncatedStreamError);
      const { needed } = error as TruncatedStreamError;
      expect(needed).toBeGreaterThan(length);
      expect(needed).toBeLessThanOrEqual(whole.headerLength);
    }
  });

  it('reads header and groups as soon as their last byte is there', () => {
    expect(parseHeader(bytes.subarray(0, whole.headerLength))).toEqual(whole);
    for (const entry of whole.groups) {
      const end = entry.offset + entry.length;
      expect(parseGroup(bytes.subarray(0, end), entry)).toEqual(parseGroup(bytes, entry));
      const error = errorOf(() => parseGroup(bytes.subarray(0, end - 1), entry));
      expect(error).toBeInstanceOf(TruncatedStreamError);
      expect((error as TruncatedStreamError).needed).toBe(end);
    }
  });

  it('knows the first frame of every group', () => {
    expect(whole.groups.map((entry) => entry.firstFrame)).toEqual([0, 10, 30]);
    expect(whole.frames).toBe(31);
  });
});

describe('damage', () => {
  const section = { id: 5, critical: false, data: Uint8Array.of(1, 2, 3) };
  const cases = [
    writeStream(HEADER, [group(100, 40, 25)]),
    writeStream({ ...HEADER, width: 333, frameRate: { numerator: 7, denominator: 3 }, sections: [section] }, [
      group(3, 10, 5, [section]),
      group(300, 20, 0),
    ]),
  ];

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

  it('answers any bytes, and any edit of a stream with its checksums mended, with a stream or a typed error', () => {
    const attempt = (bytes: Uint8Array): void => {
      const error = errorOf(() => {
        const read = readAll(bytes);
        expect(writeStream(read.header, read.groups)).toEqual(bytes);
      });
      if (error !== undefined) expect(error).toBeInstanceOf(DynamicsError);
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (tail) => attempt(Uint8Array.of(0x44, 0x59, 0x4e, 0x10, ...tail))),
      {
        numRuns: 2000,
      },
    );
    const edits = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...cases), edits, (bytes, changes) => {
        const damaged = bytes.slice();
        for (const [at, value] of changes) damaged[at % bytes.length] = value;
        attempt(mendChecksums(damaged, parseHeader(bytes)));
      }),
      { numRuns: 5000 },
    );
  });

  it('costs only the group that is hit, and names it', () => {
    const payloads = [group(10, 50, 20), group(20, 60, 0), group(1, 9, 300)];
    const bytes = writeStream(HEADER, payloads);
    const { groups } = parseHeader(bytes);
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

  it('refuses bytes after the last group', () => {
    const bytes = Uint8Array.of(...cases[0]!, 0);
    expect(errorOf(() => readAll(bytes))).toBeInstanceOf(CorruptStreamError);
  });
});

/** Puts right the checksums of a stream that was edited in place without moving its parts. */
function mendChecksums(bytes: Uint8Array, parsed: ReturnType<typeof parseHeader>): Uint8Array {
  const view = new DataView(bytes.buffer);
  for (const { offset, length } of parsed.groups) {
    view.setUint32(offset, crc32(bytes.subarray(offset + 4, offset + length)));
  }
  view.setUint16(parsed.headerLength - 2, crc16(bytes.subarray(0, parsed.headerLength - 2)));
  return bytes;
}

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
    'another profile': [Uint8Array.of(0x44, 0x59, 0x4e, 0x1f), UnsupportedStreamError],
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
    'reserved colour bits': [head(30, 30, 3, 0x11), UnsupportedStreamError],
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

  it('skips unknown sections that are not critical, and takes critical ones that are known', () => {
    const optional = { id: 4, critical: false, data: Uint8Array.of(1) };
    const critical = { id: 4, critical: true, data: Uint8Array.of(1) };
    expect(readAll(writeStream({ ...HEADER, sections: [optional] }, [group(1, 1, 0, [optional])])).groups).toHaveLength(
      1,
    );
    const bytes = writeStream(HEADER, [group(1, 1, 0, [critical]), group(1, 1, 0)]);
    expect(errorOf(() => readAll(bytes))).toBeInstanceOf(UnsupportedStreamError);
    expect(readAll(bytes, new Set([4])).groups).toHaveLength(2);
  });

  it('refuses more than 2^24 - 1 frames in all', () => {
    const table = Array.from({ length: 16384 }, () => [0x80, 0x10, 9]).flat();
    const error = errorOf(() => parseHeader(head(30, 30, 3, 1, 0, 0, 0x80, 0x80, 0x01, ...table)));
    expect(error).toBeInstanceOf(CorruptStreamError);
    expect((error as Error).message).toContain('16777215 frames');
  });

  it('refuses to write what it would refuse to read', () => {
    const bad: [Partial<StreamHeader>, GroupPayload[]][] = [
      [{ width: 63 }, [group(1, 1, 0)]],
      [{ height: 4097 }, [group(1, 1, 0)]],
      [{ profile: 2 }, [group(1, 1, 0)]],
      [{ seed: 2 ** 31 }, [group(1, 1, 0)]],
      [{ frameRate: { numerator: 0, denominator: 1 } }, [group(1, 1, 0)]],
      [{}, []],
      [{}, [group(0, 1, 0)]],
      [{}, [group(1025, 1, 0)]],
      [{}, [group(1, 0, 0)]],
      [{ sections: [2, 1].map((id) => ({ id, critical: false, data: new Uint8Array(0) })) }, [group(1, 1, 0)]],
    ];
    for (const [change, groups] of bad) {
      expect(() => writeStream({ ...HEADER, ...change }, groups)).toThrow(InvalidOptionError);
    }
  });
});
