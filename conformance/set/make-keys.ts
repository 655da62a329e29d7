/**
 * @file Makes the key payloads of the conformance set: `npx tsx conformance/set/make-keys.ts`. They are committed, so that
 * the set does not depend on an encoder; this is for adding some. Needs `aomenc` (Debian: aom-tools), whose version decides
 * every byte.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPicture, type Picture } from 'dynamics-codec/picture';
import { stripObus } from 'dynamics-codec/key';
import { swayingFrame } from '../../test/fixtures/swaying-scene.js';
import { keyOf, type Sides } from './stream-parts.js';

type Subject = 'scene' | 'flat' | 'screen' | 'disc';

interface KeyRecipe {
  readonly name: string;
  /** 64 x 64 pixels where left out. */
  readonly sides?: Sides;
  /** The scene where left out. */
  readonly subject?: Subject;
  /** Of aomenc, 0 to 63. */
  readonly quantiser: number;
  readonly options?: readonly string[];
}

const SQUARE: Sides = [64, 64];
const KEYS = join(import.meta.dirname, '../keys');

const RECIPES: readonly KeyRecipe[] = [
  { name: 'scene', quantiser: 50 },
  { name: 'other-scene', quantiser: 54, options: ['--enable-restoration=0'] },
  { name: 'fine', quantiser: 14 },
  { name: 'middling', quantiser: 38 },
  { name: 'flat', subject: 'flat', quantiser: 60 },
  { name: 'wide', sides: [96, 64], quantiser: 52 },
  { name: 'tall', sides: [64, 80], quantiser: 52 },
  { name: 'odd', sides: [67, 65], quantiser: 50 },
  { name: 'alpha', subject: 'disc', quantiser: 40 },
  { name: 'alpha-half', sides: [32, 32], subject: 'disc', quantiser: 40 },
  { name: 'alpha-quarter', sides: [16, 16], subject: 'disc', quantiser: 30 },
  { name: 'alpha-odd', sides: [34, 33], subject: 'disc', quantiser: 40 },
  { name: 'long', sides: [1216, 64], quantiser: 55 },
  { name: 'high', sides: [64, 1216], quantiser: 55 },
  { name: 'widest', sides: [4096, 64], subject: 'flat', quantiser: 60 },
  { name: 'tallest', sides: [64, 4096], subject: 'flat', quantiser: 60 },
  {
    name: 'bare',
    quantiser: 50,
    options: [
      '--enable-cdef=0',
      '--enable-restoration=0',
      '--enable-filter-intra=0',
      '--enable-intra-edge-filter=0',
      '--sb-size=64',
    ],
  },
  { name: 'large-blocks', quantiser: 50, options: ['--sb-size=128'] },
  { name: 'directions', quantiser: 50, options: ['--enable-cdef=1'] },
  {
    name: 'superres',
    quantiser: 44,
    options: ['--superres-mode=1', '--superres-denominator=13', '--superres-kf-denominator=13'],
  },
  {
    name: 'matrices',
    quantiser: 44,
    options: ['--enable-qm=1', '--qm-min=2', '--qm-max=6', '--enable-chroma-deltaq=1'],
  },
  { name: 'lossless', subject: 'screen', quantiser: 0, options: ['--lossless=1'] },
  { name: 'screen', subject: 'screen', quantiser: 30, options: ['--tune-content=screen'] },
  {
    name: 'deltas',
    sides: [128, 64],
    quantiser: 52,
    options: ['--deltaq-mode=3', '--delta-lf-mode=1', '--sb-size=64'],
  },
  {
    name: 'tile-columns',
    sides: [128, 64],
    quantiser: 54,
    options: ['--tile-columns=1', '--sb-size=64'],
  },
  {
    name: 'tile-rows',
    sides: [64, 192],
    quantiser: 58,
    options: ['--tile-rows=2', '--sb-size=64'],
  },
  {
    name: 'tile-widths',
    sides: [192, 64],
    quantiser: 58,
    options: ['--tile-width=2,1', '--tile-height=1', '--sb-size=64'],
  },
];

function picture({ sides: [width, height] = SQUARE, subject = 'scene' }: KeyRecipe): Picture {
  if (subject === 'scene') return swayingFrame({ width, height, seed: 21 }, 0);
  const out = createPicture(width, height);
  out.u.fill(subject === 'disc' ? 128 : 118);
  out.v.fill(subject === 'disc' ? 128 : 134);
  const shade = (x: number, y: number): number => {
    if (subject === 'disc') return Math.hypot(x + 0.5 - width / 2, y + 0.5 - 0.4 * height) < 0.35 * width ? 255 : 0;
    return subject === 'flat' ? 120 + Math.floor((16 * x) / width) - Math.floor((8 * y) / height) : screenAt(x, y);
  };
  for (let i = 0; i < out.y.length; i++) out.y[i] = shade(i % width, Math.floor(i / width));
  return out;
}

/** Something like text: the same few glyphs again and again. */
function screenAt(x: number, y: number): number {
  const glyph = [0x7e, 0x42, 0x5a, 0x18, 0x18, 0x5a, 0x42, 0x7e][y % 8]!;
  return y % 16 < 8 && (glyph >> (x % 8)) & 1 ? 32 : 224;
}

function y4m({ width, height, y, u, v }: Picture): Buffer {
  const head = `YUV4MPEG2 W${width} H${height} F25:1 Ip A1:1 C420jpeg XCOLORRANGE=FULL\nFRAME\n`;
  return Buffer.concat([Buffer.from(head), y, u, v]);
}

function encodedKey(recipe: KeyRecipe, folder: string): Uint8Array {
  const [source, target] = [join(folder, 'in.y4m'), join(folder, 'out.obu')];
  writeFileSync(source, y4m(picture(recipe)));
  execFileSync('aomenc', [
    ...['--quiet', '--obu', '--limit=1', '--passes=1', '--cpu-used=1', '--threads=1', '--end-usage=q', '--allintra'],
    ...['--color-primaries=bt709', '--transfer-characteristics=srgb', '--matrix-coefficients=bt601'],
    ...(recipe.options?.includes('--lossless=1') === true ? [] : [`--cq-level=${recipe.quantiser}`]),
    ...(recipe.options ?? []),
    ...['-o', target, source],
  ]);
  return stripObus(new Uint8Array(readFileSync(target)), ...(recipe.sides ?? SQUARE));
}

/** Bits of the frame header of `scene`, and places in it. */
const SCENE_HEADER = { bits: 56, base: 4, separate: 13, segments: 16 };
const SEPARATE_CHROMA = 64;

/** The bits of a key payload behind its switches, of which the header of `scene` is the first part. */
function sceneBits(scene: Uint8Array): string {
  return Array.from(scene.subarray(1, 1 + SCENE_HEADER.bits / 8), (byte) => byte.toString(2).padStart(8, '0')).join('');
}

/** A key of a frame header and the data of a tile. */
function keyOfBits(switches: number, header: string, tile: Uint8Array): Uint8Array {
  const bytes = header.padEnd(8 * Math.ceil(header.length / 8), '0').match(/.{8}/g) ?? [];
  return Uint8Array.from([switches, ...bytes.map((byte) => Number.parseInt(byte, 2)), ...tile]);
}

/** The key `scene` with the switch that lets chroma planes have steps of their own; they have none. */
function separateChroma(scene: Uint8Array): Uint8Array {
  const bits = sceneBits(scene);
  const { separate } = SCENE_HEADER;
  // The last bit of the header's bytes is none of the header.
  const header = `${bits.slice(0, separate)}0${bits.slice(separate, -1)}`;
  return keyOfBits(scene[0]! | SEPARATE_CHROMA, header, scene.subarray(1 + SCENE_HEADER.bits / 8));
}

/** Bits of the value of each feature of a segment; the first five have a sign as well. */
const FEATURE_BITS = [8, 6, 6, 6, 6, 3, 0, 0];

/** The features of 8 segments as a frame header has them. @param valueOf `undefined` where a segment lacks a feature */
function segmentBits(valueOf: (segment: number, feature: number) => number | undefined): string {
  let out = '1';
  for (let segment = 0; segment < 8; segment++)
    for (const [feature, bits] of FEATURE_BITS.entries()) {
      const value = valueOf(segment, feature);
      const length = feature < 5 ? bits + 1 : bits;
      const coded = ((value ?? 0) & (2 ** length - 1)).toString(2).padStart(length, '0');
      out += value === undefined ? '0' : `1${length === 0 ? '' : coded}`;
    }
  return out;
}

/**
 * Data of a tile that no encoder made: whatever it decodes to. AV1 wants a certain bit behind the last symbol and nothing more, so
 * the length and the last byte were found by asking aomdec, which looks.
 */
function anyTile(seed: number, length: number, last: number): Uint8Array {
  let state = seed;
  const out = Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return 1 + ((state >> 16) % 255);
  });
  out[length - 1] = last;
  return out;
}

/** How many segments have each feature: never all, so that a decoder which reads a bit too many ends within a byte. */
const SEGMENTS_WITH = [1, 2, 3, 6, 3, 1, 3, 6];

/** Segments that have all features, with values of both signs; none is lossless. */
function segments(scene: Uint8Array): Uint8Array {
  const bits = sceneBits(scene);
  const features = segmentBits((segment, feature) => {
    if ((segment + feature) % 8 >= SEGMENTS_WITH[feature]!) return undefined;
    if (feature === 0) return 20 * segment - 90;
    return feature < 5 ? 9 * ((segment + feature) % 8) - 31 : 0;
  });
  const { segments: at } = SCENE_HEADER;
  return keyOfBits(scene[0]!, bits.slice(0, at) + features + bits.slice(at + 1), anyTile(43, 1, 39));
}

/** Segments that are all lossless, some only because a quantiser is never below 0: the header has no filters. */
function losslessSegments(scene: Uint8Array): Uint8Array {
  const bits = sceneBits(scene);
  const { segments: at, base } = SCENE_HEADER;
  const quantiser = Number.parseInt(bits.slice(base, base + 8), 2);
  const features = segmentBits((segment, feature) => (feature === 0 ? -quantiser - 7 * segment : undefined));
  // No deltas of quantisers between blocks, and all sizes of transforms.
  return keyOfBits(scene[0]!, `${bits.slice(0, at)}${features}00`, anyTile(12, 174, 32));
}

const folder = mkdtempSync(join(tmpdir(), 'keys-'));
for (const recipe of RECIPES) {
  const file = join(KEYS, `${recipe.name}.key`);
  if (existsSync(file)) continue;
  const key = encodedKey(recipe, folder);
  writeFileSync(file, key);
  process.stdout.write(`${recipe.name}: ${key.length} bytes, switches ${key[0]!.toString(2).padStart(7, '0')}\n`);
}
rmSync(folder, { recursive: true });
for (const [name, make] of Object.entries({
  'separate-chroma': separateChroma,
  segments,
  'segments-lossless': losslessSegments,
}))
  writeFileSync(join(KEYS, `${name}.key`), make(keyOf('scene')));
