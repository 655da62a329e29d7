import type { BitReader } from './bit-reader.js';
import { CorruptStillError } from './errors.js';
import { TOOL, type StillTools } from './sequence-header.js';

/** Most samples in the width of a tile, and most in its area (AV1 specification, 3). */
const MAX_TILE_WIDTH = 4096;
const MAX_TILE_AREA = 4096 * 2304;
/** Most tiles across, and down. */
const MAX_TILES = 64;
/** Super-resolution: width of the coded frame is 8/8 to 8/16 of that of the picture (AV1 specification, 5.9.8). */
const FULL_SIZE = 8;
const LEAST_DENOMINATOR = 9;

/** What the frame header of a still says first, up to its quantiser. */
export interface FrameStart {
  /** Width that is coded: less than that of the picture with super-resolution. */
  readonly codedWidth: number;
  /** Whether blocks may be copied from elsewhere in the picture. */
  readonly intraBlockCopy: boolean;
  readonly tiles: number;
  /** Bytes of the size of a tile, where there are several. */
  readonly tileSizeBytes: number;
  /** Bit of the frame at which two bits say `tileSizeBytes`, where there are several tiles. */
  readonly tileSizeBit: number;
  /** Base index of the quantiser, 0 to 255, the coarser the higher. */
  readonly quantiser: number;
}

/**
 * Reads the frame header of a reduced still (AV1 specification, 5.9.2) from its first bit to `base_q_idx`.
 * @param width,height size of the picture in pixels
 * @throws CorruptStillError where the header is cut short or has tiles that AV1 does not allow
 */
export function readFrameStart(bits: BitReader, width: number, height: number, tools: StillTools): FrameStart {
  bits.take(1); // disable_cdf_update
  const screenContent = bits.flag();
  if (screenContent) bits.take(1); // force_integer_mv
  const scaled = (tools & TOOL.superres) !== 0 && bits.flag();
  const denominator = scaled ? bits.take(3) + LEAST_DENOMINATOR : FULL_SIZE;
  if (bits.flag()) bits.take(32); // render_width_minus_1, render_height_minus_1
  const intraBlockCopy = screenContent && !scaled && bits.flag();
  const codedWidth = Math.floor((width * FULL_SIZE + (denominator >> 1)) / denominator);
  const tiles = readTiles(bits, codedWidth, height, tools);
  return { codedWidth, intraBlockCopy, ...tiles, quantiser: bits.take(8) };
}

/** Reads `tile_info` (specification 5.9.15); sides of the coded frame in samples. */
function readTiles(
  bits: BitReader,
  width: number,
  height: number,
  tools: StillTools,
): Pick<FrameStart, 'tiles' | 'tileSizeBytes' | 'tileSizeBit'> {
  const block = (tools & TOOL.superblock128) === 0 ? 64 : 128;
  const across = Math.ceil(width / block);
  const down = Math.ceil(height / block);
  const widest = MAX_TILE_WIDTH / block;
  const leastAcross = logTiles(widest, across);
  const least = Math.max(leastAcross, logTiles(Math.floor(MAX_TILE_AREA / (block * block)), across * down));
  let power: number;
  let tiles: number;
  if (bits.flag()) {
    const columns = counted(bits, leastAcross, logTiles(1, Math.min(across, MAX_TILES)));
    const rows = counted(bits, Math.max(least - columns, 0), logTiles(1, Math.min(down, MAX_TILES)));
    power = columns + rows;
    tiles = evenly(across, columns) * evenly(down, rows);
  } else {
    const columns = listed(bits, across, widest);
    const area = least > 0 ? Math.floor((across * down) / 2 ** (least + 1)) : across * down;
    const rows = listed(bits, down, Math.max(Math.floor(area / columns.largest), 1));
    power = logTiles(1, columns.count) + logTiles(1, rows.count);
    tiles = columns.count * rows.count;
  }
  if (power === 0) return { tiles, tileSizeBytes: 0, tileSizeBit: 0 };
  if (bits.take(power) >= tiles) throw new CorruptStillError('Expected a tile of the frame to update contexts from', 0);
  const tileSizeBit = bits.bit;
  return { tiles, tileSizeBytes: bits.take(2) + 1, tileSizeBit };
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

/** Tiles of equal sizes in superblocks, of which two to the power of `power` cover `side`; fewer where they are rounded up. */
function evenly(side: number, power: number): number {
  return Math.ceil(side / Math.ceil(side / 2 ** power));
}

/** Tiles whose sizes are listed one by one, in superblocks, until they cover `side`. */
function listed(bits: BitReader, side: number, most: number): { readonly count: number; readonly largest: number } {
  let count = 0;
  let largest = 1;
  for (let start = 0; start < side; count++) {
    if (count === MAX_TILES) throw new CorruptStillError(`Expected at most ${MAX_TILES} tiles in a row or column`, 0);
    const size = bits.takeBelow(Math.min(side - start, most)) + 1;
    largest = Math.max(largest, size);
    start += size;
  }
  return { count, largest };
}
