import { BitReader } from './bit-reader.js';
import { TOOL, type StillTools } from './sequence-header.js';

/** Most samples in the width of a tile, and most in its area (AV1 specification, 3). */
const MAX_TILE_WIDTH = 4096;
const MAX_TILE_AREA = 4096 * 2304;
const MAX_TILES = 64;
/** Super-resolution: width of the coded frame is 8/8 to 8/16 of that of the picture (AV1 specification, 5.9.8). */
const FULL_SIZE = 8;
const LEAST_DENOMINATOR = 9;

/**
 * The base quantiser index of a key payload (`base_q_idx` of AV1's frame header, specification 5.9.2 and 5.9.12): 0 to 255,
 * the coarser the higher. It says how much a still lost, which its size does not: a lawn of as many bytes as a sky lost more.
 * @param payload a key payload without its grain byte
 * @param width,height size of the picture in pixels
 * @throws CorruptStillError where the frame header is cut short
 */
export function frameQuantiser(payload: Uint8Array, width: number, height: number): number {
  const tools = payload[0] ?? 0;
  const bits = new BitReader(payload.subarray(1), 'frame header');
  bits.take(1); // disable_cdf_update
  const screenContent = bits.flag();
  if (screenContent) bits.take(1); // force_integer_mv
  const scaled = (tools & TOOL.superres) !== 0 && bits.flag();
  const denominator = scaled ? bits.take(3) + LEAST_DENOMINATOR : FULL_SIZE;
  if (bits.flag()) bits.take(32); // render_width_minus_1, render_height_minus_1
  if (screenContent && !scaled) bits.take(1); // allow_intrabc
  skipTiles(bits, Math.floor((width * FULL_SIZE + (denominator >> 1)) / denominator), height, tools);
  return bits.take(8);
}

/** Reads past `tile_info` (specification 5.9.15); sides of the coded frame in samples. */
function skipTiles(bits: BitReader, width: number, height: number, tools: StillTools): void {
  const block = (tools & TOOL.superblock128) === 0 ? 64 : 128;
  const across = Math.ceil(width / block);
  const down = Math.ceil(height / block);
  const widest = MAX_TILE_WIDTH / block;
  const leastAcross = logTiles(widest, across);
  const least = Math.max(leastAcross, logTiles(Math.floor(MAX_TILE_AREA / block ** 2), across * down));
  let power: number;
  if (bits.flag()) {
    const columns = counted(bits, leastAcross, logTiles(1, Math.min(across, MAX_TILES)));
    power = columns + counted(bits, Math.max(least - columns, 0), logTiles(1, Math.min(down, MAX_TILES)));
  } else {
    const columns = listed(bits, across, widest);
    const area = least > 0 ? Math.floor((across * down) / 2 ** (least + 1)) : across * down;
    const rows = listed(bits, down, Math.max(Math.floor(area / columns.largest), 1));
    power = logTiles(1, columns.count) + logTiles(1, rows.count);
  }
  if (power > 0) bits.take(power + 2); // context_update_tile_id, tile_size_bytes_minus_1
}

/** Smallest power of two by which `unit` reaches `target`. */
function logTiles(unit: number, target: number): number {
  let power = 0;
  while (unit * 2 ** power < target) power++;
  return power;
}

/** From `least` on, one more for each bit that is set, at most `most`. */
function counted(bits: BitReader, least: number, most: number): number {
  let count = least;
  while (count < most && bits.flag()) count++;
  return count;
}

/** Tiles whose sizes are listed one by one, in superblocks, until they cover `side`. */
function listed(bits: BitReader, side: number, most: number): { readonly count: number; readonly largest: number } {
  let count = 0;
  let largest = 1;
  for (let start = 0; start < side; count++) {
    const size = bits.takeBelow(Math.min(side - start, most)) + 1;
    largest = Math.max(largest, size);
    start += size;
  }
  return { count, largest };
}
