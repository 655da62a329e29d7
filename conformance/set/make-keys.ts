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

type Subject = 'scene' | 'flat' | 'screen' | 'disc';

interface KeyRecipe {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly subject: Subject;
  /** Of aomenc, 0 to 63. */
  readonly quantiser: number;
  readonly options?: readonly string[];
}

const RECIPES: readonly KeyRecipe[] = [
  { name: 'scene', width: 64, height: 64, subject: 'scene', quantiser: 50 },
  { name: 'other-scene', width: 64, height: 64, subject: 'scene', quantiser: 54, options: ['--enable-restoration=0'] },
  { name: 'fine', width: 64, height: 64, subject: 'scene', quantiser: 14 },
  { name: 'middling', width: 64, height: 64, subject: 'scene', quantiser: 38 },
  { name: 'flat', width: 64, height: 64, subject: 'flat', quantiser: 60 },
  { name: 'wide', width: 96, height: 64, subject: 'scene', quantiser: 52 },
  { name: 'tall', width: 64, height: 80, subject: 'scene', quantiser: 52 },
  { name: 'odd', width: 67, height: 65, subject: 'scene', quantiser: 50 },
  { name: 'alpha', width: 64, height: 64, subject: 'disc', quantiser: 40 },
  { name: 'alpha-half', width: 32, height: 32, subject: 'disc', quantiser: 40 },
  { name: 'alpha-quarter', width: 16, height: 16, subject: 'disc', quantiser: 30 },
  { name: 'alpha-odd', width: 34, height: 33, subject: 'disc', quantiser: 40 },
  { name: 'widest', width: 4096, height: 64, subject: 'flat', quantiser: 60 },
  { name: 'tallest', width: 64, height: 4096, subject: 'flat', quantiser: 60 },
  {
    name: 'bare',
    width: 64,
    height: 64,
    subject: 'scene',
    quantiser: 50,
    options: [
      '--enable-cdef=0',
      '--enable-restoration=0',
      '--enable-filter-intra=0',
      '--enable-intra-edge-filter=0',
      '--sb-size=64',
    ],
  },
  { name: 'large-blocks', width: 64, height: 64, subject: 'scene', quantiser: 50, options: ['--sb-size=128'] },
  { name: 'directions', width: 64, height: 64, subject: 'scene', quantiser: 50, options: ['--enable-cdef=1'] },
  {
    name: 'superres',
    width: 64,
    height: 64,
    subject: 'scene',
    quantiser: 44,
    options: ['--superres-mode=1', '--superres-denominator=13', '--superres-kf-denominator=13'],
  },
  {
    name: 'matrices',
    width: 64,
    height: 64,
    subject: 'scene',
    quantiser: 44,
    options: ['--enable-qm=1', '--qm-min=2', '--qm-max=6', '--enable-chroma-deltaq=1'],
  },
  { name: 'lossless', width: 64, height: 64, subject: 'screen', quantiser: 0, options: ['--lossless=1'] },
  { name: 'screen', width: 64, height: 64, subject: 'screen', quantiser: 30, options: ['--tune-content=screen'] },
  {
    name: 'segments',
    width: 64,
    height: 64,
    subject: 'scene',
    quantiser: 48,
    options: ['--aq-mode=1'],
  },
  {
    name: 'deltas',
    width: 128,
    height: 64,
    subject: 'scene',
    quantiser: 52,
    options: ['--deltaq-mode=3', '--delta-lf-mode=1', '--sb-size=64'],
  },
  {
    name: 'tile-columns',
    width: 128,
    height: 64,
    subject: 'scene',
    quantiser: 54,
    options: ['--tile-columns=1', '--sb-size=64'],
  },
  {
    name: 'tile-rows',
    width: 64,
    height: 192,
    subject: 'scene',
    quantiser: 58,
    options: ['--tile-rows=2', '--sb-size=64'],
  },
];

function picture({ width, height, subject }: KeyRecipe): Picture {
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

function keyOf(recipe: KeyRecipe, folder: string): Uint8Array {
  const [source, target] = [join(folder, 'in.y4m'), join(folder, 'out.obu')];
  writeFileSync(source, y4m(picture(recipe)));
  execFileSync('aomenc', [
    ...['--quiet', '--obu', '--limit=1', '--passes=1', '--cpu-used=1', '--threads=1', '--end-usage=q', '--allintra'],
    ...['--color-primaries=bt709', '--transfer-characteristics=srgb', '--matrix-coefficients=bt601'],
    ...(recipe.options?.includes('--lossless=1') === true ? [] : [`--cq-level=${recipe.quantiser}`]),
    ...(recipe.options ?? []),
    ...['-o', target, source],
  ]);
  return stripObus(new Uint8Array(readFileSync(target)), recipe.width, recipe.height);
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
  const file = join(import.meta.dirname, '../keys', `${recipe.name}.key`);
  if (existsSync(file)) continue;
  const key = keyOf(recipe, folder);
  writeFileSync(file, key);
  process.stdout.write(`${recipe.name}: ${key.length} bytes, switches ${key[0]!.toString(2).padStart(7, '0')}\n`);
}
rmSync(folder, { recursive: true });
const keys = join(import.meta.dirname, '../keys');
writeFileSync(join(keys, 'separate-chroma.key'), separateChroma(new Uint8Array(readFileSync(join(keys, 'scene.key')))));
