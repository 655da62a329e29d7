import { describe, expect, it } from 'vitest';
import { createPicture } from '../picture/index.js';
import { toned } from './toned.js';

describe('toned', () => {
  const picture = createPicture(64, 48);
  picture.y.forEach((_, i) => (picture.y[i] = i % 256));
  picture.u.fill(100);
  picture.v.fill(150);

  it('scales all planes about 128, moves each by its own offset, and rounds half up', () => {
    const { y, u, v } = toned(picture, { gain: 0.5, offsets: [10, -4, 0.4] });
    expect([y[0], y[128], y[129], y[255]]).toEqual([74, 138, 139, 202]);
    expect([u[5], v[5]]).toEqual([110, 139]);
    expect([picture.y[129], picture.u[5]]).toEqual([129, 100]);
  });

  it('keeps a picture that is lit as before, and ends at black and white', () => {
    expect(toned(picture, { gain: 1, offsets: [0, 0, 0] })).toEqual(picture);
    expect(toned(picture, { gain: 2, offsets: [0, 0, 0] }).y[255]).toBe(255);
    expect(toned(picture, { gain: 0, offsets: [-128, 0, 0] }).y.every((value) => value === 0)).toBe(true);
  });

  it('leaves chroma to those who look at the luma alone', () => {
    const seen = toned(picture, { gain: 0, offsets: [0, 0, 0] }, 'luma');
    expect(seen.u).toBe(picture.u);
    expect(seen.y[3]).toBe(128);
  });
});
