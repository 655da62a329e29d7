/** @file Pictures that are rendered in threads are those of one thread, in the same order, with the same ends. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder, type Picture } from 'dynamics-codec';
import { frameThreads, nodeStills } from '@dynamics-codec/node';
import { frameHandlers, type FrameTask } from '@dynamics-codec/workers/frames';
import { bundled } from './support/built-command.js';
import { decodedFrames } from './support/decoded-frames.js';

const golden = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(join(import.meta.dirname, 'golden', `${name}.dync`)));
const stills = nodeStills();
/** What tells whether pictures are the same, and not what differs: quick to compare. */
const sum = (pictures: readonly Picture[]): string => {
  const hash = createHash('sha256');
  for (const { y, u, v, cover } of pictures)
    for (const plane of [y, u, v, cover?.alpha]) hash.update(plane ?? 'opaque');
  return hash.digest('hex');
};

async function taken(pictures: AsyncIterable<Picture>, into: Picture[] = []): Promise<Picture[]> {
  for await (const picture of pictures) into.push(picture);
  return into;
}

describe('pictures in threads', () => {
  let frames: ReturnType<typeof frameThreads>;
  beforeAll(async () => {
    frames = frameThreads({
      threads: 2,
      module: pathToFileURL(await bundled('packages/node/src/frames/frame-thread.ts')),
    });
  });
  afterAll(() => frames.close());

  it.each(['split', 'still', 'drawn-loop', 'transparent', 'open'])('are those of one thread: %s', async (name) => {
    const stream = await golden(name);
    expect(sum(await decodedFrames(stream, { frames }))).toBe(sum(await decodedFrames(stream)));
  });

  it('are those of one thread at any rate and at any time', async () => {
    const stream = await golden('split');
    const [one, two] = [await Decoder.open(stream, { stills }), await Decoder.open(stream, { stills, frames })];
    const rate = { numerator: 40, denominator: 1 };
    const pictures = await taken(two.framesAt(rate));
    expect(pictures).toHaveLength(one.countAt(rate));
    for (const [n, picture] of pictures.entries()) expect(sum([picture])).toBe(sum([await one.frameAt(n / 40)]));
    const times = [0.31, 0, 0.17, 0.31];
    const asked = await Promise.all(times.map((seconds) => two.frameAt(seconds)));
    for (const [i, seconds] of times.entries()) expect(sum([asked[i]!])).toBe(sum([await one.frameAt(seconds)]));
  });

  it('come up to the group that is damaged, and end there with its error', async () => {
    const stream = (await golden('cut')).slice();
    const { groups, frames: count } = await (await Decoder.open(stream, { stills })).fullInfo();
    stream[stream.length - 3]! ^= 0x55;
    const shown = async (options = {}): Promise<number> => {
      const decoder = await Decoder.open(stream, { stills, ...options });
      const pictures: Picture[] = [];
      await expect(taken(decoder.frames(), pictures)).rejects.toMatchObject({ code: 'CORRUPT_STREAM' });
      return pictures.length;
    };
    const whole = count - groups.at(-1)!.frames;
    expect([await shown(), await shown({ frames })]).toEqual([whole, whole]);
  });

  it('stop when they are given up', async () => {
    const controller = new AbortController();
    const decoder = await Decoder.open(await golden('split'), { stills, frames, signal: controller.signal });
    const pictures = decoder.frames();
    await pictures.next();
    controller.abort();
    await expect(taken(pictures)).rejects.toMatchObject({ name: 'AbortError' });
    expect(await decodedFrames(await golden('still'), { frames })).not.toHaveLength(0);
  });

  it('refuses a number of threads that is none', () => {
    expect(() => frameThreads({ threads: 0 })).toThrow(/threads/);
  });
});

describe('a worker that renders', () => {
  it('says so where it was never sent a scene', async () => {
    const task: FrameTask = {
      scene: 7,
      t: 0,
      before: undefined,
      motion: 1,
      liveliness: 1,
      newScenes: [],
      oldScenes: [],
    };
    const context = { signal: new AbortController().signal, emit: () => undefined };
    await expect(frameHandlers().render(task, context as never)).rejects.toThrow('Expected scene 7 to be sent');
  });
});
