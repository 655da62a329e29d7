import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStream } from '../bitstream/index.js';
import { MODELS, NEWEST_MODEL, withoutMotion } from '../generator/index.js';
import { createPicture, type Picture } from '../picture/index.js';
import type { Encoded, EncodeOptions } from './api.js';
import type { GroupView } from './choose/group-view.js';
import { encode } from './encode.js';
import type { GroupJob, GroupResult, GroupRunner } from './group/group-job.js';

/** Shots of flat pictures: the groups of a clip begin where the shade changes. */
function shots(...lengths: readonly number[]): Picture[] {
  return lengths.flatMap((length, i) =>
    Array.from({ length }, () => {
      const picture = createPicture(64, 64);
      picture.y.fill(i % 2 === 0 ? 40 : 200);
      return picture;
    }),
  );
}

/** What a fake group makes of a budget: it takes whole steps of it, at least and at most so many bytes. */
interface Appetite {
  readonly least?: number;
  readonly most?: number;
  readonly step?: number;
  readonly motionErrors?: readonly number[];
  readonly view?: GroupView;
  readonly novelty?: number;
}

/** Of a group that its key picture holds. */
const PLAIN: GroupView = { key: 0.05, away: 0, motion: 0, stillError: 0, stillness: 0, shade: 0 };

/** Encodes groups, told apart by their lengths, to payloads of the sizes that their appetites say. */
class FakeRunner implements GroupRunner {
  readonly jobs: GroupJob[] = [];

  constructor(
    private readonly appetites: Readonly<Record<number, Appetite>>,
    readonly concurrency = 1,
  ) {}

  async encodeGroup(job: GroupJob): Promise<GroupResult> {
    this.jobs.push(job);
    const frames = job.frames.length - job.tail;
    // The longest group ends first.
    for (let turn = 0; turn < 50 - frames; turn++) await Promise.resolve();
    const {
      least = 1,
      most = Infinity,
      step = 1,
      motionErrors = [],
      view = PLAIN,
      novelty = 0,
    } = this.appetites[frames] ?? {};
    const budget = 'bytes' in job.target ? job.target.bytes : 10 * job.target.quality;
    const bytes = Math.max(least, Math.min(most, step * Math.floor(budget / step)), 2);
    return {
      frames,
      key: new Uint8Array(bytes - 1).fill(frames),
      motion: Uint8Array.of(frames),
      statistics: new Uint8Array(0),
      cover: new Uint8Array(0),
      facts: { motionErrors, view, novelty, jumps: 0, travel: 0, loops: false },
    };
  }
}

function encodeShots(
  lengths: readonly number[],
  groups: GroupRunner,
  options: Partial<EncodeOptions> = {},
): Promise<Encoded> {
  const clip = shots(...lengths);
  const never = { encode: () => Promise.reject(new Error()), decode: () => Promise.reject(new Error()) };
  const frameRate = { numerator: 25, denominator: 1 };
  return encode(clip, {
    frameRate,
    target: { bytes: 3000 },
    stills: never,
    frameCount: clip.length,
    groups,
    ...options,
  });
}

describe('encode, by groups that take what they are given,', () => {
  it('spends its target to the last few bytes, in one pass', async () => {
    for (const lengths of [[30], [20, 10], [12, 25, 9, 14]]) {
      const runner = new FakeRunner({});
      const { bytes, report } = await encodeShots(lengths, runner);
      expect(bytes.length).toBeLessThanOrEqual(3000);
      expect(bytes.length).toBeGreaterThan(3000 - 4 * lengths.length);
      expect(report).toMatchObject({ bytes: bytes.length, onTarget: true });
      expect(runner.jobs).toHaveLength(lengths.length);
    }
  });

  it('gives bytes by the number of frames', async () => {
    const runner = new FakeRunner({});
    const { bytes } = await encodeShots([20, 10], runner);
    const [long, short] = parseStream(bytes).groups;
    expect(long!.length / short!.length).toBeCloseTo(2, 1);
  });

  it('hands options on to each job', async () => {
    const runner = new FakeRunner({});
    await encodeShots([20, 10], runner, { preset: 'fast', without: ['rdo'], modelId: NEWEST_MODEL, seed: 9 });
    for (const job of runner.jobs)
      expect(job).toMatchObject({ preset: 'fast', without: ['rdo'], modelId: NEWEST_MODEL, seed: 9, whole: false });
  });

  it('passes a quality on and encodes each group once', async () => {
    const runner = new FakeRunner({});
    const { report } = await encodeShots([20, 10], runner, { target: { quality: 40 } });
    expect(runner.jobs.map(({ target }) => target)).toEqual([{ quality: 40 }, { quality: 40 }]);
    expect(report.onTarget).toBe(true);
  });

  it('gives the same bytes however many groups are under way', async () => {
    const lengths = [12, 25, 9, 14];
    const appetites = { 25: { most: 500 }, 9: { least: 700 } };
    const one = await encodeShots(lengths, new FakeRunner(appetites, 1));
    for (const concurrency of [2, 3, 8])
      expect((await encodeShots(lengths, new FakeRunner(appetites, concurrency))).bytes).toEqual(one.bytes);
    expect(parseStream(one.bytes).groups.map(({ frames }) => frames)).toEqual(lengths);
  });
});

describe('encode, by groups that cannot take what they are given,', () => {
  it('gives what is left to others', async () => {
    const runner = new FakeRunner({ 20: { most: 600 } });
    const { report } = await encodeShots([20, 10], runner);
    expect(report.onTarget).toBe(true);
    expect(runner.jobs.map(({ frames }) => frames.length)).toEqual([20, 10, 10]);
  });

  it('has others pay for what is too large', async () => {
    const runner = new FakeRunner({ 10: { least: 1600 } });
    const { bytes, report } = await encodeShots([20, 10], runner);
    expect(bytes.length).toBeLessThanOrEqual(3000);
    expect(report.onTarget).toBe(true);
  });

  it('says so where nobody can take more or less', async () => {
    const few = await encodeShots([20, 10], new FakeRunner({ 20: { most: 500 }, 10: { most: 500 } }));
    expect(few.report).toMatchObject({ onTarget: false });
    expect(few.report.note).toMatch(/rest of the 3000/);
    const many = await encodeShots([20, 10], new FakeRunner({ 20: { least: 2000 }, 10: { least: 2000 } }));
    expect(many.report.note).toMatch(/smallest stream/);
  });

  it('never exceeds its target where each group fits its share', async () => {
    const appetite = fc.record({
      most: fc.integer({ min: 50, max: 6000 }),
      step: fc.integer({ min: 1, max: 80 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.tuple(appetite, appetite, appetite), async ([a, b, c]) => {
        const { bytes } = await encodeShots([12, 9, 14], new FakeRunner({ 12: a, 9: b, 14: c }));
        expect(bytes.length).toBeLessThanOrEqual(3000);
      }),
      {
        numRuns: 60,
        seed: 3,
        examples: [
          [
            [
              { most: 1577, step: 79 },
              { most: 59, step: 1 },
              { most: 1327, step: 1 },
            ],
          ],
        ],
      },
    );
  });
});

describe('encode, by a group that its key picture cannot hold,', () => {
  const torn: GroupView = { ...PLAIN, away: 0.3 };
  /** Halves of 40 frames, the first of which carries a tail, leave bytes. */
  const appetites = { 40: { view: torn }, 20: { most: 600 } };

  it('halves it, and stays within its target whatever the halves use', async () => {
    for (const concurrency of [1, 3]) {
      const runner = new FakeRunner(appetites, concurrency);
      const { bytes, report } = await encodeShots([40, 30], runner);
      expect(parseStream(bytes).groups.map(({ frames }) => frames)).toEqual([20, 20, 30]);
      expect(bytes.length).toBeLessThanOrEqual(3000);
      expect(report).toMatchObject({ onTarget: true, frames: 70 });
    }
  });

  it('tries halves in the first pass alone', async () => {
    const runner = new FakeRunner(appetites);
    await encodeShots([40, 30], runner);
    const lengths = runner.jobs.map(({ frames, tail }) => frames.length - tail);
    expect(lengths.slice(0, 4)).toEqual([40, 20, 20, 30]);
    expect(lengths.slice(4)).not.toContain(40);
  });

  it('gives the same bytes however many groups are under way', async () => {
    const one = await encodeShots([40, 30, 40], new FakeRunner(appetites, 1));
    const three = await encodeShots([40, 30, 40], new FakeRunner(appetites, 3));
    expect(three.bytes).toEqual(one.bytes);
  });
});

describe('the report of an encode', () => {
  it('says so where a conventional codec may look better', async () => {
    const cautionOf = async (view: GroupView): Promise<string | undefined> =>
      (await encodeShots([20, 10], new FakeRunner({ 20: { view } }))).report.caution;
    expect(await cautionOf(PLAIN)).toBeUndefined();
    expect(await cautionOf({ ...PLAIN, away: 0.9 })).toMatch(/VP9 or x265 may look better/);
  });
});

describe('the model that a stream names', () => {
  const model = MODELS.find(({ id }) => withoutMotion(id) !== id)!.id;

  async function modelOf(long: readonly number[], short: readonly number[]): Promise<number> {
    const runner = new FakeRunner({ 20: { motionErrors: long }, 10: { motionErrors: short } });
    const { bytes } = await encodeShots([20, 10], runner, { modelId: model });
    return parseStream(bytes).header.modelId;
  }

  it('has learned motion where all frames move much better by it on average', async () => {
    expect(await modelOf([1, 0.8], [1, 0.8])).toBe(model);
    expect(await modelOf([1, 1.1], [1, 1.1])).toBe(withoutMotion(model));
    expect(await modelOf([1, 0.8], [1, 1])).toBe(model);
    expect(await modelOf([1, 1], [1, 0.8])).toBe(withoutMotion(model));
  });

  it('has not where that is little better, or nothing is known', async () => {
    expect(await modelOf([1, 0.93], [1, 0.93])).toBe(withoutMotion(model));
    expect(await modelOf([], [])).toBe(withoutMotion(model));
    expect(await modelOf([], [1, 0.8])).toBe(model);
  });
});
