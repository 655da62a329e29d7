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

/** Bit of the frame header of `scene` where `diff_uv_delta` stands if chroma planes may have steps of their own. */
const SEPARATE_BIT = 13;
/** Bits of that header. */
const SCENE_HEADER_BITS = 55;
const SEPARATE_CHROMA = 64;

/** The key `scene` with the switch that lets chroma planes have steps of their own; they have none. */
function separateChroma(scene: Uint8Array): Uint8Array {
  const out = scene.slice();
  out[0]! |= SEPARATE_CHROMA;
  const bit = (at: number): number => (scene[1 + (at >> 3)]! >> (7 - (at & 7))) & 1;
  for (let at = SEPARATE_BIT; at <= SCENE_HEADER_BITS; at++) {
    const [byte, mask] = [1 + (at >> 3), 128 >> (at & 7)];
    const value = at === SEPARATE_BIT ? 0 : bit(at - 1);
    out[byte] = (out[byte]! & ~mask) | (value === 0 ? 0 : mask);
  }
  return out;
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
writeFileSync(join(KEYS, 'separate-chroma.key'), separateChroma(keyOf('scene')));
