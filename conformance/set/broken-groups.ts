/** @file Streams with a group that must be refused, for its frame or its key payload; other groups decode. */
import { parseStream, writeStream, type GroupPayload } from 'dynamics-codec/bitstream';
import { crc32 } from '../../packages/codec/src/bitstream/crc.js';
import { writeOpenStream } from '../../test/fixtures/open-stream.js';
import { Dice, randomModes } from './random-tokens.js';
import { rawHeader } from './raw-header.js';
import { groupOf, headerOf, keyOf, streamOf, withByte, type Sides } from './stream-parts.js';
import type { SetEntry } from './set-entry.js';

function refused(name: string, about: string, bytes: Uint8Array, group = 0, time = 0): SetEntry {
  return { name, about, bytes, times: [time], error: { code: 'CORRUPT_STREAM', group } };
}

/** A stream of one group of 2 frames whose bytes behind the checksum are these. */
function groupOfBytes(body: readonly number[], hasSections = false): Uint8Array {
  const head = rawHeader({}, [1, hasSections ? 5 : 4, body.length + 4]);
  const out = Uint8Array.from([...head, 0, 0, 0, 0, ...body]);
  new DataView(out.buffer).setUint32(head.length, crc32(Uint8Array.from(body)));
  return out;
}

function layoutStreams(): SetEntry[] {
  const key = keyOf('flat');
  const corrupt = (name: string, about: string, body: readonly number[], hasSections = false): SetEntry =>
    refused(name, about, groupOfBytes(body, hasSections));
  return [
    corrupt('key-length-0', 'A key payload of 0 bytes.', [0, 1, 2]),
    corrupt('key-too-long', 'A key payload that is longer than the group.', [key.length + 1, ...key]),
    corrupt('key-length-long-form', 'A key length that is longer than it needs to be.', [0x80 | key.length, 0, ...key]),
    corrupt('group-sections-none', 'A list of 0 sections in a group.', [0, key.length, ...key], true),
    corrupt('group-section-beyond', 'A section that is longer than its group.', [1, 6, 99, key.length, ...key], true),
    corrupt(
      'group-sections-order',
      'Sections of a group whose ids do not ascend.',
      [2, 8, 0, 6, 0, key.length, ...key],
      true,
    ),
    {
      name: 'group-section-critical',
      about: 'A critical section of a group that nobody knows.',
      bytes: groupOfBytes([1, 121, 0, key.length, ...key], true),
      times: [0],
      error: { code: 'UNSUPPORTED_STREAM' },
    },
  ];
}

function damagedStreams(): SetEntry[] {
  const group = (seed: number): GroupPayload =>
    groupOf({
      frames: 5,
      tokens: { tail: 2, modes: randomModes(new Dice(seed), [64, 64], { grid: 0, modes: 1, frames: 5, tail: 2 }) },
    });
  const groups = [group(1), group(2), group(3)];
  const closed = writeStream(headerOf(), groups);
  const damaged = withByte(closed, parseStream(closed).groups[1]!.offset + 20, (byte) => byte ^ 1);
  const open = writeOpenStream(headerOf(), groups);
  const head = parseStream(open).headerLength;
  const longer = withByte(open, head, (byte) => byte + 2);
  return [
    refused('group-checksum', 'A bit of the second group is wrong.', damaged, 1, 6),
    {
      name: 'group-before-damage',
      about: 'The same stream: the first group is not affected.',
      bytes: damaged,
      times: [0, 4.5],
    },
    {
      name: 'group-behind-damage',
      about:
        'The same stream: the third group is not affected, and is not mixed with the second, which cannot be decoded.',
      bytes: damaged,
      times: [10, 11, 14],
    },
    refused('open-head-damaged', 'A wrong number of frames in the head of a group of an open stream.', longer),
  ];
}

function keyStreams(): SetEntry[] {
  const corrupt = (name: string, about: string, key: Uint8Array, [width, height]: Sides = [64, 64]): SetEntry =>
    refused(name, about, streamOf([{ key }], { width, height }));
  const scene = keyOf('scene');
  const columns = keyOf('tile-columns');
  const wide: Sides = [128, 64];
  /** Bits of the frame header of both keys; what follows up to a whole byte is 0. */
  const [sceneBits, columnBits] = [55, 61];
  const tiles = 1 + Math.ceil(columnBits / 8);
  return [
    corrupt('key-one-byte', 'A key payload of one byte.', Uint8Array.of(6)),
    corrupt('key-no-frame', 'A key payload of switches and a grain code.', Uint8Array.of(0x86, 9)),
    corrupt('key-grain-0', 'A grain code of 0.', Uint8Array.from([scene[0]! | 128, 0, ...scene.subarray(1)])),
    corrupt('key-grain-missing', 'A grain code that is announced and not there.', Uint8Array.of(0x86)),
    corrupt('key-padded', 'A zero byte at the end of the frame.', Uint8Array.from([...scene, 0])),
    corrupt('key-header-cut', 'A frame header that ends early.', scene.slice(0, 5)),
    corrupt('key-no-tile', 'A frame header without a tile behind it.', scene.slice(0, 1 + Math.ceil(sceneBits / 8))),
    corrupt(
      'key-header-padding',
      'A bit behind the frame header that is not 0.',
      withByte(scene, 7, (byte) => byte | 1),
    ),
    corrupt(
      'key-lossless-padding',
      'The same behind a header without loss, which says nothing of filters and of quantisers that differ.',
      withByte(keyOf('lossless'), 3, (byte) => byte | 8),
    ),
    corrupt(
      'key-tile-flag',
      'tile_start_and_end_present_flag is set.',
      withByte(columns, tiles, () => 0x80),
      wide,
    ),
    corrupt(
      'key-tile-flag-padding',
      'A bit behind tile_start_and_end_present_flag is not 0.',
      withByte(columns, tiles, () => 1),
      wide,
    ),
    corrupt(
      'key-tile-size',
      'The first of two tiles is longer than the frame.',
      withByte(columns, tiles + 1, () => 0xff),
      wide,
    ),
    corrupt(
      'key-tile-missing',
      'The second of two tiles has no bytes.',
      columns.slice(0, tiles + 1 + tileBytes(columns, tiles + 1)),
      wide,
    ),
    corrupt('key-tile-cut', 'The tile ends a byte before the picture is decoded.', scene.slice(0, -1)),
    corrupt('key-tile-cut-early', 'The tile ends in the middle of the picture.', scene.slice(0, 60)),
    corrupt('key-last-tile-cut', 'The second of two tiles ends early.', columns.slice(0, -3), wide),
    corrupt(
      'key-first-tile-cut',
      'The first of two tiles ends two bytes before it is decoded.',
      withoutBytes(
        withByte(columns, tiles + 1, (size) => size - 2),
        tiles - 1 + tileBytes(columns, tiles + 1),
        2,
      ),
      wide,
    ),
  ];
}

/** Bytes of which `count` are taken out. */
function withoutBytes(bytes: Uint8Array, at: number, count: number): Uint8Array {
  return bytes.filter((_, i) => i < at || i >= at + count);
}

/** Bytes of the first tile, its size of one byte included. */
function tileBytes(key: Uint8Array, at: number): number {
  return 1 + key[at]! + 1;
}

/** Streams with a group that must be refused. */
export function brokenGroups(): SetEntry[] {
  return [...layoutStreams(), ...damagedStreams(), ...keyStreams()];
}
