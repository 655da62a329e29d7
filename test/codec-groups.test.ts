/** @file Groups of pictures are pure jobs: their bytes depend on nothing that is encoded before them or beside them. */
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { Decoder, encode, readStreamInfo, type EncodeOptions } from 'dynamics-codec';
import {
  assistHere,
  encodeGroup,
  type GroupAssistant,
  type GroupJob,
  type GroupResult,
  type GroupRunner,
} from 'dynamics-codec/encoder';
import { noPause } from 'dynamics-codec/math';
import { groupThreads, nodeStills } from '@dynamics-codec/node';
import { crossFade } from 'dynamics-codec/render';
import { collect, lumaDifference } from './fixtures/clip-measures.js';
import { swayingClip } from './fixtures/swaying-scene.js';
import { bundled } from './support/built-command.js';

const stills = nodeStills();
const SIDES = { width: 64, height: 64 };
/** Three shots: one that sways, one that stands, one that sways otherwise. */
const CLIP = [
  ...swayingClip({ ...SIDES, frames: 10, drift: 31 }),
  ...swayingClip({ ...SIDES, frames: 8, amplitude: 0, seed: 40 }),
  ...swayingClip({ ...SIDES, frames: 9, drift: 23, seed: 7 }),
];
const OPTIONS: EncodeOptions = {
  frameRate: { numerator: 25, denominator: 1 },
  target: { bytes: 1500 },
  frameCount: CLIP.length,
  preset: 'fast',
  stills,
};

/** Runs groups in an order of its own, each as late as possible. */
function reversed(size: number): GroupRunner & { readonly order: number[] } {
  const waiting: (() => Promise<void>)[] = [];
  const order: number[] = [];
  let asked = 0;
  return {
    concurrency: size,
    order,
    encodeGroup: (job, watch) =>
      new Promise<GroupResult>((resolve, reject) => {
        const index = asked++;
        waiting.push(async () => {
          order.push(index);
          await encodeGroup(job, { stills }, watch).then(resolve, reject);
        });
        if (waiting.length < size && asked < size) return;
        void (async () => {
          for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await next();
        })();
      }),
  };
}

describe('groups of one clip', () => {
  let module = new URL('file:///');
  beforeAll(async () => {
    module = pathToFileURL(await bundled('packages/node/src/groups/group-thread.ts'));
  });

  it('give the same stream in any order of encoding', async () => {
    const plain = await encode(CLIP, OPTIONS);
    expect(readStreamInfo(plain.bytes).groups).toHaveLength(3);
    const runner = reversed(3);
    const other = await encode(CLIP, { ...OPTIONS, groups: runner });
    expect(runner.order.slice(0, 3)).toEqual([2, 1, 0]);
    expect(Buffer.compare(plain.bytes, other.bytes)).toBe(0);
  });

  it('give the same stream two at once in threads', async () => {
    const threads = groupThreads({ threads: 2, learned: false, module });
    try {
      const plain = await encode(CLIP, OPTIONS);
      const fractions: number[] = [];
      const threaded = await encode(CLIP, {
        ...OPTIONS,
        groups: threads,
        onProgress: ({ fraction }) => fractions.push(fraction),
      });
      expect(Buffer.compare(plain.bytes, threaded.bytes)).toBe(0);
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    } finally {
      threads.close();
    }
  });

  it('stop in threads when they are given up', async () => {
    const threads = groupThreads({ threads: 2, learned: false, module });
    try {
      const controller = new AbortController();
      const stopped = encode(CLIP, {
        ...OPTIONS,
        groups: threads,
        signal: controller.signal,
        onProgress: ({ stage }) => stage === 'flow' && controller.abort(),
      });
      await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    } finally {
      threads.close();
    }
  });

  it('are encoded from a clone as from the original, twice alike', async () => {
    const job: GroupJob = {
      frames: CLIP.slice(0, 10),
      tail: 2,
      whole: false,
      target: { bytes: 500 },
      preset: 'fast',
      without: [],
      modelId: 0,
      seed: 5,
    };
    const [one, other] = [await encodeGroup(job, { stills }), await encodeGroup(structuredClone(job), { stills })];
    expect(one).toEqual(other);
    expect(one.frames).toBe(8);
  });
});

describe('a group that is a whole clip', () => {
  const job: GroupJob = {
    frames: CLIP.slice(0, 10),
    tail: 0,
    whole: true,
    target: { bytes: 700 },
    preset: 'balanced',
    without: [],
    modelId: 0,
    seed: 5,
  };

  it('becomes the same with an assistant, who takes some of all kinds of work', async () => {
    const here = assistHere(noPause);
    const asked = new Set<string>();
    const seen = <A, R>(name: string, ask: (argument: A) => R) => {
      return (argument: A): R => {
        asked.add(name);
        return ask(argument);
      };
    };
    const assistant: GroupAssistant = {
      meet: seen('meet', (group) => here.meet(group)),
      trackBefore: seen('trackBefore', () => here.trackBefore()) as GroupAssistant['trackBefore'],
      flowsAt: seen('flowsAt', (frames) => here.flowsAt(frames)),
      refine: seen('refine', (order) => here.refine(order)),
      prepareJudging: seen('prepareJudging', (original) => here.prepareJudging(original)),
      judge: seen('judge', (question) => here.judge(question)),
    };
    expect(await encodeGroup(job, { stills, assistant })).toEqual(await encodeGroup(job, { stills }));
    expect([...asked].sort()).toEqual(['flowsAt', 'judge', 'meet', 'prepareJudging', 'refine', 'trackBefore']);
  });

  it('ends where the assistant fails', async () => {
    const assistant: GroupAssistant = {
      ...assistHere(noPause),
      judge: () => Promise.reject(new RangeError('lost')),
    };
    await expect(encodeGroup(job, { stills, assistant })).rejects.toThrow('lost');
  });

  it.each(['flow', 'motion'] as const)('stops in two threads when it is given up while it is at its %s', async (at) => {
    const module = pathToFileURL(await bundled('packages/node/src/groups/group-thread.ts'));
    const threads = groupThreads({ threads: 2, learned: false, module });
    try {
      const controller = new AbortController();
      const stopped = encode(job.frames, {
        ...OPTIONS,
        frameCount: job.frames.length,
        groups: threads,
        signal: controller.signal,
        onProgress: ({ stage }) => stage === at && controller.abort(),
      });
      await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
      const { bytes } = await encode(job.frames, { ...OPTIONS, frameCount: job.frames.length, groups: threads });
      expect(readStreamInfo(bytes).groups.map(({ frames }) => frames)).toEqual([job.frames.length]);
    } finally {
      threads.close();
    }
  });
});

describe('a group that one key picture cannot hold', () => {
  /** One scene turns into another without a cut. */
  const frames = 28;
  const other = swayingClip({ ...SIDES, frames, drift: 23, seed: 40 });
  const clip = swayingClip({ ...SIDES, frames, drift: 31 }).map((picture, t) =>
    crossFade(picture, other[t]!, t / (frames - 1)),
  );
  const options: EncodeOptions = { ...OPTIONS, frameCount: frames };

  it('becomes two, which fade into each other, within the same bytes', async () => {
    const { bytes, report } = await encode(clip, options);
    expect(report).toMatchObject({ onTarget: true, frames });
    expect(readStreamInfo(bytes).groups.map((group) => group.frames)).toEqual([14, 14]);
    const decoded = await collect((await Decoder.open(bytes, { stills })).frames());
    const steps = decoded.slice(1).map((picture, t) => lumaDifference(picture, decoded[t]!));
    // Two key pictures differ by some 12 levels: a jump from one to the other would stand out.
    expect(lumaDifference(decoded[0]!, decoded[frames - 1]!)).toBeGreaterThan(2.5 * Math.max(...steps));

    const threads = groupThreads({
      threads: 2,
      learned: false,
      module: pathToFileURL(await bundled('packages/node/src/groups/group-thread.ts')),
    });
    try {
      const threaded = await encode(clip, { ...options, groups: threads });
      expect(Buffer.compare(bytes, threaded.bytes)).toBe(0);
    } finally {
      threads.close();
    }
  });

  it('stays one where the options say so', async () => {
    const { bytes } = await encode(clip, { ...options, without: ['short-groups'] });
    expect(readStreamInfo(bytes).groups.map((group) => group.frames)).toEqual([frames]);
  });
});

describe('the seed of a stream', () => {
  it('is the one of the options, and decides what is drawn', async () => {
    const clip = CLIP.slice(0, 6);
    const withSeed = async (seed: number): Promise<Uint8Array> =>
      (await encode(clip, { ...OPTIONS, target: { quality: 20 }, frameCount: 6, seed })).bytes;
    expect(readStreamInfo(await withSeed(9)).seed).toBe(9);
    expect(readStreamInfo(await withSeed(2 ** 31 - 1)).seed).toBe(2 ** 31 - 1);
    await expect(withSeed(-1)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(withSeed(2 ** 31)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });
});
