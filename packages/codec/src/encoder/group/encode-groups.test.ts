import { describe, expect, it } from 'vitest';
import { ProgressReporter } from '../progress.js';
import { createPicture, type Picture } from '../../picture/index.js';
import { encodeGroups, type JobEncoder } from './encode-groups.js';
import type { EncodedJob } from './split-group.js';
import type { GroupFacts, GroupJob, GroupResult, GroupRunner, GroupWatch } from './group-job.js';

const SMALL = createPicture(64, 64);
const FACTS: GroupFacts = {
  motionErrors: [],
  view: { key: 0.05, away: 0, motion: 0, stillError: 0, stillness: 0, shade: 0 },
  novelty: 0,
  jumps: 0,
  travel: 0,
  loops: false,
};
const progress = (): ProgressReporter => new ProgressReporter({});

function jobOf(seed: number, frames: readonly Picture[] = [SMALL, SMALL], tail = 0): GroupJob {
  return {
    frames,
    tail,
    whole: false,
    target: { bytes: 100 + seed },
    preset: 'fast',
    without: [],
    modelId: 0,
    seed,
  };
}

async function* jobsOf(...jobs: readonly GroupJob[]): AsyncGenerator<GroupJob, void, undefined> {
  for (const job of jobs) yield await Promise.resolve(job);
}

const seeded = (count: number): GroupJob[] => Array.from({ length: count }, (_, seed) => jobOf(seed));

/** A runner whose groups end when they are told to. The seed of a job is written in its key payload. */
class ManualRunner implements GroupRunner {
  readonly underWay = new Map<number, { readonly watch: GroupWatch; end(): void; fail(error: Error): void }>();
  readonly begun: number[] = [];
  most = 0;

  constructor(readonly concurrency: number) {}

  encodeGroup({ seed }: GroupJob, watch: GroupWatch): Promise<GroupResult> {
    this.begun.push(seed);
    return new Promise((resolve, reject) => {
      const ended = (): boolean => this.underWay.delete(seed);
      const end = (): void => {
        ended();
        resolve({
          frames: 2,
          key: Uint8Array.of(seed),
          motion: new Uint8Array(0),
          statistics: new Uint8Array(0),
          cover: new Uint8Array(0),
          facts: FACTS,
        });
      };
      const fail = (error: Error): void => {
        ended();
        reject(error);
      };
      this.underWay.set(seed, { watch, end, fail });
      this.most = Math.max(this.most, this.underWay.size);
      watch.signal?.addEventListener('abort', () => fail(new DOMException('stopped', 'AbortError')));
    });
  }

  /** Waits until nothing more begins. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
}

const seedsOf = (groups: readonly { readonly result: GroupResult }[]): number[] =>
  groups.map(({ result }) => result.key[0]!);

describe('encodeGroups', () => {
  it('gives results in the order of the jobs, whatever ends first', async () => {
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ]) {
      const runner = new ManualRunner(4);
      const groups = encodeGroups(jobsOf(...seeded(4)), runner, progress(), undefined);
      await runner.settle();
      for (const seed of order) {
        runner.underWay.get(seed)!.end();
        await runner.settle();
      }
      const encoded = await groups;
      expect(seedsOf(encoded)).toEqual([0, 1, 2, 3]);
      expect(encoded.map(({ budget }) => budget)).toEqual([100, 101, 102, 103]);
      expect(encoded.map(({ job }) => job?.seed)).toEqual([0, 1, 2, 3]);
    }
  });

  it.each([1, 2, 3])('has at most %i groups under way, and as many where there are', async (concurrency) => {
    const runner = new ManualRunner(concurrency);
    const groups = encodeGroups(jobsOf(...seeded(7)), runner, progress(), undefined);
    for (let done = 0; done < 7; done++) {
      await runner.settle();
      expect(runner.underWay.size).toBe(Math.min(concurrency, 7 - done));
      [...runner.underWay.values()].at(-1)!.end();
    }
    expect(seedsOf(await groups)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(runner.most).toBe(concurrency);
  });

  it('does not take frames before a group may begin', async () => {
    let taken = 0;
    async function* counted(): AsyncGenerator<GroupJob, void, undefined> {
      for (const job of seeded(5)) {
        taken++;
        yield await Promise.resolve(job);
      }
    }
    const runner = new ManualRunner(2);
    const groups = encodeGroups(counted(), runner, progress(), undefined);
    await runner.settle();
    expect(taken).toBe(2);
    while (runner.underWay.size > 0) {
      for (const group of [...runner.underWay.values()]) group.end();
      await runner.settle();
    }
    expect(await groups).toHaveLength(5);
  });

  it('stops the others where one fails, and throws its error', async () => {
    const runner = new ManualRunner(3);
    const groups = encodeGroups(jobsOf(...seeded(5)), runner, progress(), undefined);
    const failed = expect(groups).rejects.toThrow('no memory');
    await runner.settle();
    const signals = [...runner.underWay.values()].map(({ watch }) => watch.signal!);
    runner.underWay.get(1)!.fail(new RangeError('no memory'));
    await failed;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
    expect(runner.begun).toEqual([0, 1, 2]);
    expect(runner.underWay.size).toBe(0);
  });

  it('stops all where the caller says so, and throws that once', async () => {
    const abort = new AbortController();
    const runner = new ManualRunner(2);
    const groups = encodeGroups(jobsOf(...seeded(4)), runner, progress(), abort.signal);
    const failed = expect(groups).rejects.toMatchObject({ name: 'AbortError' });
    await runner.settle();
    abort.abort();
    await failed;
    expect(runner.begun).toEqual([0, 1]);
    expect(runner.underWay.size).toBe(0);
  });

  it('stops all where the source of jobs fails', async () => {
    async function* broken(): AsyncGenerator<GroupJob, void, undefined> {
      yield await Promise.resolve(jobOf(0));
      throw new RangeError('disk gone');
    }
    const runner = new ManualRunner(2);
    await expect(encodeGroups(broken(), runner, progress(), undefined)).rejects.toThrow('disk gone');
    expect(runner.underWay.size).toBe(0);
  });

  it('closes the source of jobs where a group fails', async () => {
    let closed = false;
    async function* source(): AsyncGenerator<GroupJob, void, undefined> {
      try {
        for (const job of seeded(4)) yield await Promise.resolve(job);
      } finally {
        closed = true;
      }
    }
    const runner = new ManualRunner(1);
    const groups = encodeGroups(source(), runner, progress(), undefined);
    const failed = expect(groups).rejects.toThrow('no');
    await runner.settle();
    runner.underWay.get(0)!.fail(new Error('no'));
    await failed;
    expect(closed).toBe(true);
  });

  it('keeps jobs for another pass while their pictures are not too large together', async () => {
    const large: Picture = { ...SMALL, y: new Uint8Array(2 ** 27), u: new Uint8Array(0), v: new Uint8Array(0) };
    const runner: GroupRunner = {
      concurrency: 1,
      encodeGroup: () =>
        Promise.resolve({
          frames: 1,
          key: Uint8Array.of(1),
          motion: new Uint8Array(0),
          statistics: new Uint8Array(0),
          cover: new Uint8Array(0),
          facts: FACTS,
        }),
    };
    const jobs = [jobOf(0, [large]), jobOf(1, [large]), jobOf(2, [SMALL]), jobOf(3, [large])];
    const groups = await encodeGroups(jobsOf(...jobs), runner, progress(), undefined);
    expect(groups.map(({ job }) => job?.seed)).toEqual([0, 1, undefined, undefined]);
    expect(groups.every(({ budget, result }) => budget !== undefined && result.frames === 1)).toBe(true);
  });

  it('tells progress by the frames of each group, without their tails', async () => {
    const fractions: number[] = [];
    const reporter = new ProgressReporter({ frameCount: 4, onProgress: ({ fraction }) => fractions.push(fraction) });
    const runner = new ManualRunner(2);
    const jobs = [jobOf(0, [SMALL, SMALL, SMALL], 1), jobOf(1)];
    const groups = encodeGroups(jobsOf(...jobs), runner, reporter, undefined);
    await runner.settle();
    runner.underWay.get(0)!.watch.onProgress!('motion', 1);
    runner.underWay.get(1)!.watch.onProgress!('motion', 0);
    expect(fractions).toEqual([0.5, 0.85]);
    for (const group of [...runner.underWay.values()]) group.end();
    await groups;
  });

  it('gives all groups that come of a job, in its place', async () => {
    const runner = new ManualRunner(2);
    const twice: JobEncoder = async (job, encode) => {
      const parts = [job, { ...job, seed: job.seed + 10, target: { bytes: 7 } }];
      const encoded: EncodedJob[] = [];
      for (const part of parts) encoded.push({ job: part, result: await encode(part) });
      return encoded;
    };
    const groups = encodeGroups(jobsOf(...seeded(3)), runner, progress(), undefined, twice);
    await runner.settle();
    while (runner.underWay.size > 0) {
      for (const group of [...runner.underWay.values()].reverse()) group.end();
      await runner.settle();
    }
    expect(seedsOf(await groups)).toEqual([0, 10, 1, 11, 2, 12]);
    expect((await groups).map(({ budget }) => budget)).toEqual([100, 7, 101, 7, 102, 7]);
    expect(runner.most).toBe(2);
  });

  it('has no budget with a target in quality', async () => {
    const runner = new ManualRunner(1);
    const groups = encodeGroups(jobsOf({ ...jobOf(0), target: { quality: 50 } }), runner, progress(), undefined);
    await runner.settle();
    runner.underWay.get(0)!.end();
    expect((await groups)[0]!.budget).toBeUndefined();
  });
});
