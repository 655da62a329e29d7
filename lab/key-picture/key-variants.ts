/** @file The ways of coding and showing a key picture that `key-picture.ts` compares, in sets. */
import { noPause } from 'dynamics-codec/math';
import { restoreKey } from '../../packages/codec/src/decoder/group-decoder.js';
import { chooseAppearance, classicalAppearance, NEWEST_MODEL } from 'dynamics-codec/generator';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';
import {
  addGrain,
  grainAmount,
  grainCode,
  measureGrain,
  type GrainAmount,
} from '../../packages/codec/src/picture/texture-grain.js';
import type { KeyScene } from './key-scene.js';

/** What is coded and how. Codings of one name are made once. */
export interface KeyCoding {
  readonly name: string;
  readonly encode: (picture: Picture, quality: number) => Promise<Uint8Array>;
}

/** A coding and what the decoder makes of it. */
export interface KeyVariant {
  readonly set: string;
  readonly name: string;
  readonly coding: KeyCoding;
  /** The decoded picture as shown, at the size of the clip. */
  readonly show: (decoded: Picture, still: Uint8Array, scene: KeyScene) => Promise<Picture>;
}

const stills = nodeStills();
const EFFORT = 4;

const encode = (picture: Picture, quality: number): Promise<Uint8Array> =>
  stills.encode(picture, { quality, effort: EFFORT });
const restore = (picture: Picture, still: Uint8Array): Promise<Picture> =>
  restoreKey({ picture, still, bytes: still.length, grain: 0 }, 0, {
    appearance: classicalAppearance,
    fidelity: 0,
    breathe: noPause,
  });
const plain: KeyCoding = { name: 'plain', encode };

/** What the codec does: effort 4, tune iq, mild sharpening. */
export const BASE: KeyVariant = { set: 'base', name: 'as coded', coding: plain, show: restore };

function atEffort(effort: number): KeyVariant {
  const coding: KeyCoding = {
    ...plain,
    name: `effort ${effort}`,
    encode: (picture, quality) => stills.encode(picture, { quality, effort }),
  };
  return { set: 'effort', name: `effort ${effort}`, coding, show: restore };
}

function grainOf(name: string, amount: (shown: Picture, scene: KeyScene) => GrainAmount): KeyVariant {
  const show = async (decoded: Picture, still: Uint8Array, scene: KeyScene): Promise<Picture> => {
    const shown = await restore(decoded, still);
    return addGrain(shown, amount(shown, scene), 0);
  };
  return { set: 'grain', name, coding: plain, show };
}

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
  const show = async (decoded: Picture, still: Uint8Array, scene: KeyScene): Promise<Picture> => {
    const shown = await variant.show(decoded, still, scene);
    return addGrain(shown, grainAmount(grainCode(measureGrain(scene.key, shown))), 0);
  };
  return { ...variant, show };
}

const networks = nodeNetworks({ threads: 1 });

/** The learned appearance generator, with the grain that a picture lacks which was `measured` so. */
function learned(name: string, measured?: (learnt: Picture, classical: Picture) => Picture): KeyVariant {
  const show = async (picture: Picture, still: Uint8Array, { key }: KeyScene): Promise<Picture> => {
    const { appearance } = await chooseAppearance(NEWEST_MODEL, 'learned', networks);
    const shown = await restoreKey({ picture, still, bytes: still.length, grain: 0 }, 0, {
      appearance,
      fidelity: 0,
      breathe: noPause,
    });
    if (measured === undefined) return shown;
    return addGrain(
      shown,
      grainAmount(grainCode(measureGrain(key, measured(shown, await restore(picture, still))))),
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
    show: async (decoded, still) => restore(await restore(decoded, still), still),
  },
  ...[3, 5, 6, 9].map(atEffort),
  grainOf('2 levels', () => ({ even: 2, textured: 0 })),
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
];
