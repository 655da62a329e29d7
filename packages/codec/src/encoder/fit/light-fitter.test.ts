import { describe, expect, it } from 'vitest';
import { noPause } from '../../math/index.js';
import { decodeHints, NO_MOTION, type Flow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import { fitLight, lightResiduals, worthOfBit } from './light-fitter.js';

const SIDE = 64;
const FRAMES = 24;
const STANDS = { maps: [], series: [], fixed: 0 };

const plane = (at: (x: number, y: number) => number): Plane => ({
  width: SIDE,
  height: SIDE,
  data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => at(i % SIDE, Math.floor(i / SIDE))),
});
const glow = (x: number, y: number): number => Math.exp(-((x - 40) ** 2 + (y - 20) ** 2) / 200);
const flicker = (t: number): number => 12 * Math.sin(t * 0.9);
const key = plane((x, y) => 100 + 30 * Math.sin(x / 5) * Math.cos(y / 6));
const frames = Array.from({ length: FRAMES }, (_, t) =>
  plane((x, y) => key.data[y * SIDE + x]! + flicker(t) * glow(x, y)),
);
const residualsOf = (all: readonly Plane[]): Promise<Flow[]> =>
  lightResiduals(all, key, STANDS, 1, { width: SIDE, height: SIDE }, noPause);

describe('fitLight', () => {
  it('finds a lamp that flickers, in few coefficients', async () => {
    const light = (await fitLight(await residualsOf(frames), 'cosine', 500, SIDE * SIDE, noPause))!;
    expect(light.modes[0]!.map.x.filter((value) => value !== 0).length).toBeLessThan(60);
    const { maps, series } = decodeHints({ ...NO_MOTION, light }, SIDE, SIDE, FRAMES).light!;
    expect(maps[0]!.width).toBe(32);
    let wrong = 0;
    for (let t = 0; t < FRAMES; t++) {
      const here = maps.reduce((sum, map, k) => sum + map.data[10 * 32 + 20]! * valueAt(series.coefficients[k]!, t), 0);
      wrong += Math.abs(here - flicker(t)) / FRAMES;
    }
    expect(wrong).toBeLessThan(2);
  });

  it('sends nothing where bits are dear or nothing flickers', async () => {
    expect(await fitLight(await residualsOf(frames), 'cosine', 1e7, SIDE * SIDE, noPause)).toBeUndefined();
    const still = await residualsOf([key, key, key]);
    expect(await fitLight(still, 'cosine', 500, SIDE * SIDE, noPause)).toBeUndefined();
  });
});

describe('worthOfBit', () => {
  it('falls as the key picture gets better, and grows with the frames that share it', () => {
    const [coarse, fine] = [plane((x, y) => key.data[y * SIDE + x]! + 8), plane((x, y) => key.data[y * SIDE + x]! + 2)];
    expect(worthOfBit(key, coarse, 1000, 50)).toBeCloseTo(16 * worthOfBit(key, fine, 1000, 50), 0);
    expect(worthOfBit(key, coarse, 1000, 100)).toBeCloseTo(2 * worthOfBit(key, coarse, 1000, 50), 0);
  });
});

function valueAt(coefficients: Float32Array, t: number): number {
  const n = coefficients.length;
  return coefficients.reduce(
    (sum, c, j) => sum + c * Math.sqrt((j === 0 ? 1 : 2) / n) * Math.cos((Math.PI * (t + 0.5) * j) / n),
    0,
  );
}
