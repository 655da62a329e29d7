import { describe, expect, it } from 'vitest';
import { createPicture } from '../picture/index.js';
import { lit } from './light.js';

describe('lit', () => {
  const picture = createPicture(64, 48);
  picture.y.fill(100);

  it('adds bilinearly between the centres of the cells, rounds, and keeps chroma and the given picture', () => {
    const { y, u } = lit(picture, { width: 2, height: 1, data: Float32Array.of(0, 32) });
    expect([y[0], y[15], y[16], y[32], y[47], y[63]]).toEqual([100, 100, 101, 117, 132, 132]);
    expect(u).toBe(picture.u);
    expect(picture.y.every((value) => value === 100)).toBe(true);
  });

  it('stops at black and white', () => {
    expect(lit(picture, { width: 1, height: 1, data: Float32Array.of(500) }).y[7]).toBe(255);
    expect(lit(picture, { width: 1, height: 1, data: Float32Array.of(-500) }).y[7]).toBe(0);
  });
});
