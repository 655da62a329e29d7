/** @file Fades and flashes: what is decoded is as bright as the original. */
import { describe, expect, it } from 'vitest';
import { Decoder, encode } from 'dynamics-codec';
import { mean } from '../packages/codec/src/math/index.js';
import { nodeStills } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';
import { swayingClip } from './fixtures/swaying-scene.js';

const FRAMES = 18;
const stills = nodeStills();

/** A swaying scene whose luma is changed. */
function clipOf(level: (t: number, luma: number) => number): Picture[] {
  return swayingClip({ width: 64, height: 64, frames: FRAMES, drift: 31 }).map((picture, t) => ({
    ...picture,
    y: picture.y.map((luma) => Math.round(Math.min(235, Math.max(16, level(t, luma))))),
  }));
}

/** How bright frames are when they are decoded, and how much that is off at most. */
async function errorOf(frames: readonly Picture[]): Promise<number> {
  const target = { bitrate: 14_000 };
  const frameRate = { numerator: 24, denominator: 1 };
  const without = ['drawn-motion', 'short-groups'] as const;
  const { bytes } = await encode(frames, { frameRate, target, stills, preset: 'fast', without, frameCount: FRAMES });
  const decoder = await Decoder.open(bytes, { stills });
  const errors: number[] = [];
  for (const [t, { y }] of frames.entries()) errors.push(Math.abs(mean((await decoder.frameAt(t / 24)).y) - mean(y)));
  decoder.close();
  return Math.max(...errors);
}

describe('the light of the whole picture', () => {
  it.each([
    ['a fade in and out', (t: number, luma: number) => 16 + Math.min(1, t / 7, (FRAMES - 1 - t) / 7) * (luma - 16)],
    ['a fade from white', (t: number, luma: number) => 235 + Math.min(1, t / 14) * (luma - 235)],
    ['a flash every third frame', (t: number, luma: number) => luma * 0.6 + (t % 3 === 1 ? 60 : 0)],
  ])('%s is followed', async (_name, level) => {
    expect(await errorOf(clipOf(level))).toBeLessThan(6);
  });
});
