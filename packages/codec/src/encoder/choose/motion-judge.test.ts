import { describe, expect, it } from 'vitest';
import { swayAt, swayingClip, swayingFrame } from '../../../../../test/fixtures/swaying-scene.js';
import { classicalMotion, type MotionConditions, type MotionGenerator } from '../../generator/index.js';
import {
  basisPictures,
  forwardTime,
  gridSize,
  nearestStep,
  NO_MOTION,
  quantiseMap,
  quantiserStep,
  type Flow,
  type MotionTokens,
} from '../../motion/index.js';
import { createPicture, type Picture } from '../../picture/index.js';
import { meanLength, originalFlows } from '../analysis/frame-flow.js';
import { analysisPlane } from '../analysis/motion-analysis.js';
import { MotionJudge, STILLNESS, type JudgedGroup, type Opinion } from './motion-judge.js';

const SIDE = 64;
const FRAMES = 12;
const PERIOD = 12;
const AMPLITUDE = 2;
const GRID = 2;
const scene = { width: SIDE, height: SIDE, frames: FRAMES, period: PERIOD, amplitude: AMPLITUDE };
const unhurried = (): Promise<void> => Promise.resolve();
/** The scene at rest: what all frames are displaced from. */
const REST = swayingFrame({ ...scene, amplitude: 0 }, 0);
const beside = { key: REST, generator: classicalMotion };

/** A clip, as it is judged. */
async function groupOf(clip: readonly Picture[]): Promise<JudgedGroup> {
  const planes = clip.map(analysisPlane);
  const originals = await originalFlows(planes, 4, unhurried);
  return { originals, planes, keyFrame: 0, frames: clip.length, seed: 0, reduced: false };
}

let known: Promise<JudgedGroup> | undefined;
const swaying = (): Promise<JudgedGroup> => (known ??= groupOf(swayingClip(scene)));
const judgeWith = async (breathe = unhurried): Promise<MotionJudge> => new MotionJudge(await swaying(), breathe);

/** A bright bar on dark ground, `x` pixels from the left. */
function barAt(x: number): Picture {
  const picture = createPicture(SIDE, SIDE);
  picture.y.fill(60);
  for (let y = 0; y < SIDE; y++) picture.y.fill(200, y * SIDE + x, y * SIDE + x + 6);
  return picture;
}

/** The scene's own motion, times `gain`, in fine steps. */
function swayTokens(gain: number): MotionTokens {
  const size = gridSize(SIDE, SIDE, GRID);
  const cells = size.width * size.height;
  const pictures = basisPictures(size.width, size.height);
  const metric = {
    xx: new Float32Array(cells).fill(1),
    xy: new Float32Array(cells),
    yy: new Float32Array(cells).fill(1),
  };
  const step = nearestStep(1 / 64);
  const along = (axis: 0 | 1, phase: number, amplitude: number): MotionTokens['modes'][number] => {
    const data = new Float32Array(2 * cells);
    for (let i = 0; i < cells; i++) {
      const [x, y] = [(i % size.width) + 0.5, Math.floor(i / size.width) + 0.5];
      data[2 * i + axis] = swayAt(x / size.width, y / size.height);
    }
    const map: Flow = { ...size, data };
    const samples = Float32Array.from(
      { length: FRAMES },
      (_, t) => gain * amplitude * Math.sin((2 * Math.PI * t) / PERIOD + phase),
    );
    return {
      map: quantiseMap(map, metric, pictures, quantiserStep(step), 1e-9, 0),
      mapStep: step,
      series: Int32Array.from(forwardTime('cosine', samples), (value) => Math.round(value / quantiserStep(step))),
      seriesStep: step,
    };
  };
  return { ...NO_MOTION, grid: GRID, modes: [along(0, 0, AMPLITUDE), along(1, 1, 0.4 * AMPLITUDE)] };
}

/** The classical generator, counting what it is asked. */
function counting(): MotionGenerator & { readonly asked: MotionConditions[] } {
  const asked: MotionConditions[] = [];
  return {
    modelId: 0,
    asked,
    generate: (conditions) => {
      asked.push(conditions);
      return classicalMotion.generate(conditions);
    },
  };
}

describe('MotionJudge', () => {
  it('finds the right motion better than standing still, more of it worse, and the reverse worst', async () => {
    const judge = await judgeWith();
    const opinions: Opinion[] = [];
    for (const gain of [1, 0.5, 0, -1]) opinions.push(await judge.opinionOf(swayTokens(gain), beside));
    const [right, half, none, reverse] = opinions as [Opinion, Opinion, Opinion, Opinion];
    expect(right.error).toBeLessThan(0.5 * judge.stillError);
    expect(half.error).toBeGreaterThan(right.error);
    expect(half.error).toBeLessThan(judge.stillError);
    expect(none.error).toBeCloseTo(judge.stillError, 1);
    expect(reverse.error).toBeGreaterThan(1.5 * judge.stillError);
  });

  it('counts speed that is missing once more, and no other error', async () => {
    const judge = await judgeWith();
    const lackOf = async (gain: number): Promise<number> => {
      const { error, motion } = await judge.opinionOf(swayTokens(gain), beside);
      return (motion - error) / STILLNESS / judge.stillError;
    };
    expect(await lackOf(0)).toBeCloseTo(1, 1);
    const half = await lackOf(0.5);
    expect(half).toBeGreaterThan(0.3);
    expect(half).toBeLessThan(0.8);
    for (const gain of [1, -1, 2]) expect(await lackOf(gain)).toBeLessThan(0.3);
  });

  it('knows the error of a still picture from the original', async () => {
    const judge = await judgeWith();
    expect(judge.stillError).toBe(meanLength((await swaying()).originals));
    expect(judge.stillError).toBeGreaterThan(0.05);
    const { error, motion } = await judge.opinionOf(NO_MOTION, beside);
    expect(error).toBe(judge.stillError);
    expect(motion).toBeCloseTo((1 + STILLNESS) * judge.stillError, 9);
  });

  it('sees what stands still, and what changes as strongly as the original, forwards or backwards', async () => {
    const judge = await judgeWith();
    const stillness = async (tokens: MotionTokens): Promise<number> =>
      (await judge.opinionOf(tokens, beside)).stillness;
    expect(await stillness(NO_MOTION)).toBe(1);
    expect(await stillness(swayTokens(1))).toBeLessThan(0.35);
    expect(await stillness(swayTokens(-1))).toBeLessThan(0.35);
    expect(await stillness(swayTokens(0.3))).toBeGreaterThan(0.4);
  });

  it('sees no excess where nothing moves, however coarse the key picture is', async () => {
    const judge = new MotionJudge(await groupOf(swayingClip({ ...scene, amplitude: 0 })), unhurried);
    const coarse = { ...REST, y: REST.y.map((value) => value & 0xe0) };
    for (const key of [REST, coarse]) {
      expect((await judge.opinionOf(NO_MOTION, { ...beside, key })).excess).toBeCloseTo(0, 9);
    }
  });

  it('sees excess where a bar has swung away from the key frame, more the longer it is away', async () => {
    const excessOf = async (away: (t: number) => boolean): Promise<number> => {
      const clip = Array.from({ length: FRAMES }, (_, t) => barAt(away(t) ? 40 : 16));
      const judge = new MotionJudge(await groupOf(clip), unhurried);
      return (await judge.opinionOf(NO_MOTION, { ...beside, key: clip[0]! })).excess;
    };
    expect(await excessOf(() => false)).toBe(0);
    const soon = await excessOf((t) => t >= 1);
    const late = await excessOf((t) => t >= 6);
    expect(late).toBeGreaterThan(0.05);
    expect(soon).toBeGreaterThan(1.5 * late);
  });

  it('sees less excess with motion that takes things to where they are, and more with the reverse', async () => {
    const wide = { ...scene, amplitude: 5 };
    const judge = new MotionJudge(await groupOf(swayingClip(wide)), unhurried);
    const excesses = [];
    for (const gain of [2.5, 0, -2.5]) excesses.push((await judge.opinionOf(swayTokens(gain), beside)).excess);
    const [right, none, reverse] = excesses as [number, number, number];
    expect(right).toBeLessThan(0.2 * none);
    expect(reverse).toBeGreaterThan(1.2 * none);
  });

  it('never answers a negative excess: the key frame may be shown worst', async () => {
    const clip = Array.from({ length: FRAMES }, (_, t) => barAt(t === 0 ? 16 : 40));
    const judge = new MotionJudge(await groupOf(clip), unhurried);
    expect((await judge.opinionOf(NO_MOTION, { ...beside, key: clip[1]! })).excess).toBe(0);
  });

  it('answers a question once; another key picture, generator or motion is another question', async () => {
    const [one, other] = [counting(), counting()];
    const judge = await judgeWith();
    const tokens = swayTokens(1);
    const [first, again] = await Promise.all([1, 2].map(() => judge.opinionOf(tokens, { key: REST, generator: one })));
    expect(again).toBe(first);
    expect(one.asked).toHaveLength(1);
    await judge.opinionOf(tokens, { key: { ...REST }, generator: one });
    expect(one.asked).toHaveLength(2);
    expect(await judge.opinionOf(tokens, { key: REST, generator: other })).toEqual(first);
    expect(other.asked).toHaveLength(1);
    await judge.opinionOf({ ...tokens }, { key: REST, generator: one });
    expect(one.asked).toHaveLength(3);
  });

  it('gives the seed of the stream to the generator', async () => {
    const generator = counting();
    const group = await swaying();
    const short = { ...group, originals: group.originals.slice(0, 1), seed: 41 };
    await new MotionJudge(short, unhurried).opinionOf(swayTokens(1), { key: REST, generator });
    expect(generator.asked[0]!.seed).toBe(41);
  });

  it('ends where breathing throws, between any two pairs of frames', async () => {
    for (const tokens of [swayTokens(1), NO_MOTION]) {
      for (const last of [0, 1, 3]) {
        let breaths = 0;
        const breathe = (): Promise<void> =>
          breaths++ < last ? Promise.resolve() : Promise.reject(new DOMException('enough', 'AbortError'));
        const judge = await judgeWith(breathe);
        await expect(judge.opinionOf(tokens, beside)).rejects.toThrow('enough');
        expect(breaths).toBe(last + 1);
      }
    }
  });

  it('answers 0 where there is no pair of frames', async () => {
    const judge = new MotionJudge(await groupOf([REST]), unhurried);
    expect(judge.stillError).toBe(0);
    for (const tokens of [swayTokens(1), NO_MOTION]) {
      expect(await judge.opinionOf(tokens, beside)).toEqual({ error: 0, motion: 0, excess: 0, stillness: 0, shade: 0 });
    }
  });
});
