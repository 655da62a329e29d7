import { describe, expect, it } from 'vitest';
import { createFlow, type Flow, type TrajectoryHints } from '../../motion/index.js';
import { createPicture, type Picture } from '../../picture/index.js';
import { chooseGenerators } from '../choose-generators.js';
import { classicalMotion } from './classical-motion.js';
import { ModelError } from '../errors.js';
import { learnedMotion } from './learned-motion.js';
import type { Network, NetworkRuntime, NetworkTensor } from '../network.js';

const TAPS = 34;
const FILTERS = 2 * 4 * TAPS;

function key(width = 256, height = 256): Picture {
  const out = createPicture(width, height);
  out.y.forEach((_, i) => (out.y[i] = 100 + ((i * 31) % 60)));
  return out;
}

function flow(width: number, height: number, at: (x: number, y: number) => readonly [number, number]): Flow {
  const out = createFlow(width, height);
  for (let i = 0; i < out.data.length; i++) out.data[i] = at((i >> 1) % width, Math.floor((i >> 1) / width))[i & 1]!;
  return out;
}

function hintsOf(maps: readonly Flow[], cameraMoves: readonly number[] = []): TrajectoryHints {
  const coefficients = [...maps, ...cameraMoves].map((_, k) =>
    Float32Array.from({ length: 12 }, (_value, i) => (i === k + 1 ? 3 : 0)),
  );
  return {
    maps,
    mapSteps: maps.map(() => 0.5),
    series: { basis: 'cosine', coefficients },
    cameraMoves,
    keyFrame: 0,
    lagrangian: false,
    advection: undefined,
    light: undefined,
    tone: undefined,
  };
}

/** A network whose filters have the same weights in every cell. @param weightOf of a tap of a share and phase */
function constant(
  weightOf: (share: number, phase: number, tap: number) => number,
  seen: NetworkTensor[] = [],
): Network {
  return {
    run: ({ scene }) => {
      seen.push(scene!);
      const [, , height, width] = scene!.shape as [number, number, number, number];
      const area = height * width;
      const data = new Float32Array(FILTERS * area);
      for (let plane = 0; plane < FILTERS; plane++)
        data.fill(
          weightOf(Math.floor(plane / (4 * TAPS)), Math.floor(plane / TAPS) % 4, plane % TAPS),
          plane * area,
          (plane + 1) * area,
        );
      return Promise.resolve({ filters: { data, shape: [1, FILTERS, height, width] } });
    },
  };
}

const ramp = flow(64, 64, (x, y) => [x, 2 * y]);
const nothing = constant(() => 0);

describe('learnedMotion', () => {
  it('adds nothing where the filters are zero', async () => {
    const conditions = { hints: hintsOf([ramp], [0]), key: key(), seed: 1 };
    expect(await learnedMotion({ filters: nothing }, 2).generate(conditions)).toEqual(
      await classicalMotion.generate(conditions),
    );
  });

  it('adds the cells that the filters weigh, phase by phase', async () => {
    // Phase 1 (right, above) takes the cell to the right of its own; the others none.
    const right = constant((share, phase, tap) => (share === 0 && phase === 1 && tap === 13 ? 1 : 0));
    const conditions = { hints: hintsOf([ramp]), key: key(), seed: 1 };
    const [base, made] = await Promise.all(
      [classicalMotion, learnedMotion({ filters: right }, 2)].map(
        async (generator) => (await generator.generate(conditions)).maps[0]!.data,
      ),
    );
    const change = (x: number, y: number): number[] =>
      [0, 1].map((axis) => made![2 * (y * 128 + x) + axis]! - base![2 * (y * 128 + x) + axis]!);
    expect(change(41, 30)[0]).toBeCloseTo(21, 4);
    expect(change(41, 30)[1]).toBeCloseTo(30, 4);
    expect(change(40, 30)).toEqual([0, 0]);
    expect(change(41, 31)).toEqual([0, 0]);
    // Beyond the edge its cells go on.
    expect(change(127, 30)[0]).toBeCloseTo(63, 4);
  });

  it('looks at blurred cells further away', async () => {
    const far = constant((share, phase, tap) => (share === 0 && phase === 0 && tap === 25 + 5 ? 1 : 0));
    const conditions = { hints: hintsOf([ramp]), key: key(), seed: 1 };
    const [base, made] = await Promise.all(
      [classicalMotion, learnedMotion({ filters: far }, 2)].map(
        async (generator) => (await generator.generate(conditions)).maps[0]!.data,
      ),
    );
    expect(made![2 * (60 * 128 + 40)]! - base![2 * (60 * 128 + 40)]!).toBeCloseTo(24, 4);
  });

  it('is linear in the hints where modes are quantised alike', async () => {
    const network = constant((share, phase, tap) => Math.sin(share * 50 + phase * 9 + tap) / 40);
    const twice = flow(64, 64, (x, y) => [2 * x, 4 * y]);
    const hints = { ...hintsOf([ramp, twice]), mapSteps: [0.5, 1] };
    const { maps } = await learnedMotion({ filters: network }, 2).generate({ hints, key: key(), seed: 1 });
    for (let i = 0; i < maps[0]!.data.length; i += 97) expect(maps[1]!.data[i]).toBeCloseTo(2 * maps[0]!.data[i]!, 2);
  });

  it.each([
    [256, 168, 64, 42],
    [90, 160, 36, 64],
  ])('pads grids of pictures of %i x %i', async (width, height, wide, high) => {
    const seen: NetworkTensor[] = [];
    const hints = hintsOf([flow(wide, high, (x, y) => [x, y])], [2]);
    const { maps } = await learnedMotion({ filters: constant(() => 0.001, seen) }, 2).generate({
      hints,
      key: key(width, height),
      seed: 1,
    });
    expect(maps.map((map) => [map.width, map.height])).toEqual([
      [2 * wide, 2 * high],
      [2 * wide, 2 * high],
    ]);
    expect(seen[0]!.shape).toEqual([1, 29, Math.ceil(high / 4) * 4, Math.ceil(wide / 4) * 4]);
    expect(seen[0]!.data.every(Number.isFinite)).toBe(true);
    expect(maps.every(({ data }) => data.every(Number.isFinite))).toBe(true);
  });

  it('leaves other grids and groups without modes to the classical generator', async () => {
    for (const hints of [hintsOf([flow(32, 32, (x, y) => [x, y])]), hintsOf([], [1])]) {
      const conditions = { hints, key: key(), seed: 1 };
      expect(await learnedMotion({ filters: constant(() => 1) }, 2).generate(conditions)).toEqual(
        await classicalMotion.generate(conditions),
      );
    }
  });

  it('names a network that is not what it should be', async () => {
    const wrong: Network = { run: () => Promise.resolve({ filters: { data: new Float32Array(1), shape: [1] } }) };
    await expect(
      learnedMotion({ filters: wrong }, 2).generate({ hints: hintsOf([ramp]), key: key(), seed: 1 }),
    ).rejects.toMatchObject({ code: 'BAD_MODEL' });
  });
});

describe('chooseGenerators', () => {
  const networks: NetworkRuntime = { open: () => Promise.resolve(nothing) };
  const broken: NetworkRuntime = {
    open: ({ file }) =>
      file.startsWith('motion')
        ? Promise.reject(new ModelError('MISSING_MODEL', 'Not there'))
        : Promise.resolve(nothing),
  };

  it('takes learned motion where the model of the stream has it, and all or nothing of a model', async () => {
    expect((await chooseGenerators(7, 'auto', networks)).motion.modelId).toBe(7);
    expect((await chooseGenerators(8, 'auto', networks)).motion.modelId).toBe(8);
    expect((await chooseGenerators(8, 'classical', networks)).motion).toBe(classicalMotion);
    const fallen = await chooseGenerators(8, 'auto', broken);
    expect([fallen.motion.modelId, fallen.appearance.modelId]).toEqual([0, 0]);
    expect(fallen.note).toMatch(/model 8.*Not there/);
    await expect(chooseGenerators(8, 'learned', broken)).rejects.toMatchObject({ code: 'MISSING_MODEL' });
  });
});
