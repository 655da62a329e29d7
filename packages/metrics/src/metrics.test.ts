import { describe, expect, it } from 'vitest';
import {
  createPicture,
  pictureFromRgb,
  pictureToYuv,
  type ColourDescription,
  type Picture,
} from 'dynamics-codec/picture';
import {
  ClipReferee,
  gmsd,
  msSsim,
  openCvPicture,
  PSNR_LIMIT,
  psnrLuma,
  psnrRgb,
  rgbPicture,
  sampledFrames,
  ssim,
  stepFlow,
  meanFlowLength,
  type FrameSamples,
} from './index.js';

function grey(width: number, height: number, of: (x: number, y: number) => number): Picture {
  const picture = createPicture(width, height);
  for (let i = 0; i < picture.y.length; i++) picture.y[i] = Math.round(of(i % width, Math.floor(i / width)));
  return picture;
}

const texture = (x: number, y: number) =>
  128 + 50 * Math.sin(x / 5) * Math.cos(y / 7) + 30 * Math.sin((x + 2 * y) / 11);

describe('still metrics', () => {
  const original = rgbPicture(grey(192, 176, texture));
  const brighter = rgbPicture(grey(192, 176, (x, y) => texture(x, y) + 5));
  const noisy = rgbPicture(grey(192, 176, (x, y) => texture(x, y) + ((x * 7919 + y * 104729) % 31) - 15));

  it('have their best value for identical pictures', () => {
    expect(psnrRgb(original, original)).toBe(PSNR_LIMIT);
    expect(ssim(original, original)).toBeCloseTo(1, 12);
    expect(msSsim(original, original)).toBeCloseTo(1, 12);
    expect(gmsd(original, original)).toBeCloseTo(0, 12);
  });

  it('PSNR of a constant difference follows from its size', () => {
    expect(psnrLuma(original, brighter)).toBeCloseTo(20 * Math.log10(255 / 5), 9);
    expect(psnrRgb(original, brighter)).toBeCloseTo(20 * Math.log10(255 / 5), 9);
  });

  it('SSIM of flat pictures is its luminance term', () => {
    const a = rgbPicture(grey(64, 64, () => 100));
    const b = rgbPicture(grey(64, 64, () => 120));
    const c1 = (0.01 * 255) ** 2;
    expect(ssim(a, b)).toBeCloseTo((2 * 100 * 120 + c1) / (100 ** 2 + 120 ** 2 + c1), 9);
  });

  it('structure weighs more than brightness, except for GMSD, which ignores brightness', () => {
    expect(ssim(original, brighter)).toBeGreaterThan(0.97);
    expect(ssim(original, noisy)).toBeLessThan(ssim(original, brighter) - 0.05);
    expect(msSsim(original, noisy)).toBeLessThan(msSsim(original, brighter));
    expect(gmsd(original, brighter)).toBeLessThan(1e-3);
    expect(gmsd(original, noisy)).toBeGreaterThan(10 * gmsd(original, brighter));
  });

  // On the same pictures by numpy 1.24 and OpenCV 4.6: PSNR, SSIM and GMSD by the referee, MS-SSIM by its definition.
  it.each([
    {
      name: 'noise',
      of: (x: number, y: number) => texture(x, y) + ((x * 7919 + y * 104729) % 31) - 15,
      psnr: 29.09977,
      ssim: 0.741768,
      gmsd: 0.010577,
      msSsim: 0.982602,
    },
    {
      name: 'a shift and less contrast',
      of: (x: number, y: number) => 0.8 * texture(x + 0.7, y) + 20,
      psnr: 28.80676,
      ssim: 0.972844,
      gmsd: 0.02035,
      msSsim: 0.970343,
    },
  ])('give known values for $name', ({ of, psnr, ssim: similarity, gmsd: deviation, msSsim: multiscale }) => {
    const decoded = rgbPicture(grey(192, 176, of));
    expect(psnrRgb(original, decoded)).toBeCloseTo(psnr, 4);
    expect(ssim(original, decoded)).toBeCloseTo(similarity, 5);
    expect(gmsd(original, decoded)).toBeCloseTo(deviation, 5);
    expect(msSsim(original, decoded)).toBeCloseTo(multiscale, 5);
  });

  it('refuse pictures of two sizes and MS-SSIM of small ones', () => {
    const small = rgbPicture(grey(64, 64, texture));
    expect(() => psnrRgb(original, small)).toThrow(
      'Expected 192x176 for the size of the decoded picture but received "64x64"',
    );
    expect(() => msSsim(small, small)).toThrow('sides of at least 176 pixels');
  });
});

describe('motion metrics', () => {
  const shift = (t: number) => grey(96, 80, (x, y) => texture(x - t, y));

  it('the flow of a shift is the shift', () => {
    const flow = stepFlow(rgbPicture(shift(0)), rgbPicture(shift(1)));
    expect(meanFlowLength(flow)).toBeCloseTo(1, 1);
    expect([flow.width, flow.height]).toEqual([96, 80]);
  });

  it('expose a frozen clip and a restless one', async () => {
    const original = Array.from({ length: 12 }, (_, t) => shift(t));
    const referee = new ClipReferee(original, rgbPicture, { every: 3 });
    const same = await referee.measure(original);
    expect(same).toMatchObject({ psnr: PSNR_LIMIT, tof: 0, flicker: 1, samples: 4, frames: 12 });
    expect(same.lpips).toBeUndefined();
    expect(same.msSsim).toBeUndefined();
    const frozen = await referee.measure(original.map(() => original[0]!));
    expect(frozen.flicker).toBe(0);
    expect(frozen.tof).toBeCloseTo(frozen.tofFrozen, 6);
    expect(frozen.tofFrozen).toBeCloseTo(1, 1);
    const restless = await referee.measure(original.map((_, t) => shift(t % 2 === 0 ? t : t + 3)));
    expect(restless.flicker).toBeGreaterThan(1.5);
    expect(restless.tof).toBeGreaterThan(frozen.tof);
  });

  it('tell a clip that closes from one that does not', async () => {
    const loop = Array.from({ length: 9 }, (_, t) => shift(4 * Math.cos((2 * Math.PI * (t + 0.5)) / 9)));
    const drift = Array.from({ length: 9 }, (_, t) => shift(2 * t));
    expect((await new ClipReferee(loop, rgbPicture).measure(loop)).loopSeamOriginal).toBeLessThan(1.6);
    expect((await new ClipReferee(drift, rgbPicture).measure(drift)).loopSeam).toBeGreaterThan(3);
  });

  it('want as many decoded frames as there are original ones', async () => {
    const clip = [shift(0), shift(1), shift(2)];
    await expect(new ClipReferee(clip, rgbPicture).measure(clip.slice(1))).rejects.toThrow(
      'Expected 3 for the number of decoded frames but received 2',
    );
    expect(() => new ClipReferee(clip.slice(1), rgbPicture)).toThrow('at least 3');
  });
});

describe('sampledFrames', () => {
  it('samples as the referee does', () => {
    expect(sampledFrames(100)).toEqual([1, 10, 19, 28, 37, 46, 55, 64, 73, 82, 91]);
    expect(sampledFrames(3)).toEqual([1]);
    expect(sampledFrames(2)).toEqual([]);
  });
});

describe('rgbPicture', () => {
  it('keeps colours', () => {
    const rgb = rgbPicture(
      pictureFromRgb(
        new Uint8Array(64 * 64 * 3).map((_, i) => [200, 90, 30][i % 3]!),
        64,
        64,
        3,
      ),
    );
    expect(Array.from(rgb.rgb.subarray(0, 3), (v, i) => Math.abs(v - [200, 90, 30][i]!) <= 2)).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe('openCvPicture', () => {
  const picture = pictureFromRgb(
    new Uint8Array(64 * 64 * 3).map((_, i) => [200, 90, 30][i % 3]!),
    64,
    64,
    3,
  );
  const first = (rgb: Uint8ClampedArray) => Array.from(rgb.subarray(0, 3));
  const samples = (colour: ColourDescription) => pictureToYuv(picture, colour) as FrameSamples;

  it('reads BT.601 samples right and BT.709 samples as if they were BT.601', () => {
    const right = first(openCvPicture(samples({ matrix: 'bt601', range: 'limited' }), 'limited').rgb);
    expect(right.every((value, i) => Math.abs(value - [200, 90, 30][i]!) <= 4)).toBe(true);
    const wrong = first(openCvPicture(samples({ matrix: 'bt709', range: 'limited' }), 'limited').rgb);
    expect(wrong[0]).toBeLessThan(195);
  });
});
