/** @file Fades and flashes: what is decoded is as bright and of the colour that the original has, and does not ring. */
import { describe, expect, it } from 'vitest';
import { Decoder, encode, type EncodeOptions } from 'dynamics-codec';
import { NEWEST_MODEL } from 'dynamics-codec/generator';
import { mean } from '../packages/codec/src/math/index.js';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';
import { swayingClip } from './fixtures/swaying-scene.js';

const FRAMES = 15;
const stills = nodeStills();
const SCENE = swayingClip({ width: 64, height: 64, frames: FRAMES, drift: 31 });
type Colour = readonly [number, number, number];
const BLACK: Colour = [0, 128, 128];
const WHITE: Colour = [255, 128, 128];
const RED: Colour = [76, 85, 255];

function faded([y, u, v]: Colour, share: (t: number) => number): Picture[] {
  return SCENE.map((picture, t) => {
    const mix = (samples: Uint8Array, to: number): Uint8Array =>
      samples.map((value) => Math.round(to + share(t) * (value - to)));
    return { ...picture, y: mix(picture.y, y), u: mix(picture.u, u), v: mix(picture.v, v) };
  });
}

const flashes = (clip = SCENE): Picture[] =>
  clip.map((picture, t) => ({
    ...picture,
    y: picture.y.map((luma) => Math.round(luma * 0.6 + (t % 3 === 1 ? 60 : 0))),
  }));

interface Followed {
  /** Largest difference of the mean of a plane from the original's, over frames. */
  readonly error: number;
  /** How far the mean luma between two frames lies beyond both, at most. */
  readonly ringing: number;
}

async function followed(frames: readonly Picture[], options: Partial<EncodeOptions> = {}): Promise<Followed> {
  const { networks } = options;
  const { bytes } = await encode(frames, {
    frameRate: { numerator: 24, denominator: 1 },
    target: { bitrate: 14_000 },
    stills,
    preset: 'fast',
    without: ['short-groups', 'drawn-motion'],
    frameCount: frames.length,
    ...options,
  });
  const decoder = await Decoder.open(bytes, networks === undefined ? { stills } : { stills, networks });
  let error = 0;
  const levels: number[] = [];
  for (const [t, original] of frames.entries()) {
    const shown = await decoder.frameAt(t / 24);
    for (const plane of ['y', 'u', 'v'] as const)
      error = Math.max(error, Math.abs(mean(shown[plane]) - mean(original[plane])));
    levels.push(mean(shown.y));
  }
  let ringing = 0;
  for (let t = 0; t + 1 < FRAMES; t++) {
    const between = mean((await decoder.frameAt((t + 0.5) / 24)).y);
    const [low, high] = [Math.min(levels[t]!, levels[t + 1]!), Math.max(levels[t]!, levels[t + 1]!)];
    ringing = Math.max(ringing, between - high, low - between);
  }
  decoder.close();
  return { error, ringing };
}

const inAndOut = (t: number): number => Math.min(1, t / 7, (FRAMES - 1 - t) / 7);
const fadeIn = (t: number): number => Math.min(1, t / 14);

describe('the light of the whole picture', () => {
  it.each([
    ['a fade in and out of black', faded(BLACK, inAndOut)],
    ['a fade from white', faded(WHITE, fadeIn)],
    ['a fade from red', faded(RED, fadeIn)],
    ['a flash every third frame', flashes()],
  ])('%s is followed, in luma and in chroma, between frames as well', async (_name, clip) => {
    const { error, ringing } = await followed(clip);
    expect(error).toBeLessThan(4);
    expect(ringing).toBeLessThan(2);
  });

  it('is followed beside learned generators', async () => {
    const networks = nodeNetworks();
    const learned = { networks, modelId: NEWEST_MODEL };
    const { error, ringing } = await followed(flashes(faded(RED, inAndOut)), learned);
    expect(error).toBeLessThan(4);
    expect(ringing).toBeLessThan(2);
    await networks.close();
  });
});
