/**
 * @file Whether the frame of a still is well formed, as far as that can be said without decoding it: its header, to the last
 * bit, the sizes of its tiles, and the zero bits in between (AV1 specification, 5.9 to 5.11). AV1 decoders differ in what they
 * make of frames that are not, so those are refused before any decoder sees them. What tiles hold is for a decoder to say.
 */
import { BitReader } from './bit-reader.js';
import { CorruptStillError } from './errors.js';
import { readFrameStart, type FrameStart } from './frame-start.js';
import { TOOL, type StillTools } from './sequence-header.js';

const SEGMENTS = 8;
/** Bits of each feature of a segment, sign included (specification 5.9.14). */
const FEATURE_BITS = [9, 7, 7, 7, 7, 3, 0, 0];
const MAX_QUANTISER = 255;
/** Changes of the loop filter that a header may list: by reference frame and by mode. */
const FILTER_DELTAS = 10;

/** Where the parts of a frame lie. */
export interface FrameLayout extends Pick<FrameStart, 'tileSizeBytes' | 'tileSizeBit'> {
  /** Bytes of the frame before its first tile, or the size of that. */
  readonly head: number;
  /** Data of the tiles, without their sizes. */
  readonly tiles: readonly Uint8Array[];
}

/**
 * Checks the content of the frame OBU of a still.
 * @param width,height size of the picture in pixels
 * @returns where its parts lie
 * @throws CorruptStillError where the header is cut short or breaks a rule, tiles do not fill the frame, or bits that must be
 *   zero are not
 */
export function readFrame(content: Uint8Array, width: number, height: number, tools: StillTools): FrameLayout {
  const bits = new BitReader(content, 'frame header');
  const start = readFrameStart(bits, width, height, tools);
  readRest(bits, start, width, tools);
  bits.align();
  if (start.tiles > 1) {
    if (bits.flag()) throw new CorruptStillError('Expected all tiles in the frame', bits.position);
    bits.align();
  }
  const { tileSizeBytes, tileSizeBit } = start;
  const head = bits.position;
  return { tileSizeBytes, tileSizeBit, head, tiles: tilesOf(content.subarray(head), start) };
}

/** Reads the header from behind the quantiser to its end. */
function readRest(
  bits: BitReader,
  { codedWidth, intraBlockCopy, quantiser }: FrameStart,
  width: number,
  tools: StillTools,
): void {
  const has = (tool: number): boolean => (tools & tool) !== 0;
  const plain = quantisesPlainly(bits, has(TOOL.separateUv));
  const segments = segmentQuantisers(bits, quantiser);
  if (quantiser > 0 && bits.flag()) {
    bits.take(2); // delta_q_res
    if (!intraBlockCopy && bits.flag()) bits.take(3); // delta_lf_res, delta_lf_multi
  }
  const lossless = plain && segments.every((index) => index === 0);
  if (!lossless && !intraBlockCopy) readLoopFilter(bits);
  if (!lossless && !intraBlockCopy && has(TOOL.cdef)) readCdef(bits);
  const untouched = lossless && codedWidth === width;
  if (!untouched && !intraBlockCopy && has(TOOL.restoration)) readRestoration(bits, has(TOOL.superblock128));
  if (!lossless) bits.take(1); // tx_mode_select
  bits.take(1); // reduced_tx_set
}

/** Reads `quantization_params` behind the index (5.9.12). @returns whether no plane differs from it */
function quantisesPlainly(bits: BitReader, separate: boolean): boolean {
  const delta = (): number => (bits.flag() ? bits.take(7) : 0);
  let plain = delta() === 0;
  const chroma = separate && bits.flag() ? 4 : 2;
  for (let i = 0; i < chroma; i++) if (delta() !== 0) plain = false;
  if (bits.flag()) bits.take(separate ? 12 : 8); // qm_y, qm_u, qm_v
  return plain;
}

/** Reads `segmentation_params` (5.9.14). @returns the index of the quantiser in each segment */
function segmentQuantisers(bits: BitReader, quantiser: number): number[] {
  if (!bits.flag()) return [quantiser];
  return Array.from({ length: SEGMENTS }, () => {
    let own = quantiser;
    for (const [feature, width] of FEATURE_BITS.entries()) {
      if (!bits.flag()) continue;
      const value = bits.take(width);
      if (feature === 0) own += value < 2 ** (width - 1) ? value : value - 2 ** width;
    }
    return Math.min(Math.max(own, 0), MAX_QUANTISER);
  });
}

/** Reads `loop_filter_params` (5.9.11). */
function readLoopFilter(bits: BitReader): void {
  const levels = bits.take(12);
  if (levels !== 0) bits.take(12);
  bits.take(3); // loop_filter_sharpness
  if (!bits.flag() || !bits.flag()) return;
  for (let i = 0; i < FILTER_DELTAS; i++) if (bits.flag()) bits.take(7);
}

/** Reads `cdef_params` (5.9.19). */
function readCdef(bits: BitReader): void {
  bits.take(2); // cdef_damping_minus_3
  const strengths = 2 ** bits.take(2);
  for (let i = 0; i < strengths; i++) bits.take(12);
}

/** Reads `lr_params` (5.9.20). */
function readRestoration(bits: BitReader, superblock128: boolean): void {
  const luma = bits.take(2);
  const chroma = bits.take(4);
  if (luma === 0 && chroma === 0) return;
  if (bits.flag() && !superblock128) bits.take(1);
  if (chroma !== 0) bits.take(1);
}

/** Tiles one behind the other, each but the last behind its size; the last one takes what is left. */
function tilesOf(data: Uint8Array, { tiles, tileSizeBytes }: FrameStart): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = 0;
  while (found.length < tiles - 1) {
    let size = 1;
    for (let i = 0; i < tileSizeBytes; i++) size += (data[at + i] ?? 0) * 2 ** (8 * i);
    at += tileSizeBytes + size;
    found.push(data.subarray(at - size, at));
  }
  if (at >= data.length) throw new CorruptStillError('Expected more data in the tiles of the AV1 frame', 0);
  return [...found, data.subarray(at)];
}
