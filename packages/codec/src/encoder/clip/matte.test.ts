import { describe, expect, it } from 'vitest';
import { createPicture, withoutCover, type Picture } from '../../picture/index.js';
import { chooseMatte, Matte } from './matte.js';

/** A square of one grey in the middle of nothing. */
function square(luma: number): Picture {
  const picture = createPicture(64, 64);
  const alpha = picture.y.map((_, i) => (i % 64 > 16 && i % 64 < 48 && i > 1024 && i < 3072 ? 255 : 0));
  return { ...picture, y: alpha.map((a) => (a === 0 ? 0 : luma)), cover: { alpha, matte: 0 } };
}

describe('the grey under a clip', () => {
  it('is black unless edges stand out against another clearly better', () => {
    expect([0, 30, 100, 200, 255].map((luma) => chooseMatte(square(luma)))).toEqual([255, 255, 0, 0, 0]);
  });

  it('is one grey from the first picture that shows what lies behind', () => {
    const matte = new Matte();
    const opaque = withoutCover(square(200));
    expect(matte.under(opaque)).toBe(opaque);
    expect(matte.sections).toEqual([]);
    expect(matte.under(square(10)).y[0]).toBe(255);
    expect(matte.under(square(250)).y[0]).toBe(255);
    expect(matte.sections.map(({ data }) => [...data])).toEqual([[255]]);
  });

  it('is not there where all alpha is full', () => {
    const matte = new Matte();
    const full = { ...createPicture(64, 64), cover: { alpha: new Uint8Array(4096).fill(255), matte: 0 } };
    expect(matte.under(full).cover).toBeUndefined();
    expect(matte.luma).toBeUndefined();
  });
});
