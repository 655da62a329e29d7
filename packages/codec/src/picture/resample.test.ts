import { describe, expect, it } from 'vitest';
import { mean } from '../math/index.js';
import {
  centredWindow,
  createPicture,
  createPlane,
  fitPicture,
  lumaPlane,
  resampleLuma,
  resamplePicture,
  resamplePlane,
  type Plane,
} from './index.js';

function planeOf(width: number, height: number, value: (x: number, y: number) => number): Plane {
  const plane = createPlane(width, height);
  for (let i = 0; i < plane.data.length; i++) plane.data[i] = value(i % width, Math.floor(i / width));
  return plane;
}

describe('resampleLuma', () => {
  it.each([
    [64, 48, 32, 24],
    [320, 180, 43, 24],
    [321, 183, 40, 31],
    [199, 97, 13, 96],
    [100, 90, 17, 11],
    [64, 40, 80, 50],
  ])('is the resampled luma plane to the last bit: %ix%i to %ix%i', (width, height, toWidth, toHeight) => {
    const picture = createPicture(width, height);
    for (let i = 0; i < picture.y.length; i++) picture.y[i] = Math.imul(i + 1, 0x9e3779b1) >>> 24;
    expect(resampleLuma(picture, toWidth, toHeight)).toEqual(resamplePlane(lumaPlane(picture), toWidth, toHeight));
  });
});

describe('resamplePlane', () => {
  it('keeps the mean when it shrinks, at any ratio', () => {
    const source = planeOf(60, 40, (x, y) => ((x * 31 + y * 17) % 97) + (x > 30 ? 50 : 0));
    for (const [width, height] of [
      [30, 20],
      [7, 5],
      [59, 39],
      [1, 1],
    ] as const) {
      expect(mean(resamplePlane(source, width, height).data)).toBeCloseTo(mean(source.data), 3);
    }
  });

  it('averages exactly the covered area', () => {
    const source = planeOf(3, 1, (x) => [0, 90, 30][x]!);
    expect([...resamplePlane(source, 2, 1).data].map(Math.round)).toEqual([30, 50]);
  });

  it('continues a ramp when it grows', () => {
    const source = planeOf(16, 4, (x) => 10 * x);
    const grown = resamplePlane(source, 48, 8);
    for (let x = 6; x < 42; x++) expect(grown.data[3 * 48 + x]).toBeCloseTo(10 * ((x + 0.5) / 3 - 0.5), 3);
  });

  it('gives the same samples at the same size', () => {
    const source = planeOf(9, 7, (x, y) => x * y);
    expect([...resamplePlane(source, 9, 7).data]).toEqual([...source.data]);
  });

  it('refuses sides out of range', () => {
    const source = planeOf(4, 4, () => 0);
    for (const side of [0, 1.5, 5000])
      expect(() => resamplePlane(source, side, 4)).toThrow(/Expected an integer from 1/);
  });
});

describe('fitPicture', () => {
  it('cuts what sticks out evenly', () => {
    expect(centredWindow(200, 100, 50, 50)).toEqual({ x: 50, y: 0, width: 100, height: 100 });
    expect(centredWindow(100, 200, 64, 64)).toEqual({ x: 0, y: 50, width: 100, height: 100 });
  });

  it('keeps luma and chroma aligned through odd sizes', () => {
    const picture = createPicture(64, 64);
    for (let i = 0; i < picture.y.length; i++) picture.y[i] = 3 * (i % 64) + 20;
    for (let i = 0; i < picture.u.length; i++) picture.u[i] = 3 * (2 * (i % 32) + 0.5) + 20;
    const small = resamplePicture(picture, 31, 31);
    for (let i = 2; i < 13; i++) {
      const luma = (small.y[5 * 31 + 2 * i]! + small.y[5 * 31 + 2 * i + 1]!) / 2;
      expect(Math.abs(small.u[2 * 16 + i]! - luma)).toBeLessThan(1.5);
    }
  });

  it('returns the picture itself at its own size', () => {
    const picture = createPicture(64, 65);
    expect(fitPicture(picture, 64, 65)).toBe(picture);
  });
});

describe('resamplePlane to half the sides', () => {
  it('gives the very samples that other ways of shrinking give', () => {
    const source = planeOf(22, 14, (x, y) => Math.fround(Math.sin(x * 12.9 + y * 78.2) * 251.7));
    const whole = { x: 0, y: 0, width: 22, height: 14 };
    expect(resamplePlane(source, 11, 7).data).toEqual(resamplePlane(source, 11, 7, whole).data);
  });
});
