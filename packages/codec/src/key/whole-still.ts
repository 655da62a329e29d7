/**
 * @file Whether the tiles of a still hold all of its picture, asked of an AV1 decoder that does not look.
 *
 * What is missing of a tile reads as zeros. AV1 forbids to need more than 14 of them (specification, 8.2.4: `SymbolMaxBits` is
 * at least -14), and newer AV1 decoders refuse that. Older ones show what the zeros make of it, and none tells where in the
 * data it was at the end.
 *
 * But the data is a number, and all numbers of an interval decode to the same symbols. Its width is the range of the decoder at
 * the end, 2^15 to 2^16 of the window of 16 bits that it looks at. The first bit of the window but one must be there. So the
 * interval is at least twice as wide as the last bit of the tile is worth where the tile is whole, and less where it is not.
 * Decoding numbers around that of the tile measures the interval.
 */
import { joinedBytes } from '../math/index.js';
import type { Picture } from '../picture/index.js';
import { readFrame, type FrameLayout } from './frame-check.js';
import type { StillDecoder } from './still.js';

/** What the last bit of a tile is worth, in steps by which its number is changed. */
const LAST_BIT = 2 ** 16;
/** Decodings at most: the window has 16 bits. */
const MOST_TRIES = 16;
/** Behind a tile that is changed: less than a step, and no zero, which a payload may not end with. */
const HARDLY = Uint8Array.of(1);
/** Behind each other tile: within the interval of a whole tile, and not where more than two bytes are missing. */
const LITTLE = Uint8Array.of(0, 0, 255, 255, 255, 255, 255, 255);
/** Of more tiles than these only the last is measured: a still may have 4,096. */
const MOST_TILES = 8;
/** Bytes of the size of a tile, so that it has room for them. */
const SIZE_BYTES = 4;

/**
 * Whether the tiles of a still hold all of the picture that an AV1 decoder made of it. Cannot tell where nothing that is missing
 * would change a sample.
 * @param payload a key payload without its grain code, which was decoded to `picture`
 */
export async function isWholeStill(picture: Picture, payload: Uint8Array, stills: StillDecoder): Promise<boolean> {
  const { width, height } = picture;
  const layout = readFrame(payload.subarray(1), width, height, payload[0] ?? 0);
  const count = layout.tiles.length;
  for (let index = count > MOST_TILES ? count - 1 : 0; index < count; index++) {
    const wide = await isWide(async (steps) => {
      const other = changedBy(steps, index, payload, layout);
      if (other === undefined) return false;
      // A decoder that refuses what no encoder writes looks by itself.
      return stills.decode(other, width, height).then(
        (made) => same(made, picture),
        () => true,
      );
    });
    if (!wide) return false;
  }
  return true;
}

/** Whether the interval of numbers that decode alike is at least two {@link LAST_BIT} wide. */
async function isWide(alike: (steps: number) => Promise<boolean>): Promise<boolean> {
  const sides = [1, -1].map((sign) => ({ sign, inside: 0, outside: 4 * LAST_BIT, next: LAST_BIT }));
  const look = async (side: (typeof sides)[number]): Promise<void> => {
    if (await alike(side.sign * side.next)) side.inside = side.next;
    else side.outside = side.next;
    side.next = Math.floor((side.inside + side.outside) / 2);
  };
  await Promise.all(sides.map(look));
  for (let tries = 2; tries < MOST_TRIES; tries++) {
    if (sides[0]!.inside + sides[1]!.inside >= 2 * LAST_BIT) return true;
    if (sides[0]!.outside + sides[1]!.outside <= 2 * LAST_BIT) return false;
    const [unsure] = sides.sort((a, b) => b.outside - b.inside - (a.outside - a.inside));
    await look(unsure!);
  }
  return true;
}

/** The still of which one tile is a number that is greater by so many steps; `undefined` where it cannot be. */
function changedBy(
  steps: number,
  index: number,
  payload: Uint8Array,
  { head, tiles, tileSizeBit }: FrameLayout,
): Uint8Array | undefined {
  const start = payload.slice(0, 1 + head);
  if (tiles.length > 1)
    for (let bit = tileSizeBit; bit < tileSizeBit + 2; bit++) start[1 + (bit >> 3)]! |= 128 >> (bit & 7);
  const number = joinedBytes([tiles[index]!, Uint8Array.of(0, 0)]);
  let carry = steps;
  for (let at = number.length - 1; at >= 0 && carry !== 0; at--) {
    const sum = number[at]! + carry;
    number[at] = sum & 255;
    carry = sum >> 8;
  }
  if (carry !== 0) return undefined;
  const parts = tiles.flatMap((tile, i) => {
    const last = i === tiles.length - 1;
    const data = joinedBytes(i === index ? [number, HARDLY] : last ? [tile] : [tile, LITTLE]);
    return last ? [data] : [sizeOf(data.length), data];
  });
  return joinedBytes([start, ...parts]);
}

/** `tile_size_minus_1`, in {@link SIZE_BYTES}. */
function sizeOf(bytes: number): Uint8Array {
  const out = new Uint8Array(SIZE_BYTES);
  new DataView(out.buffer).setUint32(0, bytes - 1, true);
  return out;
}

function same(a: Picture, b: Picture): boolean {
  return (['y', 'u', 'v'] as const).every((plane) => a[plane].every((sample, i) => sample === b[plane][i]));
}
