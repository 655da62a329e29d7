import { describe, expect, it } from 'vitest';
import { createPicture, type Picture } from '../../picture/index.js';
import { checkedFrames, type FrameRules } from './checked-frames.js';

const RATE = { numerator: 10, denominator: 1 };

async function pass(frames: readonly unknown[], rules: Partial<FrameRules> = {}): Promise<number> {
  const source = (async function* (): AsyncGenerator<Picture> {
    for (const frame of frames) yield await Promise.resolve(frame as Picture);
  })();
  let count = 0;
  for await (const frame of checkedFrames(source, { frameRate: RATE, ...rules })) count += frame.width > 0 ? 1 : 0;
  return count;
}

const good = createPicture(64, 64);

describe('checkedFrames', () => {
  it('passes on what can be encoded', async () => {
    expect(await pass([good, good, good])).toBe(3);
    expect(await pass([good], { maxPixels: 64 * 64, maxSeconds: 0.1 })).toBe(1);
  });

  it.each([null, undefined, 1, 'frame', {}, { width: 64, height: 64 }, { ...good, y: null }, { ...good, u: [] }])(
    'refuses %j',
    async (frame) => {
      await expect(pass([frame])).rejects.toMatchObject({ code: 'INVALID_OPTION' });
      await expect(pass([good, frame])).rejects.toThrow(/frame 1/);
    },
  );

  it('refuses frames that change their size, and small ones', async () => {
    await expect(pass([good, good, createPicture(80, 64)])).rejects.toThrow(/size of frame 2/);
    await expect(pass([createPicture(64, 63)])).rejects.toThrow(/at least 64 pixels/);
  });

  it('refuses what goes beyond a budget', async () => {
    await expect(pass([good], { maxPixels: 4000 })).rejects.toMatchObject({ code: 'LIMIT', option: 'maxPixels' });
    await expect(pass([createPicture(4096, 4096)])).rejects.toMatchObject({ code: 'LIMIT', option: 'maxPixels' });
    await expect(pass([good, good], { maxSeconds: 0.1 })).rejects.toMatchObject({
      code: 'LIMIT',
      option: 'maxSeconds',
    });
    await expect(pass([good], { maxPixels: NaN })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });
});
