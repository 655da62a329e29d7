/** @file A key picture whose tiles were cut short is told, also by the help of AV1 decoders that show something of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGroup, parseStream } from 'dynamics-codec/bitstream';
import { CorruptStillError, isWholeStill, splitGrain, type StillDecoder } from 'dynamics-codec/key';
import { nodeStills } from '@dynamics-codec/node';
import { readFrame } from '../packages/codec/src/key/frame-check.js';

/** Refuses what needs more than AV1 allows, as newer AV1 decoders do. */
const strict = nodeStills();

/** Reads zeros where tiles end early, as older ones do. */
const lenient: StillDecoder = {
  decode: async (payload, width, height) => strict.decode(withZeros(payload, width, height), width, height),
};

/** The still with zeros behind each of its tiles, whose sizes take four bytes then. */
function withZeros(payload: Uint8Array, width: number, height: number): Uint8Array {
  const { head, tiles, tileSizeBit } = readFrame(payload.subarray(1), width, height, payload[0]!);
  const start = payload.slice(0, 1 + head);
  if (tiles.length > 1) for (const bit of [tileSizeBit, tileSizeBit + 1]) start[1 + (bit >> 3)]! |= 128 >> (bit & 7);
  const zeros = new Uint8Array(6000);
  const sizeOf = (bytes: number): Uint8Array => new Uint8Array(Uint32Array.of(bytes - 1).buffer);
  const others = tiles.slice(0, -1).flatMap((tile) => [sizeOf(tile.length + zeros.length), tile, zeros]);
  return new Uint8Array(Buffer.concat([start, ...others, tiles.at(-1)!, zeros, Uint8Array.of(1)]));
}

interface Still {
  readonly name: string;
  readonly still: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The key pictures of streams in a folder, without their grain. */
function stillsOf(folder: string, wanted = /\.dync$/): Still[] {
  const path = join(import.meta.dirname, folder);
  const files = readdirSync(path).filter((file) => wanted.test(file));
  return files.flatMap((file) => {
    const bytes = new Uint8Array(readFileSync(join(path, file)));
    const { header, groups } = parseStream(bytes);
    const { still } = splitGrain(parseGroup(bytes, groups[0]!).key);
    return [{ name: file, still, width: header.width, height: header.height }];
  });
}

const all = [
  ...stillsOf('golden'),
  ...stillsOf(
    '../conformance/streams',
    /^(colour-bt601|rate-24-1\.|sides-odd|key-(large|screen|tile-rows|tile-columns|deltas|superres)).*(?<!cut)\.dync$/,
  ),
];

/** Whether {@link isWholeStill} finds all of the picture in the tiles, by the decoder that does not look. */
async function isWhole({ still, width, height }: Still): Promise<boolean> {
  try {
    return await isWholeStill(await lenient.decode(still, width, height), still, lenient);
  } catch (error) {
    expect(error).toBeInstanceOf(CorruptStillError);
    return false;
  }
}

describe('the tiles of a still', () => {
  it.each(all)('hold all of the picture, or are refused as by a decoder that looks: $name', async (entry) => {
    expect(await isWhole(entry)).toBe(true);
    for (const cut of [1, 2, 3, entry.still.length >> 1]) {
      const short = { ...entry, still: entry.still.slice(0, -cut) };
      if (short.still.at(-1) === 0) continue;
      const accepted = await strict.decode(short.still, short.width, short.height).then(
        () => true,
        () => false,
      );
      expect([cut, await isWhole(short)]).toEqual([cut, accepted]);
    }
  });

  it('are refused where the first of two was cut short', async () => {
    const columns = all.find(({ name }) => name.startsWith('key-tile-columns'))!;
    const { still, width, height } = columns;
    const { head, tiles } = readFrame(still.subarray(1), width, height, still[0]!);
    for (const cut of [1, 2, 9]) {
      const [left, right] = [tiles[0]!.subarray(0, -cut), tiles[1]!];
      const short = Uint8Array.from([...still.subarray(0, 1 + head), left.length - 1, ...left, ...right]);
      expect(await isWhole({ ...columns, still: short })).toBe(false);
    }
  });

  it('are taken as they are from a decoder that refuses what no encoder writes', async () => {
    const [{ still, width, height } = all[0]!] = all;
    const narrow: StillDecoder = { decode: () => Promise.reject(new Error('trailing bits')) };
    expect(await isWholeStill(await strict.decode(still, width, height), still, narrow)).toBe(true);
  });
});
