import { describe, expect, it } from 'vitest';
import { errorOf, SMALL_HEADER, smallGroup } from '../../../../test/fixtures/small-streams.js';
import { writeOpenStream } from '../../../../test/fixtures/open-stream.js';
import { CorruptStreamError, TruncatedStreamError } from './errors.js';
import { parseGroup } from './group.js';
import type { GroupEntry } from './group-table.js';
import { parseHeader, type OpenHeader } from './header.js';
import { nextGroup, nextHeadOffset, OpenStreamWriter } from './open-stream.js';

function openHeader(bytes: Uint8Array): OpenHeader {
  const header = parseHeader(bytes);
  if (!header.open) throw new Error('Expected an open stream');
  return header;
}

const GROUPS = [smallGroup(10, 50, 20), smallGroup(64, 200, 0), smallGroup(1, 9, 300)];
const BYTES = writeOpenStream(SMALL_HEADER, GROUPS);
const HEADER = openHeader(BYTES);
const HEAD_ONLY = new OpenStreamWriter(SMALL_HEADER).header;
/** A group of one frame, and one of the most frames, before the last that a stream may have. */
const PREVIOUS: GroupEntry = {
  index: 65_533,
  offset: 100,
  length: 50,
  frames: 1,
  firstFrame: 2 ** 24 - 1026,
  hasSections: false,
  hasHead: true,
};

/** What {@link nextGroup} makes of these bytes behind a group. */
function after(previous: GroupEntry, ...bytes: number[]): GroupEntry | undefined {
  return nextGroup(Uint8Array.from(bytes), HEADER, previous, nextHeadOffset(HEADER, previous));
}

describe('nextGroup', () => {
  it('finds every group and the end as the bytes arrive one by one', () => {
    const found: GroupEntry[] = [];
    let needed = HEADER.headerLength;
    let ended = -1;
    for (let there = HEADER.headerLength; there <= BYTES.length && ended < 0; there++) {
      if (there < needed) continue;
      try {
        const entry = nextGroup(BYTES.subarray(0, there), HEADER, found[found.length - 1]);
        if (entry === undefined) ended = there;
        else found.push(entry);
      } catch (error) {
        expect(error).toBeInstanceOf(TruncatedStreamError);
        ({ needed } = error as TruncatedStreamError);
        expect(needed).toBeGreaterThan(there);
      }
    }
    expect(ended).toBe(BYTES.length);
    expect(found.map((entry) => parseGroup(BYTES, entry))).toEqual(GROUPS);
    expect(found.map(({ index, firstFrame }) => [index, firstFrame])).toEqual([
      [0, 0],
      [1, 10],
      [2, 74],
    ]);
  });

  it('reads from bytes that begin behind the start of the stream', () => {
    const first = nextGroup(BYTES, HEADER)!;
    const second = nextGroup(BYTES, HEADER, first)!;
    const origin = nextHeadOffset(HEADER, first);
    expect(nextGroup(BYTES.subarray(origin), HEADER, first, origin)).toEqual(second);
    expect(nextGroup(BYTES.subarray(origin - 7), HEADER, first, origin - 7)).toEqual(second);
    const error = errorOf(() => nextGroup(BYTES.subarray(origin, origin), HEADER, first, origin));
    expect((error as TruncatedStreamError).needed).toBe(origin + 1);
  });

  it('refuses a stream that ends without a group', () => {
    expect(errorOf(() => nextGroup(Uint8Array.of(...HEAD_ONLY, 0), HEADER))).toBeInstanceOf(CorruptStreamError);
  });

  it('holds the limits of closed streams', () => {
    const corrupt: [string, GroupEntry, number[]][] = [
      ['no frames', PREVIOUS, [1, 9]],
      ['1,025 frames', PREVIOUS, [0x82, 0x10, 9]],
      ['a group too short for a key picture', PREVIOUS, [2, 5]],
      ['a group above 16 MiB', PREVIOUS, [2, 0x81, 0x80, 0x80, 0x08]],
      ['an overlong varuint', PREVIOUS, [0x82, 0x00, 9]],
      ['2^24 frames', { ...PREVIOUS, firstFrame: PREVIOUS.firstFrame + 1 }, [0x80, 0x10, 9]],
      ['65,536 groups', { ...PREVIOUS, index: 65_534 }, [2, 9]],
    ];
    for (const [, previous, bytes] of corrupt) {
      const error = errorOf(() => after(previous, ...bytes));
      expect(error).toBeInstanceOf(CorruptStreamError);
      expect((error as CorruptStreamError).offset).toBeGreaterThanOrEqual(150);
    }
    expect(after(PREVIOUS, 0x80, 0x10, 9)).toMatchObject({ index: 65_534, frames: 1024, offset: 153 });
    expect(after({ ...PREVIOUS, index: 65_534 }, 0)).toBeUndefined();
  });
});

describe('OpenStreamWriter', () => {
  it('writes no stream without a group', () => {
    expect(() => new OpenStreamWriter(SMALL_HEADER).end()).toThrow('number of groups');
  });

  it('covers the head of a group by the checksum of the group', () => {
    const entry = nextGroup(BYTES, HEADER)!;
    const damaged = BYTES.slice();
    damaged[HEADER.headerLength]! ^= 4;
    const changed = nextGroup(damaged, HEADER)!;
    expect(changed.frames).toBe(entry.frames ^ 2);
    expect(errorOf(() => parseGroup(damaged, changed))).toBeInstanceOf(CorruptStreamError);
  });
});
