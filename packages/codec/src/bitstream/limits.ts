/** Version of the format that this package writes and reads. */
export const STREAM_VERSION = 1;
/** Profile of the format that this package writes and reads: a later one may code payloads in another way. */
export const STREAM_PROFILE = 0;
/** Most groups of pictures in a stream. */
export const MAX_GROUPS = 65_535;
/** Most frames in a group of pictures. */
export const MAX_GROUP_FRAMES = 1024;
/** Most frames in a stream. */
export const MAX_FRAMES = 2 ** 24 - 1;
/** Least bytes in a group of pictures: checksum, length of the key payload, one byte of it. */
export const MIN_GROUP_BYTES = 6;
/** Most bytes in a group of pictures, checksum included. */
export const MAX_GROUP_BYTES = 2 ** 24;
/** Most sections in a header or a group. */
export const MAX_SECTIONS = 64;
/** Most bytes in one section. */
export const MAX_SECTION_BYTES = 65_536;
/** Highest section id. */
export const MAX_SECTION_ID = 2 ** 30 - 1;
/** Highest value of a varuint. */
export const MAX_VARUINT = 2 ** 31 - 1;
