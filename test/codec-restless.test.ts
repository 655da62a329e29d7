/** @file Clips that one moving picture cannot show are told so; scenes that live are not, and the bundled one moves. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Decoder, encode, type Encoded } from 'dynamics-codec';
import { nodeStills, openVideo } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';
import { sportClip, talkingClip } from './fixtures/no-scene.js';
import { swayingClip, swayingFrame } from './fixtures/swaying-scene.js';

const SIZE = { width: 64, height: 64 };
const LAKESIDE = join(import.meta.dirname, '../samples/lakeside.mp4');
const stills = nodeStills();

function encoded(frames: readonly Picture[], bitrate: number): Promise<Encoded> {
  const frameRate = { numerator: 25, denominator: 1 };
  const without = ['short-groups'] as const;
  return encode(frames, { frameRate, target: { bitrate }, stills, preset: 'fast', without, frameCount: frames.length });
}

/** A window that moves 14 pixels a frame over a wide picture. */
function pan(): Picture[] {
  const wide = swayingFrame({ width: 64 + 14 * 12, height: 64, amplitude: 0 }, 0);
  return Array.from({ length: 12 }, (_, t) => {
    const picture = swayingFrame(SIZE, 0);
    for (let i = 0; i < picture.y.length; i++)
      picture.y[i] = wide.y[Math.floor(i / 64) * wide.width + (i % 64) + 14 * t]!;
    return picture;
  });
}

const cuts = (): Picture[] =>
  Array.from({ length: 15 }, (_, t) => swayingFrame({ ...SIZE, seed: 1 + 10 * Math.floor(t / 3) }, t));

describe('clips that are no scene', () => {
  it.each([
    ['a fast pan', pan],
    ['cuts every third frame', cuts],
  ])('%s: one sentence says so', async (_name, clip) => {
    const { report } = await encoded(clip(), 12_000);
    expect(report.note).toMatch(/Most of the motion of this clip is lost.*conventional codec/);
  });

  it.each([3, 12])('sport with %d players: one sentence says so', async (players) => {
    const { report } = await encoded(sportClip(64, 24, players), 8_000);
    expect(report.note).toMatch(/Most of the motion of this clip is lost.*conventional codec/);
  });

  it('somebody talks: it moves, or one sentence says that it does not', async () => {
    const clip = talkingClip(64, 24);
    for (const bitrate of [3_000, 12_000]) {
      const { bytes, report } = await encoded(clip, bitrate);
      const decoder = await Decoder.open(bytes, { stills });
      const mouths: number[] = [];
      for (let t = 0; t < clip.length; t++)
        mouths.push((await decoder.frameAt(t / 25)).y[Math.round(0.6 * 64) * 64 + 32]!);
      decoder.close();
      const said = report.note?.includes('motion of this clip is lost') ?? false;
      expect(said || Math.max(...mouths) - Math.min(...mouths) > 30, `${bitrate} bit/s`).toBe(true);
    }
  });

  it('nothing is said of a scene that sways', async () => {
    const { report } = await encoded(swayingClip({ ...SIZE, frames: 12, river: 1 }), 12_000);
    expect(report.note ?? '').not.toContain('motion of this clip is lost');
  });
});

describe('the bundled clip', () => {
  // All of 128 to 512 pixels at 5 to 15 kbit/s take longer: `npm run measure -- bundled-clip`, which CI runs.
  it.each([
    [128, [5_000, 8_000, 15_000]],
    [192, [8_000]],
    [256, [8_000]],
  ])('moves at %d pixels and %j bit/s', async (side, rates) => {
    const source = await openVideo(LAKESIDE, { size: { width: side, height: side }, frames: 12 });
    const frames: Picture[] = [];
    for await (const frame of source.frames()) frames.push(frame);
    await source.close();
    for (const bitrate of rates) {
      const { bytes } = await encoded(frames, bitrate * (100 / frames.length));
      const decoder = await Decoder.open(bytes, { stills });
      const [first, later] = [await decoder.frameAt(0), await decoder.frameAt(0.4)];
      decoder.close();
      const moved = first.y.filter((luma, i) => luma !== later.y[i]).length;
      expect(moved, `${bitrate} bit/s`).toBeGreaterThan(0.01 * first.y.length);
    }
  });
});
