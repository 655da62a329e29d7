import { describe, expect, it } from 'vitest';
import { errorOf, readAll, SMALL_HEADER, smallGroup, STREAM_FORMS } from '../../../../test/fixtures/small-streams.js';
import { CorruptStreamError, TruncatedStreamError, UnsupportedStreamError } from './errors.js';
import { keyPlace, parseGroup } from './group.js';
import { DRAWN_MOTION_SECTION, type Section } from './sections.js';
import { parseStream } from './stream.js';

function section(id: number, critical: boolean, bytes = 1): Section {
  return { id, critical, data: new Uint8Array(bytes).fill(id) };
}

describe.each(STREAM_FORMS)('a group of a stream in %s form', (_, write) => {
  it('is read where it has sections that are unknown but not critical', () => {
    const bytes = write({ ...SMALL_HEADER, sections: [section(4, false)] }, [smallGroup(1, 1, 0, [section(4, false)])]);
    expect(readAll(bytes).groups).toHaveLength(1);
  });

  it('is refused for a critical section unless that is known', () => {
    const bytes = write(SMALL_HEADER, [smallGroup(1, 1, 0, [section(4, true)]), smallGroup(1, 1, 0)]);
    const { groups } = parseStream(bytes);
    expect(errorOf(() => parseGroup(bytes, groups[0]!))).toBeInstanceOf(UnsupportedStreamError);
    expect(errorOf(() => keyPlace(bytes.subarray(groups[0]!.offset), groups[0]!))).toBeInstanceOf(
      UnsupportedStreamError,
    );
    expect(parseGroup(bytes, groups[1]!).frames).toBe(1);
    expect(readAll(bytes, new Set([4])).groups).toHaveLength(2);
  });

  it('may hold statistics of drawn motion', () => {
    const bytes = write(SMALL_HEADER, [smallGroup(1, 1, 0, [section(DRAWN_MOTION_SECTION, true)])]);
    const [entry] = parseStream(bytes).groups;
    expect(parseGroup(bytes, entry!).sections.map(({ id }) => id)).toEqual([DRAWN_MOTION_SECTION]);
  });
});

describe('keyPlace', () => {
  const cases = [
    smallGroup(9, 50, 20),
    smallGroup(9, 300, 0),
    smallGroup(9, 5, 20, [section(2, false, 200), section(7, false, 3)]),
  ];

  it('gives the place as soon as the bytes before it are there, and says how many are needed', () => {
    for (const group of cases) {
      const bytes = STREAM_FORMS[0][1](SMALL_HEADER, [smallGroup(1, 9, 9), group]);
      const entry = parseStream(bytes).groups[1]!;
      const own = bytes.subarray(entry.offset);
      const place = keyPlace(own, entry);
      const { offset, length } = place;
      expect(own.subarray(offset, offset + length)).toEqual(group.key);
      expect(keyPlace(own.subarray(0, offset), entry)).toEqual(place);
      for (let there = 0; there < offset; there++) {
        const error = errorOf(() => keyPlace(own.subarray(0, there), entry));
        expect(error).toBeInstanceOf(TruncatedStreamError);
        const { needed } = error as TruncatedStreamError;
        expect(needed).toBeGreaterThan(entry.offset + there);
        expect(needed).toBeLessThanOrEqual(entry.offset + offset);
      }
    }
  });

  it('refuses a key payload, or sections, that would end behind the group', () => {
    const entry = { index: 3, offset: 40, length: 10, frames: 1, firstFrame: 0, hasSections: false, hasHead: false };
    const place = (...bytes: number[]): unknown => errorOf(() => keyPlace(Uint8Array.of(0, 0, 0, 0, ...bytes), entry));
    expect(place(5)).toBeUndefined();
    expect(place(6)).toBeInstanceOf(CorruptStreamError);
    expect((place(0xff, 0xff, 0x7f) as CorruptStreamError).group).toBe(3);
    const sections = errorOf(() => keyPlace(Uint8Array.of(0, 0, 0, 0, 1, 8, 100), { ...entry, hasSections: true }));
    expect(sections).toBeInstanceOf(CorruptStreamError);
  });
});
