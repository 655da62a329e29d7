/** Most bytes that the statistics of drawn motion take. */
export const MOST_DRAWN_BYTES = 80;
/** Statistics of fewer bytes say nothing that is worth them. */
export const LEAST_DRAWN_BYTES = 12;
/** Most that they take of a group's bytes. */
const SHARE = 0.025;
/** Bytes of a section list that holds one section of less than 128 bytes: their number, id and length. */
const SECTION_OVERHEAD = 3;

/** Bytes of a group that are kept for the statistics of drawn motion, their section's overhead included. */
export function drawnShare(bytes: number): number {
  return Math.min(Math.floor(SHARE * bytes), MOST_DRAWN_BYTES + SECTION_OVERHEAD);
}

/** Bytes that a section takes of a group. @param data bytes of its content; without any there is no section */
export function sectionBytes(data: number): number {
  return data === 0 ? 0 : data + SECTION_OVERHEAD;
}
