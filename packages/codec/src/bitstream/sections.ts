import { InvalidOptionError } from '../picture/index.js';
import type { ByteReader, ByteWriter } from './byte-io.js';
import { UnsupportedStreamError } from './errors.js';
import { MAX_SECTION_BYTES, MAX_SECTION_ID, MAX_SECTIONS } from './limits.js';

/**
 * An extension of a header or a group. A decoder that does not know `id` skips the section, unless it is `critical`:
 * then it refuses the stream or group.
 */
export interface Section {
  readonly id: number;
  readonly critical: boolean;
  readonly data: Uint8Array;
}

/**
 * Id of the group section that holds the statistics of drawn motion. It is critical, so that a decoder which does not know
 * it refuses the group instead of showing one that stands still.
 */
export const DRAWN_MOTION_SECTION = 1;

/**
 * Id of the header section of streams that do not cover everything behind them: luma of the grey that their pictures lie
 * over, one byte. A decoder that does not know it shows that grey.
 */
export const MATTE_SECTION = 1;

/** Id of the group section that holds the alpha of the key picture. Without it a group is opaque. */
export const COVER_SECTION = 2;

/** Content of the section of an id; `undefined` where there is none. */
export function sectionData(sections: readonly Section[], id: number): Uint8Array | undefined {
  return sections.find((section) => section.id === id)?.data;
}

/** Writes a section list: count, then each section's id and critical flag, length, and bytes; ids strictly ascending. */
export function writeSections(out: ByteWriter, sections: readonly Section[]): void {
  if (sections.length > MAX_SECTIONS) {
    throw new InvalidOptionError('sections.length', `at most ${MAX_SECTIONS}`, sections.length);
  }
  out.varuint(sections.length);
  let previous = -1;
  for (const { id, critical, data } of sections) {
    if (!Number.isInteger(id) || id <= previous || id > MAX_SECTION_ID) {
      throw new InvalidOptionError('section.id', `an integer above ${previous} and at most ${MAX_SECTION_ID}`, id);
    }
    if (data.length > MAX_SECTION_BYTES) {
      throw new InvalidOptionError('section.data.length', `at most ${MAX_SECTION_BYTES}`, data.length);
    }
    out.varuint(id * 2 + (critical ? 1 : 0));
    out.varuint(data.length);
    out.append(data);
    previous = id;
  }
}

/** Reads what {@link writeSections} wrote. Unknown sections are returned too; see {@link refuseUnknown}. */
export function readSections(reader: ByteReader): Section[] {
  const count = reader.varuint('the number of sections', 1, MAX_SECTIONS);
  const sections: Section[] = [];
  let previous = -1;
  for (let i = 0; i < count; i++) {
    const tag = reader.varuint('a section id', 2 * (previous + 1));
    previous = tag >>> 1;
    const length = reader.varuint('a section length', 0, MAX_SECTION_BYTES);
    sections.push({ id: previous, critical: (tag & 1) === 1, data: reader.take(length, 'a section').slice() });
  }
  return sections;
}

/**
 * Refuses critical sections that the caller does not know.
 * @throws UnsupportedStreamError
 */
export function refuseUnknown(sections: readonly Section[], known: ReadonlySet<number>, offset: number): void {
  const unknown = sections.find((section) => section.critical && !known.has(section.id));
  if (unknown !== undefined) throw new UnsupportedStreamError(`Critical section ${unknown.id} is unknown`, offset);
}
