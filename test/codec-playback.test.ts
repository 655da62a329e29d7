import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseStream } from 'dynamics-codec/bitstream';
import {
  CorruptStreamError,
  Decoder,
  InvalidOptionError,
  readStreamInfo,
  TruncatedStreamError,
  UnsupportedStreamError,
  type Picture,
} from 'dynamics-codec';
import { nodeStills } from '@dynamics-codec/node';
import { collect, lumaDifference } from './fixtures/clip-measures.js';
import { withGroups, withHeaderByte } from './fixtures/edited-stream.js';
import { seededRandom } from './fixtures/random.js';
import { withDrawnMotion } from './fixtures/with-drawn-motion.js';
import { pictureChecksum } from './golden/describe-stream.js';

const stills = nodeStills();
// A copy: slice() of a Buffer would share its bytes.
const load = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(join(import.meta.dirname, 'golden', `${name}.dync`)));

async function decodeAll(source: Parameters<typeof Decoder.open>[0]): Promise<Picture[]> {
  const decoder = await Decoder.open(source, { stills });
  const pictures = await collect(decoder.frames());
  decoder.close();
  return pictures;
}

/** Checksums of pictures: comparing samples one by one is slow. */
const sums = (clip: readonly Picture[]): string[] => clip.map(pictureChecksum);

/** The bytes in chunks whose lengths `next` gives; every third chunk arrives later. */
async function* chunked(bytes: Uint8Array, next: () => number): AsyncGenerator<Uint8Array> {
  for (let at = 0, count = 0; at < bytes.length; count++) {
    const length = next();
    if (count % 3 === 2) await Promise.resolve();
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

describe('playing a stream', () => {
  let split: Uint8Array;
  let pictures: Picture[];

  beforeAll(async () => {
    split = await load('split');
    pictures = await decodeAll(split);
  });

  it('gives every frame at its size', () => {
    const info = readStreamInfo(split);
    expect(pictures).toHaveLength(info.frames);
    expect(pictures.every(({ width, height }) => width === info.width && height === info.height)).toBe(true);
  });

  it('tells the same facts before and after the last byte', async () => {
    const decoder = await Decoder.open(split, { stills });
    expect(await decoder.fullInfo()).toEqual(readStreamInfo(split));
    expect(readStreamInfo(split)).toMatchObject(decoder.info);
    expect(decoder.frameCount).toBe(pictures.length);
  });

  it('200 random seeks give what playing through gives', async () => {
    const random = seededRandom(11);
    const decoder = await Decoder.open(split, { stills });
    for (let i = 0; i < 200; i++) {
      const frame = random(pictures.length);
      expect(Buffer.compare((await decoder.frameAt(frame / 25)).y, pictures[frame]!.y)).toBe(0);
    }
  });

  it('starts in the middle', async () => {
    const decoder = await Decoder.open(split, { stills });
    expect(sums(await collect(decoder.frames(40)))).toEqual(sums(pictures.slice(40)));
    expect(await collect(decoder.frames(1000))).toEqual([]);
  });

  it('asked for many times at once, gives the same', async () => {
    const decoder = await Decoder.open(split, { stills });
    const frames = [60, 0, 30, 61, 5, 31, 59];
    expect(sums(await Promise.all(frames.map((frame) => decoder.frameAt(frame / 25))))).toEqual(
      sums(frames.map((frame) => pictures[frame]!)),
    );
  });

  it('clamps times outside and plays times between frames', async () => {
    const decoder = await Decoder.open(split, { stills });
    expect(await decoder.frameAt(-3)).toEqual(pictures[0]);
    expect(await decoder.frameAt(1e9)).toEqual(pictures.at(-1));
    const between = await decoder.frameAt(3.5 / 25);
    expect(between).not.toEqual(pictures[3]);
    expect(between).not.toEqual(pictures[4]);
  });

  it('finds the first frame behind a cut by its time, also where the quotient is rounded down', async () => {
    expect((29 / 25) * 25).toBeLessThan(29);
    const cut = withGroups(await load('cut'), (group, index) => (index === 0 ? { ...group, frames: 29 } : group));
    const all = await decodeAll(cut);
    const decoder = await Decoder.open(cut, { stills });
    for (const t of [28, 29, 30]) expect(await decoder.frameAt(t / 25)).toEqual(all[t]);
  });

  it('has its own copy of the bytes, of a Buffer too', async () => {
    const own = Buffer.from(split);
    const decoder = await Decoder.open(own, { stills });
    own.fill(0);
    expect(await decoder.frameAt(1)).toEqual(pictures[25]);
  });

  it('reads no further than the stream goes', async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (; asked < 10_000; asked++) yield await Promise.resolve(asked === 0 ? split : new Uint8Array(1000));
    }
    const decoder = await Decoder.open(endless(), { stills });
    expect(await collect(decoder.frames())).toHaveLength(pictures.length);
    expect(asked).toBeLessThan(100);
  });

  it.each([1, 13, 500])('fed in chunks of %i bytes, gives what the whole gives', async (size) => {
    expect(sums(await decodeAll(chunked(split, () => size)))).toEqual(sums(pictures));
  });

  it('fed in random chunks, empty ones too, gives what the whole gives', async () => {
    const random = seededRandom(5);
    expect(sums(await decodeAll(chunked(split, () => random(90))))).toEqual(sums(pictures));
  });

  it('plays a group before the next one has arrived', async () => {
    const [first] = parseStream(split).groups;
    let arrived = 0;
    async function* slow(): AsyncGenerator<Uint8Array> {
      arrived = first!.offset + first!.length;
      yield split.subarray(0, arrived);
      await new Promise(() => undefined);
    }
    const decoder = await Decoder.open(slow(), { stills });
    expect(await decoder.frameAt(0)).toEqual(pictures[0]);
    expect(await decoder.frameAt((first!.frames - 1) / 25)).toEqual(pictures[first!.frames - 1]);
    expect(arrived).toBeLessThan(split.length);
  });

  it('a damaged group says so by its number and leaves the others bit-identical', async () => {
    const cut = await load('cut');
    const whole = await decodeAll(cut);
    const [first, second] = parseStream(cut).groups;
    for (const [entry, other] of [
      [first!, second!],
      [second!, first!],
    ] as const) {
      const damaged = cut.slice();
      damaged[entry.offset + (entry.length >> 1)]! ^= 16;
      const decoder = await Decoder.open(damaged, { stills });
      const error: unknown = await decoder.frameAt((entry.firstFrame + 1) / 25).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CorruptStreamError);
      expect(error).toMatchObject({ group: entry.index, code: 'CORRUPT_STREAM' });
      for (let t = other.firstFrame; t < other.firstFrame + other.frames; t++)
        expect(pictureChecksum(await decoder.frameAt(t / 25))).toBe(pictureChecksum(whole[t]!));
    }
  });

  it('a damaged group that would fade in costs its neighbour no more than the fade', async () => {
    const { groups } = parseStream(split);
    const [, middle, last] = groups;
    const damaged = split.slice();
    damaged[middle!.offset + 20]! ^= 1;
    const decoder = await Decoder.open(damaged, { stills });
    for (let t = 0; t < middle!.firstFrame; t++)
      expect(pictureChecksum(await decoder.frameAt(t / 25))).toBe(pictureChecksum(pictures[t]!));
    expect((await decoder.frameAt(last!.firstFrame / 25)).width).toBe(64);
    for (let t = last!.firstFrame + 12; t < pictures.length; t++)
      expect(pictureChecksum(await decoder.frameAt(t / 25))).toBe(pictureChecksum(pictures[t]!));
  });

  it('a stream that breaks off plays as far as it goes', async () => {
    const { groups } = parseStream(split);
    const decoder = await Decoder.open(split.subarray(0, groups[1]!.offset + 30), { stills });
    expect(await decoder.frameAt(0)).toEqual(pictures[0]);
    await expect(decoder.frameAt(groups[1]!.firstFrame / 25 + 0.2)).rejects.toThrow(TruncatedStreamError);
  });

  it('stands still at motion 0 and moves more at 2', async () => {
    const one = await load('oscillation');
    const at = async (motion: number): Promise<Picture[]> =>
      collect((await Decoder.open(one, { stills, motion })).frames());
    const [still, normal, double] = [await at(0), await at(1), await at(2)];
    expect(new Set(sums(still)).size).toBe(1);
    const travel = (clip: Picture[]): number =>
      clip
        .slice(1)
        .reduce(
          (sum, picture, t) => sum + picture.y.reduce((s, value, i) => s + Math.abs(value - clip[t]!.y[i]!), 0),
          0,
        );
    expect(travel(double)).toBeGreaterThan(1.2 * travel(normal));
  });
});

describe.each(['still', 'oscillation', 'camera-light', 'split'])('drawn motion beside the stream %s', (name) => {
  const at = async (bytes: Uint8Array, strength: { liveliness?: number; motion?: number }): Promise<Picture> =>
    (await Decoder.open(bytes, { stills, ...strength })).frameAt(0.32);
  let sent: Uint8Array;
  let drawn: Uint8Array;

  beforeAll(async () => {
    sent = await load(name);
    drawn = withDrawnMotion(sent);
  });

  it('is left out at liveliness 0', async () => {
    expect(pictureChecksum(await at(drawn, { liveliness: 0 }))).toBe(pictureChecksum(await at(sent, {})));
  });

  it('is as measured where nothing is said, and more at 2', async () => {
    const [plain, half, one, two] = [
      await at(sent, {}),
      await at(drawn, { liveliness: 0.5 }),
      await at(drawn, {}),
      await at(drawn, { liveliness: 2 }),
    ];
    expect(lumaDifference(one, await at(drawn, { liveliness: 1 }))).toBe(0);
    const apart = [half, one, two].map((picture) => lumaDifference(picture, plain));
    expect(apart[0]).toBeGreaterThan(0);
    expect(apart[1]).toBeGreaterThan(apart[0]!);
    expect(apart[2]).toBeGreaterThan(apart[1]!);
  });

  it('stands still with all else at motion 0', async () => {
    expect(await at(drawn, { motion: 0, liveliness: 2 })).toEqual(await at(sent, { motion: 0 }));
  });

  it('has bytes of its own in the facts', () => {
    const [before, after] = [readStreamInfo(sent), readStreamInfo(drawn)];
    expect(before.groups.every(({ statisticsBytes }) => statisticsBytes === 0)).toBe(true);
    expect(after.groups.every(({ statisticsBytes }) => statisticsBytes > 10)).toBe(true);
    const content = after.groups.reduce((sum, group) => sum + group.statisticsBytes, 0);
    const framing = after.overheadBytes - before.overheadBytes;
    expect(after.bytes).toBe(before.bytes + content + framing);
    expect(framing).toBeLessThanOrEqual(4 * after.groups.length);
  });
});

describe('refusals of the decoder', () => {
  it('checks its options before anything else', async () => {
    const bytes = await load('still');
    for (const motion of [-0.1, 3.1, NaN])
      await expect(Decoder.open(bytes, { stills, motion })).rejects.toThrow(InvalidOptionError);
    for (const liveliness of [-0.1, 2.1, NaN])
      await expect(Decoder.open(bytes, { stills, liveliness })).rejects.toThrow(InvalidOptionError);
    const decoder = await Decoder.open(bytes, { stills });
    await expect(decoder.frameAt(NaN)).rejects.toThrow(InvalidOptionError);
    await expect(decoder.frames(-1).next()).rejects.toThrow(InvalidOptionError);
    decoder.close();
    await expect(decoder.frameAt(0)).rejects.toThrow(/open decoder/);
  });

  it('stops at a raised signal', async () => {
    const bytes = await load('split');
    await expect(Decoder.open(bytes, { stills, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    const controller = new AbortController();
    const decoder = await Decoder.open(bytes, { stills, signal: controller.signal });
    const frames = decoder.frames();
    await frames.next();
    controller.abort();
    await expect(frames.next()).rejects.toThrow(/abort/i);
    await expect(decoder.frameAt(1)).rejects.toThrow(/abort/i);
  });

  it('does not wait for bytes once the signal is raised', async () => {
    const bytes = await load('split');
    async function* stalled(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 90);
      await new Promise(() => undefined);
    }
    const controller = new AbortController();
    const decoder = await Decoder.open(stalled(), { stills, signal: controller.signal });
    const waiting = decoder.frameAt(0);
    controller.abort();
    await expect(waiting).rejects.toThrow(/abort/i);
  });

  it('names a model that it does not have', async () => {
    const bytes = await load('still');
    const modelAt = 3 + 1 + 2 + 1 + 1;
    await expect(Decoder.open(withHeaderByte(bytes, modelAt, 9), { stills })).rejects.toThrow(UnsupportedStreamError);
  });

  it('passes on what the source threw', async () => {
    const bytes = await load('still');
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 90);
      await Promise.resolve();
      throw new Error('connection lost');
    }
    const decoder = await Decoder.open(broken(), { stills });
    await expect(decoder.frameAt(0)).rejects.toThrow('connection lost');
  });
});
