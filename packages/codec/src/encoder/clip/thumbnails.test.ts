import { describe, expect, it } from 'vitest';
import { createPicture, type Picture } from '../../picture/index.js';
import { planeDifference, thumbnail } from './thumbnails.js';

function shaded(width: number, height: number, at: (x: number, y: number) => number): Picture {
  const picture = createPicture(width, height);
  for (let i = 0; i < picture.y.length; i++) picture.y[i] = at(i % width, Math.floor(i / width));
  return picture;
}

describe('thumbnail', () => {
  it('has a shorter side of 32 samples and the aspect of the picture', () => {
    expect(thumbnail(createPicture(128, 64))).toMatchObject({ width: 64, height: 32 });
    expect(thumbnail(createPicture(65, 130))).toMatchObject({ width: 32, height: 64 });
  });

  it('leaves small pictures at their size', () => {
    expect(thumbnail(createPicture(30, 20))).toMatchObject({ width: 30, height: 20 });
  });

  it('keeps shades and where they are, and takes no notice of pixels', () => {
    const { data, width } = thumbnail(shaded(128, 128, (x, y) => (x < 64 ? 40 : 200) + ((x + y) % 2) * 10));
    expect(data[16 * width + 4]).toBeCloseTo(45, 0);
    expect(data[16 * width + 28]).toBeCloseTo(205, 0);
  });
});

describe('planeDifference', () => {
  it('is the mean absolute difference', () => {
    const plane = (...data: readonly number[]) => ({ width: 2, height: 1, data: Float32Array.from(data) });
    expect(planeDifference(plane(1, 5), plane(4, 4))).toBe(2);
    expect(planeDifference(plane(1, 5), plane(1, 5))).toBe(0);
  });
});
