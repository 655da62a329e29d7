/** @file An abort is heard within half a second, whatever is waited for. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { animate, Decoder, encode, type EncodeOptions, type NetworkRuntime } from 'dynamics-codec';
import { createPicture, type Picture } from 'dynamics-codec/picture';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import { withModel } from './fixtures/edited-stream.js';
import { swayingClip } from './fixtures/swaying-scene.js';

const SOON_MS = 500;
const CLIP = { width: 64, height: 64, frames: 12 };
const OPTIONS: EncodeOptions = {
  frameRate: { numerator: 25, denominator: 1 },
  target: { quality: 20 },
  stills: nodeStills(),
  preset: 'fast',
};

const never = <T>(): Promise<T> => new Promise(() => undefined);
const hanging: NetworkRuntime = { open: () => Promise.resolve({ run: () => never() }) };
const unopened: NetworkRuntime = { open: () => never() };

/** Milliseconds from an abort, which comes once `work` is under way, until it is heard. */
async function heardAfter(work: (signal: AbortSignal) => Promise<unknown>): Promise<number> {
  const controller = new AbortController();
  let raised = Infinity;
  setTimeout(() => {
    raised = performance.now();
    controller.abort(new RangeError('enough'));
  }, 200);
  await expect(work(controller.signal)).rejects.toThrow('enough');
  return performance.now() - raised;
}

/** Frames that stop coming after a few. */
async function* stalled(frames: number): AsyncGenerator<Picture> {
  for (let i = 0; i < frames; i++) yield await Promise.resolve(createPicture(64, 64));
  await never();
}

describe('an abort', () => {
  it('ends decoding while a network runs', async () => {
    const bytes = withModel(await readFile(join(import.meta.dirname, 'golden/still.dync')), 7);
    const firstFrame = (networks: NetworkRuntime) => async (signal: AbortSignal) =>
      (await Decoder.open(bytes, { stills: nodeStills(), networks, signal })).frameAt(0);
    expect(await heardAfter(firstFrame(hanging))).toBeLessThan(SOON_MS);
    expect(await heardAfter(firstFrame(unopened))).toBeLessThan(SOON_MS);
  });

  it('ends encoding while a network runs, the source hangs or a group is under way elsewhere', async () => {
    for (const networks of [hanging, unopened]) {
      const learned = { ...OPTIONS, modelId: 7, networks };
      expect(await heardAfter((signal) => encode(swayingClip(CLIP), { ...learned, signal }))).toBeLessThan(SOON_MS);
    }
    for (const frames of [0, 5])
      expect(await heardAfter((signal) => encode(stalled(frames), { ...OPTIONS, signal }))).toBeLessThan(SOON_MS);
    const groups = { concurrency: 1, encodeGroup: () => never<never>() };
    expect(await heardAfter((signal) => encode(swayingClip(CLIP), { ...OPTIONS, groups, signal }))).toBeLessThan(
      SOON_MS,
    );
  });

  it('ends decoding and animating while a still is decoded or encoded, or a network guesses', async () => {
    const bytes = await readFile(join(import.meta.dirname, 'golden/still.dync'));
    const stills = { encode: () => never<never>(), decode: () => never<never>() };
    const firstFrame = async (signal: AbortSignal): Promise<Picture> =>
      (await Decoder.open(bytes, { stills, signal })).frameAt(0);
    expect(await heardAfter(firstFrame)).toBeLessThan(SOON_MS);
    const picture = createPicture(64, 64);
    const guess = (networks: NetworkRuntime) => (signal: AbortSignal) => animate(picture, { stills, networks, signal });
    for (const networks of [hanging, unopened, nodeNetworks()])
      expect(await heardAfter(guess(networks))).toBeLessThan(SOON_MS);
  });
});
