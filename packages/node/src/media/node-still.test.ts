import { Codec, CodecContext } from 'node-av';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildAvif, CorruptStillError, NoStillDecoderError, UnsupportedStillError } from 'dynamics-codec/key';
import type { DynamicsError } from 'dynamics-codec/picture';
import { chromaSide, createPicture, InvalidOptionError, type Picture } from 'dynamics-codec/picture';
import { nodeStills } from './node-still.js';
import { rgbForAveragingEncoder } from 'dynamics-codec/key';

const stills = nodeStills();

/** A smooth scene with some texture; colours stay inside the RGB cube. */
function scene(width: number, height: number): Picture {
  const picture = createPicture(width, height);
  const wave = (x: number, y: number, f: number): number => Math.sin(x * f + 0.3 * y) * Math.cos(y * f * 0.7);
  picture.y.forEach((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    picture.y[i] = 128 + 50 * wave(x, y, 0.05) + 12 * wave(x, y, 0.9);
  });
  const chromaWidth = chromaSide(width);
  picture.u.forEach((_, i) => {
    const [x, y] = [i % chromaWidth, Math.floor(i / chromaWidth)];
    picture.u[i] = 120 + 18 * wave(x, y, 0.11);
    picture.v[i] = 134 + 18 * wave(y, x, 0.13);
  });
  return picture;
}

function compare(a: Uint8Array, b: Uint8Array): { psnr: number; bias: number } {
  const squares = a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
  const sum = a.reduce((total, value, i) => total + b[i]! - value, 0);
  return { psnr: 10 * Math.log10((255 * 255 * a.length) / squares), bias: sum / a.length };
}

async function errorOf(action: Promise<unknown>): Promise<unknown> {
  return action.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('nodeStills', () => {
  it.each([
    [128, 96],
    [97, 65],
  ])('gives back at quality 100 the picture of %ix%i, sample for sample but for rounding', async (width, height) => {
    const picture = scene(width, height);
    const back = await stills.decode(await stills.encode(picture, { quality: 100, effort: 2 }), width, height);
    for (const plane of ['y', 'u', 'v'] as const) {
      const { psnr, bias } = compare(picture[plane], back[plane]);
      expect(psnr, plane).toBeGreaterThan(plane === 'y' ? 48 : 46);
      expect(Math.abs(bias), plane).toBeLessThan(0.25);
    }
  });

  it('spends 260 bytes less than the AVIF file that the encoder wrote', async () => {
    const picture = scene(128, 96);
    const payload = await stills.encode(picture, { quality: 30, effort: 2 });
    const file = await sharp(rgbForAveragingEncoder(picture), { raw: { width: 128, height: 96, channels: 3 } })
      .avif({ quality: 30, effort: 2, chromaSubsampling: '4:2:0', tune: 'iq' })
      .toBuffer();
    expect(file.length - payload.length).toBeGreaterThan(260);
  });

  it('makes payloads whose rebuilt AVIF file shows the same picture in sharp', async () => {
    const picture = scene(128, 96);
    const payload = await stills.encode(picture, { quality: 40, effort: 2 });
    const { data, info } = await sharp(buildAvif(payload, 128, 96))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([128, 96, 3]);
    const decoded = await stills.decode(payload, 128, 96);
    const { psnr, bias } = compare(lumaOf(data), decoded.y);
    expect(psnr).toBeGreaterThan(50);
    expect(Math.abs(bias)).toBeLessThan(0.1);
  });

  it('refuses options and pictures out of range before any work', async () => {
    const picture = scene(64, 64);
    for (const options of [
      { quality: 0, effort: 2 },
      { quality: 101, effort: 2 },
      { quality: 50.5, effort: 2 },
      { quality: 50, effort: 10 },
    ]) {
      expect(await errorOf(stills.encode(picture, options))).toBeInstanceOf(InvalidOptionError);
    }
    const short = { ...picture, u: new Uint8Array(3) };
    expect(await errorOf(stills.encode(short, { quality: 50, effort: 2 }))).toBeInstanceOf(InvalidOptionError);
  });

  it('answers damaged payloads with a picture of the right size or one typed error', async () => {
    const payload = await stills.encode(scene(64, 64), { quality: 30, effort: 2 });
    let pictures = 0;
    let errors = 0;
    const attempt = async (bytes: Uint8Array): Promise<void> => {
      try {
        const picture = await stills.decode(bytes, 64, 64);
        expect(picture.y.length).toBe(64 * 64);
        pictures++;
      } catch (error) {
        expect(error instanceof CorruptStillError || error instanceof UnsupportedStillError).toBe(true);
        expect((error as DynamicsError).message.length).toBeGreaterThan(10);
        errors++;
      }
    };
    for (let length = 0; length < Math.min(payload.length, 60); length++) await attempt(payload.subarray(0, length));
    for (let bit = 0; bit < Math.min(payload.length * 8, 400); bit++) {
      const damaged = payload.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      await attempt(damaged);
    }
    expect(errors).toBeGreaterThan(0);
    expect(pictures).toBeGreaterThan(0);
  });
});

function lumaOf(rgb: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: rgb.length / 3 }, (_, i) =>
    Math.round(0.299 * rgb[3 * i]! + 0.587 * rgb[3 * i + 1]! + 0.114 * rgb[3 * i + 2]!),
  );
}

describe('large stills that are asked for together', () => {
  it('leave the event loop a turn between them', async () => {
    const large = scene(1024, 1024);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 0);
    const converted = new Map<number, number>();
    const encodes = [0, 1, 2, 3].map((index) => {
      const picture = Object.defineProperty({ ...large }, 'v', {
        get: () => {
          converted.set(index, ticks);
          return large.v;
        },
      });
      return stills.encode(picture, { quality: 1, effort: 0 });
    });
    await Promise.all(encodes);
    clearInterval(timer);
    expect(new Set(converted.values()).size).toBe(4);
  });
});

describe('what tiles hold', () => {
  const [width, height] = [96, 64];

  it.each([1, 20, 60])(
    'has no byte to spare as the encoder writes it (quality %i): less is refused',
    async (quality) => {
      const still = await stills.encode(scene(width, height), { quality, effort: 4 });
      for (const cut of [1, 2, still.length >> 2, still.length >> 1]) {
        const error = await errorOf(stills.decode(still.slice(0, -cut), width, height));
        expect(error).toBeInstanceOf(CorruptStillError);
      }
    },
  );

  it('shows the same picture whatever lies behind the last symbol, and no zeros may', async () => {
    const still = await stills.encode(scene(width, height), { quality: 20, effort: 4 });
    const { y } = await stills.decode(still, width, height);
    for (const more of [[7], [1, 2, 3, 200]])
      expect((await stills.decode(Uint8Array.from([...still, ...more]), width, height)).y).toEqual(y);
    expect(await errorOf(stills.decode(Uint8Array.from([...still, 0]), width, height))).toBeInstanceOf(
      CorruptStillError,
    );
  });
});

describe('without an AV1 decoder', () => {
  afterEach(() => void vi.restoreAllMocks());

  it.each([
    ['is missing', () => vi.spyOn(Codec, 'findDecoderByName').mockReturnValue(null)],
    ['does not open', () => vi.spyOn(CodecContext.prototype, 'open2').mockResolvedValue(-1)],
  ])('that it %s is said, and what to do', async (_, spy) => {
    const still = await stills.encode(scene(64, 64), { quality: 20, effort: 2 });
    spy();
    const error = await errorOf(stills.decode(still, 64, 64));
    expect(error).toBeInstanceOf(NoStillDecoderError);
    expect(error).toMatchObject({ code: 'NO_STILL_DECODER' });
    expect((error as Error).message).toMatch(/libdav1d.*install node-av anew.*dync doctor/);
  });
});
