import { describe, expect, it } from 'vitest';
import { colourDifference } from './colour-difference.js';
import type { RgbPicture } from './rgb-picture.js';

function even(width: number, height: number, colour: readonly number[]): RgbPicture {
  const rgb = new Uint8ClampedArray(width * height * 3);
  rgb.forEach((_, i) => (rgb[i] = colour[i % 3]!));
  return { width, height, rgb, grey: new Uint8Array(width * height) };
}

describe('colourDifference', () => {
  it('of a picture and itself is nothing', () => {
    const picture = even(9, 5, [12, 200, 77]);
    expect(colourDifference(picture, picture)).toEqual({ mean: 0, p95: 0, coarse: 0 });
  });

  it('of black and white is 100', () => {
    expect(colourDifference(even(4, 4, [0, 0, 0]), even(4, 4, [255, 255, 255])).mean).toBeCloseTo(100, 3);
  });

  it('grows less for strong colours than for greys', () => {
    const greys = colourDifference(even(4, 4, [128, 128, 128]), even(4, 4, [138, 128, 128])).mean;
    const reds = colourDifference(even(4, 4, [220, 20, 20]), even(4, 4, [230, 20, 20])).mean;
    expect(greys).toBeGreaterThan(2 * reds);
    expect(reds).toBeGreaterThan(0.5);
  });

  it('counts single samples in the mean and the tail, and hardly over squares', () => {
    const original = even(16, 16, [128, 128, 128]);
    const decoded = even(16, 16, [128, 128, 128]);
    for (let i = 0; i < 256; i += 8) decoded.rgb.fill((i / 8 + (i >> 4)) % 2 === 0 ? 148 : 108, 3 * i, 3 * i + 3);
    const { mean, p95, coarse } = colourDifference(original, decoded);
    expect(mean).toBeGreaterThan(0.5);
    expect(p95).toBeGreaterThan(4);
    expect(coarse).toBeLessThan(0.7 * mean);
  });

  it('refuses pictures of two sizes', () => {
    expect(() => colourDifference(even(4, 4, [0, 0, 0]), even(4, 5, [0, 0, 0]))).toThrow('4x4');
  });
});
