import { describe, expect, it } from 'vitest';
import { createPicture, type Picture } from '../../picture/index.js';
import type { GroupView } from '../choose/group-view.js';
import type { GroupJob, GroupResult } from './group-job.js';
import { LEAST_LENGTH } from './part-length.js';
import { encodeSplitting, GROUP_OVERHEAD, halvesOf } from './split-group.js';

/** Numbered frames. */
function clip(count: number): Picture[] {
  return Array.from({ length: count }, (_, i) => {
    const picture = createPicture(64, 64);
    picture.y.fill(i);
    return picture;
  });
}

const LARGE_FRAME = createPicture(640, 512);

const jobOf = (frames: number, more: Partial<GroupJob> = {}): GroupJob => ({
  frames: clip(frames + (more.tail ?? 0)),
  tail: 0,
  whole: true,
  target: { bytes: 4000 },
  preset: 'fast',
  without: [],
  modelId: 0,
  seed: 0,
  ...more,
});
const lengthOf = ({ frames, tail }: GroupJob): number => frames.length - tail;

/** A view whose frames away from the key frame lose so much. */
const losing = (away: number, key = 0.05): GroupView => ({
  key,
  away,
  motion: 0,
  stillError: 0,
  stillness: 0,
  shade: 0,
});

/** Encodes groups to views by their lengths, and remembers what it was asked for. */
class Fake {
  readonly jobs: GroupJob[] = [];

  constructor(
    private readonly viewOf: (frames: number) => GroupView,
    private readonly loops = false,
  ) {}

  readonly encode = (job: GroupJob): Promise<GroupResult> => {
    this.jobs.push(job);
    const facts = {
      motionErrors: [],
      view: this.viewOf(lengthOf(job)),
      novelty: 0,
      jumps: 0,
      travel: 0,
      loops: this.loops,
    };
    const [key, motion, statistics] = [Uint8Array.of(1), Uint8Array.of(1), new Uint8Array(0)];
    return Promise.resolve({ frames: lengthOf(job), key, motion, statistics, cover: new Uint8Array(0), facts });
  };
}

async function lengths(job: GroupJob, fake: Fake): Promise<number[]> {
  const parts = await encodeSplitting(job, fake.encode);
  for (const { job: part, result } of parts) expect(result.frames).toBe(lengthOf(part));
  return parts.map(({ result }) => result.frames);
}

describe('encodeSplitting', () => {
  it('tries nothing where the key picture holds', async () => {
    const fake = new Fake(() => losing(0.01));
    expect(await lengths(jobOf(100), fake)).toEqual([100]);
    expect(fake.jobs).toHaveLength(1);
  });

  it('keeps one group where two score worse', async () => {
    const fake = new Fake((frames) => losing(0.2, frames === 100 ? 0.05 : 0.1));
    expect(await lengths(jobOf(100), fake)).toEqual([100]);
    expect(fake.jobs.map(lengthOf)).toEqual([100, 50, 50]);
  });

  it('takes two halves where they score better, and looks at each in the same way', async () => {
    const fake = new Fake((frames) => losing(0.002 * frames));
    expect(await lengths(jobOf(100), fake)).toEqual([25, 25, 25, 25]);
  });

  it('splits down to the least length, and no further', async () => {
    const fake = new Fake((frames) => losing(0.01 * frames));
    const parts = await lengths(jobOf(90), fake);
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(LEAST_LENGTH - 1);
    expect(parts.reduce((sum, frames) => sum + frames, 0)).toBe(90);
    expect(await lengths(jobOf(2 * LEAST_LENGTH - 1), fake)).toEqual([2 * LEAST_LENGTH - 1]);
  });

  it('with a target in quality, takes halves that are worth their bytes', async () => {
    const target = { quality: 50 };
    expect(await lengths(jobOf(60, { target }), new Fake((frames) => losing(frames > 30 ? 0.2 : 0.15)))).toEqual([60]);
    expect(await lengths(jobOf(60, { target }), new Fake((frames) => losing(frames > 30 ? 0.2 : 0.05)))).toEqual([
      30, 30,
    ]);
  });

  it('leaves loops, tiny budgets and what the options leave out in one', async () => {
    expect(await lengths(jobOf(100), new Fake(() => losing(1), true))).toEqual([100]);
    const better = (): Fake => new Fake((frames) => losing(0.01 * frames));
    expect(await lengths(jobOf(100, { target: { bytes: 90 } }), better())).toEqual([100]);
    expect(await lengths(jobOf(100, { without: ['short-groups'] }), better())).toEqual([100]);
  });
});

describe('encodeSplitting of what is foreseen', () => {
  const large = (frames: number, more: Partial<GroupJob> = {}): GroupJob =>
    jobOf(frames, { frames: Array<Picture>(frames + (more.tail ?? 0)).fill(LARGE_FRAME), ...more });
  const fake = new Fake(() => losing(1));
  /** Says of groups that may come back undone as how many they are better encoded. */
  const foreseeing =
    (partsOf: (frames: number) => number, jobs: GroupJob[] = []) =>
    async (job: GroupJob): Promise<GroupResult> => {
      jobs.push(job);
      const parts = job.divisible === true ? partsOf(lengthOf(job)) : 1;
      const result = await fake.encode(job);
      return parts > 1 ? { ...result, parts } : result;
    };
  const lengthsOf = async (job: GroupJob, encode: (job: GroupJob) => Promise<GroupResult>): Promise<number[]> =>
    (await encodeSplitting(job, encode)).map(({ job: part, result }) => {
      expect(part).not.toHaveProperty('divisible');
      expect(result.parts).toBeUndefined();
      return lengthOf(part);
    });

  it('encodes a large group in as many parts at once, and looks at each again', async () => {
    const jobs: GroupJob[] = [];
    const encode = foreseeing((frames) => (frames === 100 ? 4 : 1), jobs);
    expect(await lengthsOf(large(100), encode)).toEqual([25, 25, 25, 25]);
    expect(jobs.map(lengthOf)).toEqual([100, 25, 25, 25, 25]);
    const again = foreseeing((frames) => (frames > 30 ? 2 : 1));
    expect(await lengthsOf(large(100), again)).toEqual([25, 25, 25, 25]);
  });

  it('compares nothing where a large group stays whole', async () => {
    const jobs: GroupJob[] = [];
    expect(
      await lengthsOf(
        large(100),
        foreseeing(() => 1, jobs),
      ),
    ).toEqual([100]);
    expect(jobs).toHaveLength(1);
  });

  it('does not ask of short groups, small pictures, qualities, other presets and where the options say so', async () => {
    for (const job of [
      large(23),
      jobOf(100),
      large(100, { target: { quality: 40 } }),
      large(100, { preset: 'balanced' }),
      large(100, { without: ['short-groups'] }),
    ]) {
      const jobs: GroupJob[] = [];
      await encodeSplitting(
        job,
        foreseeing(() => 2, jobs),
      );
      expect(jobs.some(({ divisible }) => divisible === true)).toBe(false);
    }
  });
});

describe('halvesOf', () => {
  it('shows each frame once, and fades the first half into the second', () => {
    for (const [frames, tail] of [
      [100, 0],
      [101, 12],
      [24, 5],
    ] as const) {
      const job = jobOf(frames, { tail });
      const [first, second] = halvesOf(job);
      const shown = [first, second].flatMap((half) => half.frames.slice(0, lengthOf(half)));
      expect(shown).toEqual(job.frames.slice(0, frames));
      expect(first.frames.slice(lengthOf(first))).toEqual(second.frames.slice(0, first.tail));
      expect(second.frames.slice(lengthOf(second))).toEqual(job.frames.slice(frames));
      expect(second.tail).toBe(tail);
      expect(first.tail).toBeLessThanOrEqual(lengthOf(first) / 4);
      expect([first.whole, second.whole]).toEqual([false, false]);
    }
  });

  it('shares the bytes by frames, less what one more group costs', () => {
    const [first, second] = halvesOf(jobOf(101, { target: { bytes: 1034 } }));
    expect(first.target).toEqual({ bytes: Math.floor((51 * (1034 - GROUP_OVERHEAD)) / 101) });
    expect(second.target).toEqual({ bytes: Math.floor((50 * (1034 - GROUP_OVERHEAD)) / 101) });
    expect(halvesOf(jobOf(30, { target: { quality: 40 } }))[0].target).toEqual({ quality: 40 });
  });
});
