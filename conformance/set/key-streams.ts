/** @file Streams that decode, one for each kind of key payload. */
import { keyOf, streamOf } from './stream-parts.js';
import { AS_SENT, type EntryOptions, type SetEntry } from './set-entry.js';

interface KeyStream {
  readonly key: string;
  readonly about: string;
  readonly sides?: readonly [number, number];
}

const SWITCHES: readonly KeyStream[] = [
  { key: 'bare', about: 'no switch set' },
  { key: 'large-blocks', about: 'blocks of 128 x 128' },
  { key: 'superres', about: 'superres' },
  { key: 'directions', about: 'CDEF and loop restoration' },
  { key: 'separate-chroma', about: 'separate quantiser deltas for chroma' },
  { key: 'matrices', about: 'quantiser matrices and chroma deltas' },
  { key: 'lossless', about: 'lossless: no filters in the frame header' },
  { key: 'screen', about: 'screen content' },
  { key: 'deltas', about: 'quantiser that differs between blocks', sides: [128, 64] },
  { key: 'tile-columns', about: 'two tiles side by side', sides: [128, 64] },
  { key: 'tile-rows', about: 'three tiles one below the other', sides: [64, 192] },
  { key: 'segments', about: 'segments that have all features' },
  { key: 'segments-lossless', about: 'segments that are all lossless: no filters in the frame header' },
  { key: 'tile-widths', about: 'two tiles of unequal widths, which are listed', sides: [192, 64] },
];

function switchStreams(): SetEntry[] {
  return SWITCHES.map(({ key, about, sides: [width, height] = [64, 64] }) => ({
    name: `key-${key}`,
    about: `A key payload with ${about}, as AV1 decodes it.`,
    bytes: streamOf([{ key: keyOf(key) }], { width, height }),
    times: [0],
    ...AS_SENT,
  }));
}

function restored(name: string, about: string, key: Uint8Array, options?: EntryOptions): SetEntry {
  return { name, about, bytes: streamOf([{ key }], { seed: 5 }), times: [0], ...(options && { options }) };
}

/** Streams that decode, about key payloads and what is made of them. */
export function keyStreams(): SetEntry[] {
  return [
    ...switchStreams(),
    restored('sharpened', 'Few bits per pixel: sharpened at full strength.', keyOf('scene')),
    restored('sharpened-a-little', '0.4 bits per pixel: sharpened almost at full strength.', keyOf('middling')),
    restored('sharpened-by-half', 'Sharpened, at a fidelity of 1/2.', keyOf('scene'), { fidelity: 0.5 }),
    restored('grain-even', 'Grain that is the same everywhere, code 240.', keyOf('fine', 0xf0)),
    restored('grain-textured', 'Grain that follows texture, code 15.', keyOf('fine', 0x0f)),
    restored('grain-least', 'The least grain, code 1.', keyOf('fine', 1)),
    restored('grain-most', 'The most grain, code 255, on a sharpened key.', keyOf('scene', 255)),
    restored('grain-faithful', 'Grain at a fidelity of 3/4.', keyOf('scene', 0xc6), { fidelity: 0.75 }),
  ];
}
