import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFeaturesFile } from '@dynamics-codec/bench';
import {
  LifeReferee,
  natureBound,
  openDeepFeatures,
  type ClipLife,
  type DeepFeatures,
  type RgbPicture,
} from '@dynamics-codec/metrics';
import { nativeOnnx } from '@dynamics-codec/node';

const NETWORK = fileURLToPath(new URL('../../shared/metrics/lpips-squeeze-v0.1.onnx', import.meta.url));
const FIXTURE = new URL('./fixtures/life-reference.json', import.meta.url);

interface Motion {
  readonly swing: number;
  readonly period: number;
  readonly phase: number;
  readonly rise: number;
}
type Figure = 'frechet' | 'spectrum' | 'energy' | 'flow' | 'flow_energy';
const { width, height, frames, motions, figures } = JSON.parse(readFileSync(FIXTURE, 'utf8')) as {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly motions: Readonly<Record<string, Motion>>;
  readonly figures: Readonly<Record<string, Readonly<Record<Figure, number>>>>;
};

/** The formula of `packages/metrics/scripts/life_reference.py`. */
function frame(t: number, { swing, period, phase, rise }: Motion): RgbPicture {
  const rgb = new Uint8ClampedArray(3 * width * height);
  const grey = new Uint8Array(width * height);
  const shift = swing * Math.sin((2 * Math.PI * t) / period + phase);
  for (let i = 0; i < grey.length; i++) {
    const row = Math.floor(i / width);
    const x = (i % width) + shift * (row / height);
    const y = row + rise * t;
    const red = Math.floor(128 + 60 * Math.sin(x / 3) * Math.cos(y / 5) + 40 * Math.sin((x + 2 * y) / 11));
    const green = Math.floor(120 + 50 * Math.sin(x / 4 + y / 9) + 30 * Math.cos((2 * x - y) / 7));
    const blue = Math.floor(110 + 70 * Math.cos(x / 6) * Math.sin(y / 4));
    rgb.set([red, green, blue], 3 * i);
    grey[i] = (9798 * red + 19235 * green + 3735 * blue + (1 << 14)) >> 15;
  }
  return { width, height, rgb, grey };
}

const clip = (motion: Motion, count = frames) => Array.from({ length: count }, (_, t) => frame(t, motion));
const same = (picture: RgbPicture) => picture;
const decoded = Object.entries(figures).map(([name, expected]) => ({ name, expected }));

/** Within 2 %, or 0.002 where a figure is nearly nothing. */
function expectNear(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(Math.max(0.02 * Math.abs(expected), 0.002));
}

function expectAsReference(life: ClipLife, expected: Readonly<Record<Figure, number>>): void {
  for (const name of ['spectrum', 'energy', 'flow'] as const) expectNear(life[name], expected[name]);
  expectNear(life.flowEnergy, expected.flow_energy);
}

describe('life without the network', () => {
  const referee = new LifeReferee(clip(motions['original']!), same);

  it('leaves the Frechet distance out', async () => {
    const life = await referee.measure(clip(motions['calmer']!));
    expectAsReference(life, figures['calmer']!);
    expect(life.frechet).toBeUndefined();
  });

  it('of the original itself is perfect', async () => {
    expect(await referee.measure(clip(motions['original']!))).toEqual({
      spectrum: 0,
      energy: 1,
      flow: 0,
      flowEnergy: 1,
    });
  });

  it('needs as many frames as a window has, and pictures of some size', async () => {
    const few = clip(motions['original']!, 31);
    expect(() => new LifeReferee(few, same)).toThrow('Expected at least 32 for the number of frames but received 31');
    const small = Array.from({ length: 32 }, () => ({ width: 31, height: 64 }));
    expect(() => new LifeReferee(small, () => few[0]!)).toThrow('sides of at least 32');
    await expect(referee.measure(few)).rejects.toThrow('the number of decoded frames');
  });

  it('has a bound by nature where a clip is long enough', async () => {
    const corner = (picture: RgbPicture): RgbPicture => ({
      width: 32,
      height: 32,
      rgb: picture.rgb,
      grey: Uint8Array.from({ length: 32 * 32 }, (_, i) => picture.grey[(i >> 5) * width + (i & 31)]!),
    });
    const bound = await natureBound(clip(motions['original']!, 129), corner);
    expect(bound!.energy).toBeGreaterThan(0.7);
    expect(bound!.energy).toBeLessThan(1.4);
    expect(await natureBound(clip(motions['original']!, 127), same)).toBeUndefined();
  });
});

describe.skipIf(!existsSync(NETWORK))('life (needs ../shared/metrics)', () => {
  let features: DeepFeatures;
  let referee: LifeReferee<RgbPicture>;
  beforeAll(async () => {
    features = await openFeaturesFile(NETWORK);
    referee = new LifeReferee(clip(motions['original']!), same, features);
  });
  afterAll(() => features.close());

  it.each(decoded)('of a clip that is $name is what the reference script says', async ({ name, expected }) => {
    const life = await referee.measure(clip(motions[name]!));
    expectAsReference(life, expected);
    expectNear(life.frechet!, expected.frechet);
  });
});

describe('openDeepFeatures', () => {
  it('refuses what is no network', async () => {
    const runtime = (await nativeOnnx())!;
    for (const bytes of [Uint8Array.of(1, 2, 3), new Uint8Array(0), Uint8Array.of(0x3a, 0)])
      await expect(openDeepFeatures(runtime, bytes)).rejects.toMatchObject({ code: 'BAD_MODEL' });
  });
});
