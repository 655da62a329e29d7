import { describe, expect, it } from 'vitest';
import { createFlow, type Flow } from '../motion/index.js';
import { createPicture, type Picture } from '../picture/index.js';
import { crossFade } from './cross-fade.js';
import { warpPicture } from './warp-picture.js';

/** A picture of functions of the position in luma pixels. */
function picture(
  width: number,
  height: number,
  luma: (x: number, y: number) => number,
  chroma: (x: number, y: number) => number = luma,
): Picture {
  const out = createPicture(width, height);
  const chromaWidth = (width + 1) >> 1;
  for (let i = 0; i < out.y.length; i++) out.y[i] = luma(i % width, Math.floor(i / width));
  for (let i = 0; i < out.u.length; i++) {
    // A chroma sample lies between its four luma samples.
    const value = chroma(2 * (i % chromaWidth) + 0.5, 2 * Math.floor(i / chromaWidth) + 0.5);
    out.u[i] = value;
    out.v[i] = 255 - value;
  }
  return out;
}

function constantFlow(x: number, y: number, width = 16, height = 16): Flow {
  const out = createFlow(width, height);
  for (let i = 0; i < out.data.length; i += 2) {
    out.data[i] = x;
    out.data[i + 1] = y;
  }
  return out;
}

const scrambled = (x: number, y: number): number =>
  (Math.floor(x) * 73 + Math.floor(y) * 151 + Math.floor(x * y)) & 255;
const smooth = (x: number, y: number): number =>
  128 + 60 * Math.sin(x / 6) * Math.cos(y / 7) + 30 * Math.sin((x + y) / 9);

describe('warpPicture', () => {
  it.each([
    [64, 64],
    [67, 65],
    [65, 66],
  ])('copies a picture of %ix%i where nothing moves', (width, height) => {
    const key = picture(width, height, scrambled);
    expect(warpPicture(key, createFlow(16, 12))).toEqual(key);
    expect(warpPicture(key, constantFlow(1 / 200, -1 / 200))).toEqual(key);
  });

  it('shifts by whole pixels exactly, clamped at the borders', () => {
    const [width, height] = [64, 64];
    const key = picture(width, height, scrambled);
    for (const [dx, dy] of [
      [2, 0],
      [0, -4],
      [-6, 8],
    ] as const) {
      const out = warpPicture(key, constantFlow(dx, dy));
      const clamp = (value: number, side: number): number => Math.min(Math.max(value, 0), side - 1);
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          expect(out.y[y * width + x]).toBe(key.y[clamp(y + dy, height) * width + clamp(x + dx, width)]);
      for (let y = 0; y < 32; y++)
        for (let x = 0; x < 32; x++)
          expect(out.u[y * 32 + x]).toBe(key.u[clamp(y + dy / 2, 32) * 32 + clamp(x + dx / 2, 32)]);
    }
  });

  it('shifts a smooth picture by parts of a pixel within two levels', () => {
    const [width, height] = [80, 72];
    const key = picture(width, height, smooth);
    const [dx, dy] = [0.37, -1.71];
    const out = warpPicture(key, constantFlow(dx, dy));
    for (let y = 4; y < height - 4; y++)
      for (let x = 4; x < width - 4; x++)
        expect(Math.abs(out.y[y * width + x]! - smooth(x + dx, y + dy))).toBeLessThan(2);
    for (let y = 2; y < 34; y++)
      for (let x = 2; x < 38; x++)
        expect(Math.abs(out.u[y * 40 + x]! - smooth(2 * x + 0.5 + dx, 2 * y + 0.5 + dy))).toBeLessThan(4);
  });

  it('interpolates the flow between the centres of its cells', () => {
    const [width, height] = [64, 64];
    const key = picture(width, height, (x) => 2 * x);
    const flow = createFlow(16, 16);
    for (let i = 0; i < 256; i++) flow.data[2 * i] = (i % 16) / 2;
    const out = warpPicture(key, flow);
    // Cell centres are 4 pixels apart: the flow at x is ((x + 0.5) / 4 - 0.5) / 2, and luma is twice the position.
    for (let x = 4; x < 48; x++)
      expect(Math.abs(out.y[20 * width + x]! - 2 * (x + ((x + 0.5) / 4 - 0.5) / 2))).toBeLessThanOrEqual(1);
  });

  it('neither overshoots the range nor reads outside, however far the flow points', () => {
    const key = picture(64, 64, (x, y) => ((Math.floor(x) + Math.floor(y)) % 2 === 0 ? 255 : 0));
    for (const flow of [constantFlow(1e9, -1e9), constantFlow(0.5, 0.5), constantFlow(-63.4, 63.4)]) {
      const out = warpPicture(key, flow);
      expect(out.y).toHaveLength(64 * 64);
    }
    expect(warpPicture(key, constantFlow(1e9, 1e9)).y.every((value) => value === key.y.at(-1))).toBe(true);
  });

  it('writes to the picture it is given', () => {
    const key = picture(64, 64, scrambled);
    const out = createPicture(64, 64);
    expect(warpPicture(key, constantFlow(1, 1), out)).toBe(out);
    expect(out.y[0]).toBe(key.y[65]);
  });
});

describe('crossFade', () => {
  const a = picture(64, 64, scrambled);
  const b = picture(64, 64, (x, y) => 255 - scrambled(x, y));

  it('is either picture at the ends', () => {
    expect(crossFade(a, b, 0)).toEqual(a);
    expect(crossFade(a, b, 1)).toEqual(b);
  });

  it('runs evenly from one to the other', () => {
    for (const share of [0.25, 0.5, 0.8]) {
      const mixed = crossFade(a, b, share);
      for (let i = 0; i < mixed.y.length; i += 13)
        expect(Math.abs(mixed.y[i]! - (a.y[i]! * (1 - share) + b.y[i]! * share))).toBeLessThanOrEqual(1);
    }
    expect(crossFade(a, a, 0.3)).toEqual(a);
  });
});
