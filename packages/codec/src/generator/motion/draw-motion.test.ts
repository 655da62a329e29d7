import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenDrawing, leaves, pictureOf } from '../../../../../test/fixtures/drawings.js';
import { seededRandom } from '../../../../../test/fixtures/random.js';
import { gridSize, OCTAVES, type MotionStatistics } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import type { Drawing, DrawnLight, DrawnMode } from '../generator.js';
import { drawMotion } from './draw-motion.js';

const SIZE = { width: 96, height: 64 };
const KEY = pictureOf(96, 64, leaves);
const SEED = 5;
/** Of the longer side. */
const MOST_SWING = 1 / 24;

/** Mean square of a component of the drawn displacement over time and phase, by cell. */
function power(modes: readonly DrawnMode[], component: 0 | 1): Float32Array {
  const out = new Float32Array(modes[0]!.map.data.length / 2);
  for (const { map } of modes)
    for (let cell = 0; cell < out.length; cell++) out[cell]! += map.data[2 * cell + component]! ** 2 / 2;
  return out;
}

/** Root of the mean over the cells of some columns. */
function strengthIn(powers: Float32Array, { width }: { readonly width: number }, from: number, to: number): number {
  const own = powers.filter((_, cell) => cell % width >= from && cell % width < to);
  return Math.sqrt(own.reduce((sum, value) => sum + value, 0) / own.length);
}

/** Longest sum of displacements, over all cells and any phases. */
function reach(modes: readonly DrawnMode[]): number {
  const cells = (modes[0]?.map.data.length ?? 0) / 2;
  let longest = 0;
  for (let cell = 0; cell < cells; cell++) {
    const sum = modes.reduce((all, { map }) => all + Math.hypot(map.data[2 * cell]!, map.data[2 * cell + 1]!), 0);
    longest = Math.max(longest, sum);
  }
  return longest;
}

function isFinite(layers: readonly (DrawnMode | DrawnLight)[]): boolean {
  return layers.every(
    ({ map, series }) =>
      map.data.every(Number.isFinite) && Number.isFinite(series.cyclesPerFrame) && Number.isFinite(series.phase),
  );
}

describe('drawMotion', () => {
  it('draws the same of the same seed and other motion of another', () => {
    const drawing = evenDrawing(SIZE, { octave: 2, displacement: 0.5, light: 4 });
    const drawn = drawMotion(drawing, KEY, SEED);
    expect(drawMotion(drawing, KEY, SEED)).toEqual(drawn);
    const other = drawMotion(drawing, KEY, SEED + 1);
    expect(other.modes.map(({ series }) => series)).not.toEqual(drawn.modes.map(({ series }) => series));
    for (const [k, { map }] of other.modes.entries()) expect(map).not.toEqual(drawn.modes[k]!.map);
    for (const [k, { map }] of other.light.entries()) expect(map).not.toEqual(drawn.light[k]!.map);
  });

  it('draws nothing of no strength, and only what has some', () => {
    expect(drawMotion(evenDrawing(SIZE, { octave: 0 }), KEY, SEED)).toEqual({ modes: [], light: [] });
    const swings = drawMotion(evenDrawing(SIZE, { octave: 1, displacement: 0.2 }), KEY, SEED);
    expect([swings.modes.length > 0, swings.light.length]).toEqual([true, 0]);
    const glints = drawMotion(evenDrawing(SIZE, { octave: 1, light: 3 }), KEY, SEED);
    expect([glints.modes.length, glints.light.length > 0]).toEqual([0, true]);
  });

  it('draws an octave alike whatever the others do', () => {
    const alone = evenDrawing(SIZE, { octave: 3, displacement: 0.2, light: 2 });
    const more = evenDrawing(SIZE, { octave: 1, displacement: 0.2, light: 2 });
    const both = {
      displacement: alone.statistics.displacement.map((plane, b) =>
        b === 1 ? more.statistics.displacement[b]! : plane,
      ),
      light: alone.statistics.light.map((plane, b) => (b === 1 ? more.statistics.light[b]! : plane)),
    };
    const { modes, light } = drawMotion(alone, KEY, SEED);
    const all = drawMotion({ ...alone, statistics: both }, KEY, SEED);
    expect(all.modes.slice(-modes.length)).toEqual(modes);
    expect(all.light.slice(-light.length)).toEqual(light);
  });

  it('keeps to the frequencies of each octave', () => {
    for (let octave = 0; octave < OCTAVES; octave++) {
      const { modes, light } = drawMotion(evenDrawing(SIZE, { octave, displacement: 0.2, light: 2 }), KEY, SEED);
      for (const { series } of [...modes, ...light]) {
        expect(series.cyclesPerFrame).toBeGreaterThanOrEqual(2 ** (-octave - 2));
        expect(series.cyclesPerFrame).toBeLessThanOrEqual(2 ** (-octave - 1));
      }
    }
  });

  it('closes loops: whole waves in a period', () => {
    for (const loopFrames of [1, 2, 7, 100])
      for (let octave = 0; octave < OCTAVES; octave++)
        for (const { series } of drawMotion(evenDrawing(SIZE, { octave, displacement: 1 }, { loopFrames }), KEY, SEED)
          .modes) {
          const waves = series.cyclesPerFrame * loopFrames;
          expect(waves).toBeGreaterThanOrEqual(0.999);
          expect(waves).toBeCloseTo(Math.round(waves), 9);
        }
  });

  it('is as strong as the statistics say where there is texture', () => {
    for (const octave of [0, 2, 4]) {
      const { modes } = drawMotion(evenDrawing(SIZE, { octave, displacement: 0.4 }), KEY, SEED);
      const { map } = modes[0]!;
      const total = [0, 1].map((component) => strengthIn(power(modes, component as 0 | 1), map, 4, map.width - 4));
      const mean = Math.sqrt((total[0]! ** 2 + total[1]! ** 2) / 2);
      expect(mean / 0.4).toBeGreaterThan(0.65);
      expect(mean / 0.4).toBeLessThan(1.3);
      const twice = drawMotion(evenDrawing(SIZE, { octave, displacement: 0.2 }), KEY, SEED).modes;
      expect(strengthIn(power(twice, 0), map, 4, map.width - 4)).toBeCloseTo(total[0]! / 2, 4);
    }
  });

  it('never reaches beyond its limit and is finite, at any strength and of any key picture', () => {
    const any = fc.record({
      width: fc.integer({ min: 64, max: 200 }),
      height: fc.integer({ min: 64, max: 120 }),
      strength: fc.constantFrom(0, 1e-30, 0.3, 50, 1e30),
      light: fc.constantFrom(0, 1e-30, 3, 32, 1e30),
      contrast: fc.constantFrom(0, 1, 40, 255),
      seed: fc.nat({ max: 2 ** 31 - 1 }),
      firstFrame: fc.nat({ max: 16_777_214 }),
      loopFrames: fc.constantFrom(0, 1, 13, 1024),
    });
    fc.assert(
      fc.property(any, ({ width, height, strength, light, contrast, seed, firstFrame, loopFrames }) => {
        const random = seededRandom(seed);
        const key = pictureOf(width, height, () => random(contrast + 1));
        const size = gridSize(width, height, 2);
        const planes = (most: number): Plane[] =>
          Array.from({ length: OCTAVES }, () => ({
            ...size,
            data: Float32Array.from({ length: size.width * size.height }, () => (most * random(100)) / 99),
          }));
        const statistics: MotionStatistics = { displacement: planes(strength), light: planes(light) };
        const drawing: Drawing = { statistics, firstFrame, loopFrames };
        const drawn = drawMotion(drawing, key, seed);
        expect(isFinite([...drawn.modes, ...drawn.light])).toBe(true);
        expect(reach(drawn.modes)).toBeLessThanOrEqual(MOST_SWING * Math.max(width, height) * 1.00001);
      }),
      { numRuns: 25 },
    );
  });

  it('gives no light to what is flat, and no more than its texture to what is not', () => {
    const flat = drawMotion(
      evenDrawing(SIZE, { octave: 2, light: 30 }),
      pictureOf(96, 64, () => 90),
      SEED,
    );
    for (const { map } of flat.light) expect(map.data.every((value) => value === 0)).toBe(true);
    const faint = pictureOf(96, 64, (x, y) => 90 + 4 * ((x + y) % 2));
    const strong = pictureOf(96, 64, (x, y) => 90 + 80 * ((x + y) % 2));
    const peak = (luma: typeof faint): number =>
      Math.max(
        ...drawMotion(evenDrawing(SIZE, { octave: 2, light: 30 }), luma, SEED).light.map(({ map }) =>
          Math.max(...map.data),
        ),
      );
    expect(peak(faint)).toBeLessThan(4 * 3);
    expect(peak(strong)).toBeGreaterThan(3 * peak(faint));
  });

  it('goes on from group to group: the phase at a frame is that of the stream', () => {
    const at = (firstFrame: number) =>
      drawMotion(evenDrawing(SIZE, { octave: 3, displacement: 1, light: 3 }, { firstFrame }), KEY, SEED);
    const [first, second] = [at(0), at(1_000_003)];
    for (const [k, { map, series }] of second.modes.entries()) {
      const before = first.modes[k]!;
      expect(map).toEqual(before.map);
      expect(series.cyclesPerFrame).toBe(before.series.cyclesPerFrame);
      const turn = series.phase - (before.series.phase + series.cyclesPerFrame * 1_000_003);
      expect(Math.abs(turn - Math.round(turn))).toBeLessThan(1e-6);
    }
  });
});

describe('the structure of the key picture', () => {
  const drawing = evenDrawing({ width: 128, height: 128 }, { octave: 3, displacement: 0.5 });
  const sway = ({ modes }: ReturnType<typeof drawMotion>): number[] =>
    [0, 1].map((c) => {
      const { map } = modes[0]!;
      return strengthIn(power(modes, c as 0 | 1), map, 28, 36);
    });

  it('holds a trunk: what is long, straight and strong moves less than leaves beside it', () => {
    const trunk = pictureOf(128, 128, (x, y) => (x >= 58 && x < 70 ? 20 : x >= 54 && x < 74 ? 220 : leaves(x, y)));
    const columns = (from: number, to: number): number => {
      const powers = [1, 2, 3, 4].flatMap((seed) => {
        const { modes } = drawMotion(drawing, trunk, seed);
        return [0, 1].map((c) => strengthIn(power(modes, c as 0 | 1), modes[0]!.map, from, to) ** 2);
      });
      return Math.sqrt(powers.reduce((sum, value) => sum + value, 0) / powers.length);
    };
    // Cells are two pixels: the bark is in columns 27 to 36.
    const beside = Math.min(columns(4, 20), columns(44, 60));
    expect(columns(27, 30)).toBeLessThan(0.75 * beside);
    expect(columns(34, 37)).toBeLessThan(0.75 * beside);
  });

  it('moves what is flat as strongly as the statistics say, not more', () => {
    const { modes } = drawMotion(
      drawing,
      pictureOf(128, 128, () => 90),
      SEED,
    );
    expect(strengthIn(power(modes, 0), modes[0]!.map, 0, 64)).toBeCloseTo(0.5, 1);
  });

  it('swings a stalk across its axis more than along it', () => {
    const upright = pictureOf(128, 128, (x) => 128 + 20 * Math.sin(1.2 * x));
    const lying = pictureOf(128, 128, (_, y) => 128 + 20 * Math.sin(1.2 * y));
    const [x, y] = sway(drawMotion(drawing, upright, SEED));
    expect(x!).toBeGreaterThan(1.8 * y!);
    const [along, across] = sway(drawMotion(drawing, lying, SEED));
    expect(across!).toBeGreaterThan(1.8 * along!);
  });

  it('moves together what looks alike, and apart what does not', () => {
    const halves = pictureOf(128, 128, (x) => (x < 64 ? 40 : 215));
    const { modes } = drawMotion(drawing, halves, SEED);
    const { width } = modes[0]!.map;
    const alike = (distance: number): number => {
      let [together, a, b] = [0, 0, 0];
      for (const { map } of modes)
        for (let y = 0; y < map.height; y++) {
          const [p, q] = [map.data[2 * (y * width + 31 - distance)]!, map.data[2 * (y * width + 31)]!];
          together += p * q;
          a += p * p;
          b += q * q;
        }
      return together / Math.sqrt(a * b);
    };
    expect(alike(4)).toBeGreaterThan(0.8);
    expect(alike(-4)).toBeLessThan(alike(4) - 0.1);
  });
});
