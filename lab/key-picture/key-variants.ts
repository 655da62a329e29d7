/** @file The ways of coding and showing a key picture that `npm run bench:key` compares, in sets. */
import sharp from 'sharp';
import { restoreKey } from '../../packages/codec/src/decoder/group-decoder.js';
import { chooseAppearance, classicalAppearance, NEWEST_MODEL } from 'dynamics-codec/generator';
import { stripAvif } from 'dynamics-codec/key';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import { rgbForAveragingEncoder } from 'dynamics-codec/key';
import { resamplePicture, type Picture } from 'dynamics-codec/picture';
import { localDeviation } from '../../packages/codec/src/picture/local-statistics.js';
import {
  addGrain,
  grainAmount,
  grainCode,
  measureGrain,
  textureContrast,
  type GrainAmount,
} from '../../packages/codec/src/picture/texture-grain.js';
import { bilateral, binomial, blendLuma, motionStrength, withChroma, withLuma } from './key-filters.js';
import { fuseKey } from './key-fusion.js';
import type { KeyScene } from './key-scene.js';

/** What is coded and how. Codings of one name are made once. */
export interface KeyCoding {
  readonly name: string;
  /** The picture that is handed to the still encoder. */
  readonly source: (scene: KeyScene) => Picture;
  readonly encode: (picture: Picture, quality: number) => Promise<Uint8Array>;
}

/** A coding and what the decoder makes of it. */
export interface KeyVariant {
  readonly set: string;
  readonly name: string;
  readonly coding: KeyCoding;
  /** The decoded picture as shown, at the size of the clip. */
  readonly show: (decoded: Picture, bytes: number, scene: KeyScene) => Promise<Picture>;
  /** What is done to every frame after the warp. */
  readonly finish?: (frame: Picture, index: number, shown: Picture, scene: KeyScene) => Picture;
}

const stills = nodeStills();
const EFFORT = 4;

const encode = (picture: Picture, quality: number): Promise<Uint8Array> =>
  stills.encode(picture, { quality, effort: EFFORT });
const restore = (picture: Picture, bytes: number): Promise<Picture> =>
  restoreKey({ picture, bytes, grain: 0 }, 0, { appearance: classicalAppearance, fidelity: 0 });
const plain: KeyCoding = { name: 'plain', source: ({ key }) => key, encode };

/** What the codec does: effort 4, tune iq, mild sharpening. */
export const BASE: KeyVariant = { set: 'base', name: 'as coded', coding: plain, show: restore };

function prefiltered(set: string, name: string, source: (scene: KeyScene) => Picture): KeyVariant {
  return { set, name, coding: { name: `${set}: ${name}`, source, encode }, show: restore };
}

function atEffort(effort: number): KeyVariant {
  const coding: KeyCoding = {
    ...plain,
    name: `effort ${effort}`,
    encode: (picture, quality) => stills.encode(picture, { quality, effort }),
  };
  return { set: 'effort', name: `effort ${effort}`, coding, show: restore };
}

function tuned(tune: 'ssim' | 'psnr'): KeyVariant {
  const coding: KeyCoding = {
    ...plain,
    name: `tune ${tune}`,
    encode: async (picture, quality) => {
      const { width, height } = picture;
      const file = await sharp(rgbForAveragingEncoder(picture), { raw: { width, height, channels: 3 } })
        .avif({ quality, effort: EFFORT, chromaSubsampling: '4:2:0', tune })
        .toBuffer();
      return stripAvif(file, width, height);
    },
  };
  return { set: 'tune', name: `tune ${tune}`, coding, show: restore };
}

function smaller(share: number, sharpenings: number): KeyVariant {
  const side = (full: number): number => 2 * Math.round((full * share) / 2);
  const coding: KeyCoding = {
    name: `size ${share}`,
    source: ({ key }) => resamplePicture(key, side(key.width), side(key.height)),
    encode,
  };
  const show = async (decoded: Picture, bytes: number, { key }: KeyScene): Promise<Picture> => {
    let shown = resamplePicture(decoded, key.width, key.height);
    for (let i = 0; i < sharpenings; i++) shown = await restore(shown, bytes);
    return shown;
  };
  return {
    set: 'size',
    name: `${share} of the sides, sharpened ${sharpenings === 1 ? 'once' : 'twice'}`,
    coding,
    show,
  };
}

function fused(offsets: readonly number[], tolerance: number): KeyVariant {
  return prefiltered(
    'fusion',
    `mean with frames at ${offsets.join(', ')}, tolerance ${tolerance}`,
    ({ frames, keyFrame }) => fuseKey(frames, keyFrame, { offsets, tolerance }).picture,
  );
}

/** Chroma contrast is changed before coding and back after it: what another quantiser for chroma would do. */
function chromaWeighted(factor: number): KeyVariant {
  const scaled =
    (by: number) =>
    (picture: Picture): Picture =>
      withChroma(picture, (samples) => Float32Array.from(samples, (value) => 128 + by * (value - 128)));
  const coding: KeyCoding = { name: `chroma ${factor}`, source: ({ key }) => scaled(factor)(key), encode };
  return {
    set: 'chroma',
    name: `chroma quantiser step times ${(1 / factor).toFixed(2)}`,
    coding,
    show: (decoded, bytes) => restore(scaled(1 / factor)(decoded), bytes),
  };
}

const PATCH = 2;
const STILL_PIXELS = 1;
const FLAT_LEVELS = 5;
/** Deviation of noise that is scaled afterwards. */
const UNIT_LEVELS = 30;

const movingShare = ({ flows, key }: KeyScene): ((i: number) => number) => {
  const strength = motionStrength(flows, key.width, key.height);
  return (i) => strength[i]! / (strength[i]! + STILL_PIXELS);
};
const flatShare = ({ key }: KeyScene): ((i: number) => number) => {
  const deviation = localDeviation(key.y, key.width, key.height, PATCH);
  return (i) => FLAT_LEVELS ** 2 / (FLAT_LEVELS ** 2 + deviation[i]! ** 2);
};
const texturedShare = ({ key }: KeyScene): ((i: number) => number) => {
  const contrast = textureContrast(key);
  return (i) => contrast[i]! ** 2 / (FLAT_LEVELS ** 2 + contrast[i]! ** 2);
};
const blurred = ({ key }: KeyScene): Float32Array => binomial(key.y, key.width, key.height);
const sharpened = (scene: KeyScene): Float32Array =>
  blurred(scene).map((value, i) => scene.key.y[i]! + 0.4 * (scene.key.y[i]! - value));

/** Noise in proportion to all contrast, also that of edges. */
function edgeGrain(share: number): KeyVariant {
  const show = async (decoded: Picture, bytes: number): Promise<Picture> => {
    const shown = await restore(decoded, bytes);
    const { width, height, y } = shown;
    const deviation = localDeviation(y, width, height, PATCH);
    const grainy = addGrain({ ...shown, y: new Uint8Array(y.length).fill(128) }, { even: UNIT_LEVELS, textured: 0 }, 0);
    return withLuma(
      shown,
      Float32Array.from(y, (value, i) => value + ((grainy.y[i]! - 128) / UNIT_LEVELS) * share * deviation[i]!),
    );
  };
  return { set: 'grain', name: `${share} of the contrast, with edges`, coding: plain, show };
}

function grainOf(name: string, amount: (shown: Picture, scene: KeyScene) => GrainAmount): KeyVariant {
  const show = async (decoded: Picture, bytes: number, scene: KeyScene): Promise<Picture> => {
    const shown = await restore(decoded, bytes);
    return addGrain(shown, amount(shown, scene), 0);
  };
  return { set: 'grain', name, coding: plain, show };
}

const movingGrain: KeyVariant = {
  set: 'grain',
  name: 'measured, one byte, new in every frame',
  coding: plain,
  show: restore,
  finish: (frame, index, shown, { key }) => addGrain(frame, grainAmount(grainCode(measureGrain(key, shown))), index),
};

/** Without `factor` as in a stream: one byte. */
function measuredGrain(name: string, factor?: { readonly even: number; readonly textured: number }): KeyVariant {
  return grainOf(`measured, ${name}`, (shown, { key }) => {
    const measured = measureGrain(key, shown);
    if (factor === undefined) return grainAmount(grainCode(measured));
    return { even: factor.even * measured.even, textured: factor.textured * measured.textured };
  });
}

/** The same with the grain that the stream would ask for, a byte of it. */
export function grained(variant: KeyVariant): KeyVariant {
  const show = async (decoded: Picture, bytes: number, scene: KeyScene): Promise<Picture> => {
    const shown = await variant.show(decoded, bytes, scene);
    return addGrain(shown, grainAmount(grainCode(measureGrain(scene.key, shown))), 0);
  };
  return { ...variant, show };
}

const networks = nodeNetworks({ threads: 1, models: 'models' });

/** The learned appearance generator, with the grain that a picture lacks which was `measured` so. */
function learned(name: string, measured?: (learnt: Picture, classical: Picture) => Picture): KeyVariant {
  const show = async (picture: Picture, bytes: number, { key }: KeyScene): Promise<Picture> => {
    const { appearance } = await chooseAppearance(NEWEST_MODEL, 'learned', networks);
    const shown = await restoreKey({ picture, bytes, grain: 0 }, 0, { appearance, fidelity: 0 });
    if (measured === undefined) return shown;
    return addGrain(
      shown,
      grainAmount(grainCode(measureGrain(key, measured(shown, await restore(picture, bytes))))),
      0,
    );
  };
  return { set: 'learned', name, coding: plain, show };
}

/** All variants but {@link BASE}. */
export const VARIANTS: readonly KeyVariant[] = [
  { ...BASE, set: 'sharpening', name: 'not sharpened', show: (decoded) => Promise.resolve(decoded) },
  {
    ...BASE,
    set: 'sharpening',
    name: 'sharpened twice',
    show: async (decoded, bytes) => restore(await restore(decoded, bytes), bytes),
  },
  ...[3, 5, 6, 9].map(atEffort),
  tuned('ssim'),
  tuned('psnr'),
  smaller(0.75, 1),
  smaller(0.5, 1),
  smaller(0.5, 2),
  fused([1], 2),
  fused([1, 2, 3], 6),
  fused([2, 5, 9, 14], 6),
  prefiltered('chroma', 'blurred chroma', ({ key }) => withChroma(key, binomial)),
  chromaWeighted(0.5),
  chromaWeighted(0.7),
  chromaWeighted(1.4),
  prefiltered('space', 'blurred where it moves', (scene) => blendLuma(scene.key, blurred(scene), movingShare(scene))),
  prefiltered('space', 'blurred where it is flat', (scene) => blendLuma(scene.key, blurred(scene), flatShare(scene))),
  prefiltered('space', 'blurred in texture', (scene) => blendLuma(scene.key, blurred(scene), texturedShare(scene))),
  prefiltered('space', 'blurred by half everywhere', (scene) => blendLuma(scene.key, blurred(scene), () => 0.5)),
  prefiltered('space', 'bilateral, 10 levels', ({ key }) => withLuma(key, bilateral(key.y, key.width, key.height, 10))),
  prefiltered('space', 'sharpened before coding', (scene) => withLuma(scene.key, sharpened(scene))),
  prefiltered('space', 'sharpened before coding where it is still', (scene) => {
    const moving = movingShare(scene);
    return blendLuma(scene.key, sharpened(scene), (i) => 1 - moving(i));
  }),
  grainOf('2 levels', () => ({ even: 2, textured: 0 })),
  edgeGrain(0.15),
  edgeGrain(0.3),
  grainOf('0.3 of the texture', () => ({ even: 0, textured: 0.3 })),
  measuredGrain('one byte'),
  learned('learned generator'),
  learned('learned generator, grain that it lacks', (learnt) => learnt),
  learned('learned generator, grain that the classical one lacks', (_, classical) => classical),
  measuredGrain('times 0.6', { even: 0.6, textured: 0.6 }),
  measuredGrain('times 0.87', { even: 0.87, textured: 0.87 }),
  measuredGrain('times 1', { even: 1, textured: 1 }),
  measuredGrain('times 1.2', { even: 1.2, textured: 1.2 }),
  measuredGrain('even only', { even: 1, textured: 0 }),
  measuredGrain('textured only', { even: 0, textured: 1 }),
  movingGrain,
];
