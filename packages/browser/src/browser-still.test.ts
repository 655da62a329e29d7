import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nodeStills } from '@dynamics-codec/node';
import { CorruptStillError, NoStillDecoderError } from 'dynamics-codec/key';
import { bitmapStill } from './bitmap-still.js';
import { browserStillsBy } from './browser-still.js';
import { missingDecoder } from './missing-decoder.js';

const PAYLOAD = Uint8Array.of(38, 69, 224, 0, 0, 16, 16, 127, 183, 185, 12, 42, 218, 218, 209, 247, 108, 1);
const whole = (): Promise<boolean> => Promise.resolve(true);
const bitmap = (): Promise<unknown> => Promise.resolve({ width: 16, height: 16, close: () => undefined });
/** Canvases that draw black, or none. */
const canvases = (context: object | null) =>
  class {
    getContext = (): object | null => context;
  };
const black = { drawImage: () => undefined, getImageData: () => ({ data: new Uint8ClampedArray(16 * 16 * 4) }) };
const refused = (): Promise<never> => Promise.reject(new DOMException('Nothing to see', 'InvalidStateError'));

describe('a browser that refuses a still', () => {
  const createImageBitmap = vi.fn<() => Promise<unknown>>();

  beforeEach(() => {
    createImageBitmap.mockReset();
    vi.stubGlobal('createImageBitmap', createImageBitmap);
    vi.stubGlobal('OffscreenCanvas', canvases(black));
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('and all others has no AV1 decoder', async () => {
    createImageBitmap.mockImplementation(refused);
    const stills = browserStillsBy(bitmapStill, whole, missingDecoder);
    await expect(stills.decode(PAYLOAD, 16, 16)).rejects.toThrow(NoStillDecoderError);
    await expect(stills.decode(PAYLOAD, 16, 16)).rejects.toMatchObject({
      code: 'NO_STILL_DECODER',
      message: expect.stringMatching(/no AV1 decoder: use Chrome \d+.* or a later one/) as string,
    });
  });

  it('but shows another found that one damaged', async () => {
    createImageBitmap.mockImplementationOnce(refused).mockImplementationOnce(refused).mockImplementation(bitmap);
    const stills = browserStillsBy(bitmapStill, whole, missingDecoder);
    await expect(stills.decode(PAYLOAD, 16, 16)).rejects.toThrow(CorruptStillError);
    expect(createImageBitmap).toHaveBeenCalledTimes(3);
  });

  it('is not asked about others where nothing asks', async () => {
    createImageBitmap.mockImplementation(refused);
    const stills = browserStillsBy(bitmapStill, whole);
    await expect(stills.decode(PAYLOAD, 16, 16)).rejects.toThrow(CorruptStillError);
  });

  it('has no canvas: that is said', async () => {
    vi.stubGlobal('OffscreenCanvas', canvases(null));
    createImageBitmap.mockImplementation(bitmap);
    const stills = browserStillsBy(bitmapStill, whole, missingDecoder);
    await expect(stills.decode(PAYLOAD, 16, 16)).rejects.toThrow(/2D canvas/);
    await expect(stills.decode(PAYLOAD, 16, 16)).rejects.toThrow(NoStillDecoderError);
  });
});

it('the still that browsers are asked about is sound', async () => {
  await expect(missingDecoder(nodeStills())).resolves.toBeUndefined();
});
