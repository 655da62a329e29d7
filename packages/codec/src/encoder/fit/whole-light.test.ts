import { describe, expect, it } from 'vitest';
import { noPause } from '../../math/index.js';
import { decodeHints, NO_MOTION, seriesAt, type QuantisedLight } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import { lightCells, lightResiduals } from './light-fitter.js';
import { wholeLight } from './whole-light.js';

const SIDE = 64;
const FRAMES = 24;
const PICTURE = { width: SIDE, height: SIDE };

const plane = (at: (x: number, y: number) => number): Plane => ({
  ...PICTURE,
  data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => at(i % SIDE, Math.floor(i / SIDE))),
});
const key = plane((x, y) => 120 + 50 * Math.sin(x / 9) * Math.cos(y / 12));

async function lightOf(level: (t: number, value: number) => number): Promise<QuantisedLight | undefined> {
  const frames = Array.from({ length: FRAMES }, (_, t) => ({ ...key, data: key.data.map((value) => level(t, value)) }));
  const residuals = await lightResiduals(frames, key, { maps: [], series: [], fixed: 0 }, 1, PICTURE, noPause);
  return wholeLight(residuals, lightCells(key, PICTURE), 'cosine');
}

/** Largest error of the light over frames and cells, in levels. */
function worst(light: QuantisedLight, level: (t: number, value: number) => number): number {
  const { maps, series } = decodeHints({ ...NO_MOTION, light }, SIDE, SIDE, FRAMES).light!;
  const cells = lightCells(key, PICTURE);
  let most = 0;
  for (let t = 0; t < FRAMES; t++) {
    const weights = series.coefficients.map((own) => seriesAt(series.basis, own, t));
    for (let cell = 0; cell < maps[0]!.data.length; cell++) {
      const value = cells.data[2 * cell]!;
      const shown = maps.reduce((sum, map, k) => sum + weights[k]! * map.data[cell]!, 0);
      most = Math.max(most, Math.abs(shown - (level(t, value) - value)));
    }
  }
  return most;
}

const fadeTo =
  (colour: number) =>
  (t: number, value: number): number =>
    colour + Math.min(1, t / 10) * (value - colour);
const flash = (t: number, value: number): number => value + (t % 3 === 0 ? 60 : 0);

describe('wholeLight', () => {
  it.each([
    ['a fade from black', fadeTo(16)],
    ['a fade from white', fadeTo(235)],
    ['a fade from grey', fadeTo(120)],
    ['flashes', flash],
  ])('follows %s with one map', async (_name, level) => {
    const light = (await lightOf(level))!;
    expect(light.modes).toHaveLength(1);
    expect(worst(light, level)).toBeLessThan(12);
  });

  it('follows a fade with flashes', async () => {
    const level = (t: number, value: number): number => flash(t, fadeTo(16)(t, value));
    expect(worst((await lightOf(level))!, level)).toBeLessThan(14);
  });

  it('sends nothing where the light stays', async () => {
    expect(await lightOf((_t, value) => value)).toBeUndefined();
    expect(await lightOf((t, value) => value + 3 * Math.sin(t))).toBeUndefined();
  });
});
