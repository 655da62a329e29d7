import { describe, expect, it } from 'vitest';
import { swayingClip } from '../../../../../test/fixtures/swaying-scene.js';
import { mean, noPause } from '../../math/index.js';
import { decodeTone, toneAt } from '../../motion/index.js';
import type { Picture } from '../../picture/index.js';
import { toned } from '../../render/toned.js';
import { splitTone } from './whole-tone.js';

const FRAMES = 24;
const SCENE = swayingClip({ width: 96, height: 64, frames: FRAMES, drift: 31 });
type Colour = readonly [number, number, number];
const BLACK: Colour = [0, 128, 128];
const WHITE: Colour = [255, 128, 128];
const RED: Colour = [76, 85, 255];
const GREY: Colour = [128, 128, 128];

/** The scene, mixed with a colour: share 0 shows the colour alone. */
function faded([y, u, v]: Colour, share: (t: number) => number, clip: readonly Picture[] = SCENE): Picture[] {
  return clip.map((picture, t) => {
    const mix = (samples: Uint8Array, to: number): Uint8Array =>
      samples.map((value) => Math.round(to + share(t) * (value - to)));
    return { ...picture, y: mix(picture.y, y), u: mix(picture.u, u), v: mix(picture.v, v) };
  });
}

const flashed = (clip: readonly Picture[], every: number): Picture[] =>
  clip.map((picture, t) =>
    t % every === 1 ? { ...picture, y: picture.y.map((v) => Math.min(255, v + 60)) } : picture,
  );

const inAndOut = (t: number): number => Math.min(1, t / 8, (FRAMES - 1 - t) / 8);
const fadeIn = (t: number): number => Math.min(1, t / 12);

/** Largest difference of the means of any plane and frame that is left when the tone is put back. */
async function worst(clip: readonly Picture[]): Promise<{ readonly error: number; readonly changes: number }> {
  const split = (await splitTone(clip, noPause))!;
  const hints = decodeTone(split.tone, 'cosine', clip.length);
  let error = 0;
  for (const [t, frame] of split.frames.entries()) {
    const shown = toned(frame, toneAt(hints, t, 1));
    for (const plane of ['y', 'u', 'v'] as const)
      error = Math.max(error, Math.abs(mean(shown[plane]) - mean(clip[t]![plane])));
  }
  return { error, changes: split.tone.changes.length };
}

describe('splitTone', () => {
  it.each([
    ['from black', faded(BLACK, fadeIn)],
    ['in and out of black', faded(BLACK, inAndOut)],
    ['in and out of white', faded(WHITE, inAndOut)],
    ['from red', faded(RED, fadeIn)],
    ['from grey', faded(GREY, fadeIn)],
  ])('follows a fade %s in one direction', async (_name, clip) => {
    const { error, changes } = await worst(clip);
    expect(error).toBeLessThan(2.5);
    expect(changes).toBe(1);
  });

  it('follows flashes, one and many, and beside a fade', async () => {
    expect((await worst(flashed(SCENE, 3))).error).toBeLessThan(3);
    expect((await worst(flashed(SCENE, FRAMES))).error).toBeLessThan(3);
    const { error, changes } = await worst(flashed(faded(RED, fadeIn), 3));
    expect(error).toBeLessThan(5);
    expect(changes).toBeGreaterThan(1);
  });

  it('gives frames in one light, and the nearest where a frame shows nothing', async () => {
    const { frames, whole } = (await splitTone(faded(BLACK, fadeIn), noPause))!;
    const levels = frames.map(({ y }) => mean(y));
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThan(4);
    expect(frames[0]).toBe(frames[3]);
    expect([whole[0], whole[20]]).toEqual([false, true]);
  });

  it('takes no frame for the key picture whose lights are cut off', async () => {
    const { whole } = (await splitTone(
      flashed(
        faded(WHITE, () => 0.6),
        3,
      ),
      noPause,
    ))!;
    expect(whole.slice(0, 6)).toEqual([true, false, true, true, false, true]);
  });

  it('leaves alone what does not change its light as a whole', async () => {
    expect(await splitTone(SCENE, noPause)).toBeUndefined();
    const half = SCENE.map((picture, t) => ({
      ...picture,
      y: picture.y.map((value, i) => (i % 96 < 48 ? value : Math.min(255, value + 8 * (t % 9)))),
    }));
    expect(await splitTone(half, noPause)).toBeUndefined();
    const cut = [...SCENE.slice(0, 12), ...swayingClip({ width: 96, height: 64, frames: 12, seed: 9 })];
    expect(await splitTone(cut, noPause)).toBeUndefined();
    expect(
      await splitTone(
        faded(BLACK, () => 0),
        noPause,
      ),
    ).toBeUndefined();
  });
});
