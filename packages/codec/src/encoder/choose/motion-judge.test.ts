import { describe, expect, it } from 'vitest';
import { swayAt, swayingClip, swayingFrame } from '../../../../../test/fixtures/swaying-scene.js';
import { classicalMotion, type MotionConditions, type MotionGenerator } from '../../generator/index.js';
import {
  basisPictures,
  forwardTime,
  gridSize,
  MapTransform,
  nearestStep,
  NO_MOTION,
  quantiseMap,
  quantiserStep,
  type Flow,
  type MotionTokens,
} from '../../motion/index.js';
import { lumaPlane } from '../../picture/index.js';
import { meanLength, originalFlows } from '../analysis/frame-flow.js';
import { MotionJudge } from './motion-judge.js';

const SIDE = 64;
const FRAMES = 12;
const PERIOD = 12;
const AMPLITUDE = 2;
const GRID = 2;
const scene = { width: SIDE, height: SIDE, frames: FRAMES, period: PERIOD, amplitude: AMPLITUDE };
const unhurried = (): Promise<void> => Promise.resolve();
const originals = await originalFlows(swayingClip(scene).map(lumaPlane), 4, unhurried);
/** The scene at rest: what all frames are displaced from. */
const REST = swayingFrame({ ...scene, amplitude: 0 }, 0);
const beside = { key: REST, generator: classicalMotion };
const judgeWith = (breathe = unhurried): MotionJudge => new MotionJudge(originals, FRAMES, 0, breathe);

/** The scene's own motion, times `gain`, in fine steps. */
function swayTokens(gain: number): MotionTokens {
  const size = gridSize(SIDE, SIDE, GRID);
  const cells = size.width * size.height;
  const pictures = basisPictures(new MapTransform(size.width, size.height));
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
    const judge = judgeWith();
    const errors = [];
    for (const gain of [1, 0.5, 0, -1]) errors.push(await judge.errorOf(swayTokens(gain), beside));
    const [right, half, none, reverse] = errors as [number, number, number, number];
    expect(right).toBeLessThan(0.5 * judge.stillError);
    expect(half).toBeGreaterThan(right);
    expect(half).toBeLessThan(judge.stillError);
    expect(none).toBeCloseTo(judge.stillError, 1);
    expect(reverse).toBeGreaterThan(1.5 * judge.stillError);
  });

  it('knows the error of a still picture without rendering it', async () => {
    const generator = counting();
    const judge = judgeWith();
    expect(judge.stillError).toBe(meanLength(originals));
    expect(judge.stillError).toBeGreaterThan(0.05);
    expect(await judge.errorOf(NO_MOTION, { key: REST, generator })).toBe(judge.stillError);
    expect(generator.asked).toHaveLength(0);
  });

  it('answers a question once; another key picture, generator or motion is another question', async () => {
    const [one, other] = [counting(), counting()];
    const judge = judgeWith();
    const tokens = swayTokens(1);
    const [first, again] = await Promise.all([1, 2].map(() => judge.errorOf(tokens, { key: REST, generator: one })));
    expect(again).toBe(first);
    expect(one.asked).toHaveLength(1);
    await judge.errorOf(tokens, { key: { ...REST }, generator: one });
    expect(one.asked).toHaveLength(2);
    expect(await judge.errorOf(tokens, { key: REST, generator: other })).toBe(first);
    expect(other.asked).toHaveLength(1);
    await judge.errorOf({ ...tokens }, { key: REST, generator: one });
    expect(one.asked).toHaveLength(3);
  });

  it('gives the seed of the stream to the generator', async () => {
    const generator = counting();
    await new MotionJudge(originals.slice(0, 1), FRAMES, 41, unhurried).errorOf(swayTokens(1), {
      key: REST,
      generator,
    });
    expect(generator.asked[0]!.seed).toBe(41);
  });

  it('ends where breathing throws, between any two pairs of frames', async () => {
    for (const last of [0, 1, 3]) {
      let breaths = 0;
      const breathe = (): Promise<void> =>
        breaths++ < last ? Promise.resolve() : Promise.reject(new DOMException('enough', 'AbortError'));
      await expect(judgeWith(breathe).errorOf(swayTokens(1), beside)).rejects.toThrow('enough');
      expect(breaths).toBe(last + 1);
    }
  });

  it('answers 0 where there is no pair of frames', async () => {
    const judge = new MotionJudge([], 1, 0, unhurried);
    expect(judge.stillError).toBe(0);
    expect(await judge.errorOf(swayTokens(1), beside)).toBe(0);
  });
});
