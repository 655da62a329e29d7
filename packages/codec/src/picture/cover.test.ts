import { describe, expect, it } from 'vitest';
import { pictureFromRgb, pictureToRgb } from './convert-rgb.js';
import { flattened, isClear, onMatte, withAlpha } from './cover.js';
import { assertPicture, createPicture } from './picture.js';
import { resamplePicture } from './resample.js';

const [WIDTH, HEIGHT] = [12, 9];

/** Colours that change slowly, and an alpha that rises from left to right. */
function rgbaPixels(): Uint8Array {
  return Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, i) => {
    const x = Math.floor(i / 4) % WIDTH;
    return [200, 150 - 4 * x, 90, Math.min(255, 25 * x)][i % 4]!;
  });
}

const picture = pictureFromRgb(rgbaPixels(), WIDTH, HEIGHT, 4);

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

describe('pictures with alpha', () => {
  it('keep straight alpha, and leave the bytes that they come from as they are', () => {
    const rgba = rgbaPixels();
    const whole = new Uint8Array(rgba);
    const shared = Object.assign(whole, { slice: () => whole });
    const { cover } = pictureFromRgb(shared, WIDTH, HEIGHT, 4);
    expect([...cover!.alpha.subarray(0, 4)]).toEqual([0, 25, 50, 75]);
    expect([...shared]).toEqual([...rgba]);
  });

  it('come back as RGBA with the colours that they have of themselves, whatever grey they lie over', () => {
    for (const matte of [0, 128, 255]) {
      const back = pictureToRgb(onMatte(picture, matte), 4);
      rgbaPixels().forEach((value, i) => {
        const alpha = back[i | 3]!;
        expect(i % 4 === 3 || alpha < 100 ? 0 : Math.abs(back[i]! - value)).toBeLessThanOrEqual(12);
        if (i % 4 === 3) expect(back[i]).toBe(value);
      });
    }
  });

  it('are opaque without a cover where all of their alpha is full', () => {
    const opaque = rgbaPixels().map((value, i) => (i % 4 === 3 ? 255 : value));
    expect(pictureFromRgb(opaque, WIDTH, HEIGHT, 4).cover).toBeUndefined();
    expect(withAlpha(createPicture(4, 4), new Uint8Array(16).fill(255)).cover).toBeUndefined();
    expect(isClear(picture)).toBe(true);
  });

  it('lie over any colour', () => {
    const [y, u, v] = [145, 54, 34];
    const flat = flattened(onMatte(picture, 255), [y, u, v]);
    expect(flat.cover).toBeUndefined();
    expect(flat.y[0]).toBe(y);
    expect([flat.u[0]! < 70, flat.v[0]! < 60]).toEqual([true, true]);
    expect(flat.y[WIDTH - 1]).toBe(picture.y[WIDTH - 1]);
    expect(flattened(flat, [0, 128, 128])).toBe(flat);
  });

  it('go from one grey to another and back', () => {
    const there = onMatte(picture, 255);
    expect(there.y[0]).toBe(255);
    expect(largestDifference(onMatte(there, 0).y, picture.y)).toBeLessThanOrEqual(1);
  });

  it('change their size with their samples', () => {
    const small = resamplePicture(picture, 6, 5);
    expect(small.cover!.alpha.length).toBe(30);
    expect(small.cover!.alpha[1]).toBe(63);
  });

  it.each([
    [{ alpha: new Uint8Array(3), matte: 0 }, 'picture.cover.alpha.length'],
    [{ alpha: new Uint8Array(16), matte: 256 }, 'picture.cover.matte'],
    [{ alpha: [], matte: 0 }, 'picture.cover.alpha'],
  ])('are checked', (cover, name) => {
    expect(() => assertPicture({ ...createPicture(4, 4), cover } as never)).toThrow(name);
  });
});
