/**
 * @file The AV1 sequence header of a key picture (AV1 Bitstream & Decoding Process Specification, 5.5), in the reduced
 * form for stills. Of its ten bytes or so, seven bits change how the frame is decoded; size, colour and level follow from
 * the stream or are metadata. So a key payload carries the seven bits, and this file makes the header from them.
 */
import { BitReader } from './bit-reader.js';
import { UnsupportedStillError } from './errors.js';

/** Bits of the coding tools in {@link StillTools}. */
export const TOOL = {
  superblock128: 1,
  filterIntra: 2,
  intraEdge: 4,
  superres: 8,
  cdef: 16,
  restoration: 32,
  separateUv: 64,
};

/**
 * Switches of a sequence header as one number, 0 to 127: 1 superblocks of 128, 2 filter intra, 4 intra edge filter,
 * 8 super-resolution, 16 CDEF, 32 loop restoration, 64 separate quantisers for U and V.
 */
export type StillTools = number;

const PROFILE_MAIN = 0;
const PRIMARIES_BT709 = 1;
const TRANSFER_SRGB = 13;
const MATRIX_BT601 = 6;
const MATRIX_BT470BG = 5;

/** Level index, most samples, and longest sides of AV1's levels (Annex A.3); in between, the numbers are the same. */
const LEVELS: readonly (readonly [index: number, samples: number, width: number, height: number])[] = [
  [0, 147456, 2048, 1152],
  [1, 278784, 2816, 1584],
  [4, 665856, 4352, 2448],
  [5, 1065024, 5504, 3096],
  [8, 2359296, 6144, 3456],
  [12, 8912896, 8192, 4352],
];
const LEVEL_6_0 = 16;

/** Lowest AV1 level index (`seq_level_idx`) that admits a picture of this size in pixels. */
export function levelIndex(width: number, height: number): number {
  const level = LEVELS.find(([, samples, w, h]) => width * height <= samples && width <= w && height <= h);
  return level === undefined ? LEVEL_6_0 : level[0];
}

class BitWriter {
  private readonly bits: number[] = [];

  put(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) this.bits.push((value >> i) & 1);
  }

  finish(): Uint8Array {
    this.put(1, 1);
    const bytes = new Uint8Array(Math.ceil(this.bits.length / 8));
    this.bits.forEach((bit, i) => (bytes[i >> 3]! |= bit << (7 - (i & 7))));
    return bytes;
  }
}

function bitLength(value: number): number {
  return Math.max(1, 32 - Math.clz32(value));
}

/**
 * The one sequence header (content of its OBU, trailing bit included) of a key picture: Main profile, 8 bits, 4:2:0,
 * BT.601 matrix, full range, sRGB transfer, no film grain.
 * @param width,height size of the picture in pixels, 1 to 65536
 */
export function writeSequenceHeader(width: number, height: number, tools: StillTools): Uint8Array {
  const bits = new BitWriter();
  const has = (tool: number): number => ((tools & tool) === 0 ? 0 : 1);
  bits.put(PROFILE_MAIN, 3);
  bits.put(0b11, 2); // still_picture, reduced_still_picture_header
  bits.put(levelIndex(width, height), 5);
  bits.put(bitLength(width - 1) - 1, 4);
  bits.put(bitLength(height - 1) - 1, 4);
  bits.put(width - 1, bitLength(width - 1));
  bits.put(height - 1, bitLength(height - 1));
  for (const tool of [
    TOOL.superblock128,
    TOOL.filterIntra,
    TOOL.intraEdge,
    TOOL.superres,
    TOOL.cdef,
    TOOL.restoration,
  ]) {
    bits.put(has(tool), 1);
  }
  bits.put(0b001, 3); // high_bitdepth, mono_chrome, color_description_present_flag
  bits.put(PRIMARIES_BT709, 8);
  bits.put(TRANSFER_SRGB, 8);
  bits.put(MATRIX_BT601, 8);
  bits.put(1, 1); // color_range
  bits.put(0, 2); // chroma_sample_position: unknown, which stills read as centred
  bits.put(has(TOOL.separateUv), 1);
  bits.put(0, 1); // film_grain_params_present
  return bits.finish();
}

/**
 * Reads the switches from an encoder's sequence header (content of its OBU) and checks that everything else which decides
 * how the frame is decoded is as {@link writeSequenceHeader} would write it.
 * @throws CorruptStillError where the header is cut short
 * @throws UnsupportedStillError where it is not a reduced 8-bit 4:2:0 BT.601 full-range still of this size
 */
export function readSequenceHeader(header: Uint8Array, width: number, height: number): StillTools {
  const bits = new BitReader(header, 'sequence header');
  expect('profile', PROFILE_MAIN, bits.take(3));
  expect('reduced still header', 0b11, bits.take(2));
  bits.take(5);
  const widthBits = bits.take(4) + 1;
  const heightBits = bits.take(4) + 1;
  expect('width', width, bits.take(widthBits) + 1);
  expect('height', height, bits.take(heightBits) + 1);
  let tools = 0;
  for (const tool of [
    TOOL.superblock128,
    TOOL.filterIntra,
    TOOL.intraEdge,
    TOOL.superres,
    TOOL.cdef,
    TOOL.restoration,
  ]) {
    if (bits.take(1) === 1) tools |= tool;
  }
  expect('high bit depth', 0, bits.take(1));
  expect('monochrome', 0, bits.take(1));
  expect('colour description', 1, bits.take(1));
  bits.take(16);
  const matrix = bits.take(8);
  expect('colour matrix', MATRIX_BT601, matrix === MATRIX_BT470BG ? MATRIX_BT601 : matrix);
  expect('full range', 1, bits.take(1));
  bits.take(2);
  if (bits.take(1) === 1) tools |= TOOL.separateUv;
  expect('film grain', 0, bits.take(1));
  return tools;
}

function expect(field: string, expected: number, received: number): void {
  if (expected === received) return;
  throw new UnsupportedStillError(
    `Expected ${expected} for ${field} of the AV1 sequence header but received ${received}`,
  );
}
