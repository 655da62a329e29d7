import { describe, expect, it } from 'vitest';
import { createPicture, type Picture } from '../picture/index.js';
import { coverSize, decodeCover, fullCover, joinCover, MOST_COVER_SCALE } from './cover.js';

const SIZE = { width: 67, height: 65 };

/** A still decoder whose payloads are the luma itself. */
const stills = {
  decode: (payload: Uint8Array, width: number, height: number): Promise<Picture> =>
    Promise.resolve({ ...createPicture(width, height), y: payload.slice() }),
};

const half = ({ width, height }: typeof SIZE): Uint8Array =>
  Uint8Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? 0 : 255));

describe('the alpha of a key picture', () => {
  it('has the size of the picture, whatever its scale', async () => {
    for (let scale = 0; scale <= MOST_COVER_SCALE; scale++) {
      const small = coverSize(SIZE, scale);
      const alpha = await decodeCover(joinCover({ scale, contrast: 0 }, half(small)), SIZE, stills);
      expect(alpha.length).toBe(SIZE.width * SIZE.height);
      expect([alpha[0], alpha[66]]).toEqual([0, 255]);
    }
    expect(coverSize(SIZE, 2)).toEqual({ width: 17, height: 17 });
  });

  it('is as it was sent at full size and contrast 1', () => {
    const y = Uint8Array.from({ length: 16 }, (_, i) => 17 * i);
    expect([...fullCover({ ...createPicture(4, 4), y }, { width: 4, height: 4 }, 1)]).toEqual([...y]);
  });

  it('has steeper edges with more contrast', () => {
    const small = {
      ...createPicture(17, 17),
      y: half({ width: 17, height: 17 }).map((a, i) => (i % 17 === 8 ? 128 : a)),
    };
    const soft = (contrast: number): number =>
      fullCover(small, { width: 68, height: 68 }, contrast).filter((a) => a > 0 && a < 255).length;
    expect(soft(3)).toBeLessThan(soft(1));
  });

  it.each([3, 0x14, 0x20, 0xff])('is refused in a form that is unknown: %i', async (form) => {
    await expect(decodeCover(Uint8Array.of(form, 1, 2), SIZE, stills)).rejects.toMatchObject({ code: 'CORRUPT_STILL' });
    await expect(decodeCover(new Uint8Array(0), SIZE, stills)).rejects.toMatchObject({ code: 'CORRUPT_STILL' });
  });
});
