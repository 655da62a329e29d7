import { describe, expect, it } from 'vitest';
import { createPicture, pictureFromYuv, pictureToYuv, BT709_LIMITED, type Picture } from 'dynamics-codec/picture';
import { frameCountOf, outputSize } from './selection.js';
import { colourOfTags, pictureOfFrame, type ReadableFrame } from './video-picture.js';

const COLOUR = BT709_LIMITED;

function pattern(width: number, height: number): Picture {
  const picture = createPicture(width, height);
  picture.y.forEach((_, i) => (picture.y[i] = (i * 37) & 255));
  picture.u.forEach((_, i) => (picture.u[i] = 100 + (i % 50)));
  picture.v.forEach((_, i) => (picture.v[i] = 90 + (i % 70)));
  return picture;
}

interface Layout {
  readonly offset: number;
  readonly stride: number;
}

/** A frame as a decoder holds it, over bytes of a given layout. */
function frameOf(
  format: string | null,
  width: number,
  height: number,
  bytes: Uint8Array,
  layout: Layout[],
): ReadableFrame {
  return {
    format,
    visibleRect: { width, height },
    allocationSize: () => bytes.length,
    copyTo: (destination) => {
      (destination as Uint8Array).set(bytes);
      return Promise.resolve(layout);
    },
  };
}

describe('pictureOfFrame', () => {
  it('reads planes with padded rows', async () => {
    const [width, height, stride] = [7, 5, 16];
    const bytes = new Uint8Array(stride * height + 2 * 8 * 3);
    const planes = { y: new Uint8Array(width * height), u: new Uint8Array(4 * 3), v: new Uint8Array(4 * 3) };
    for (let i = 0; i < width * height; i++)
      planes.y[i] = bytes[Math.floor(i / width) * stride + (i % width)] = 16 + ((i * 11) % 220);
    for (let i = 0; i < 12; i++) {
      planes.u[i] = bytes[stride * height + Math.floor(i / 4) * 8 + (i % 4)] = 60 + i;
      planes.v[i] = bytes[stride * height + 24 + Math.floor(i / 4) * 8 + (i % 4)] = 190 - i;
    }
    const layout = [
      { offset: 0, stride },
      { offset: stride * height, stride: 8 },
      { offset: stride * height + 24, stride: 8 },
    ];
    const expected = pictureFromYuv(
      { width, height, ...planes, yStride: width, uvStride: 4, subsampling: '4:2:0', bitDepth: 8, chromaSite: 'left' },
      COLOUR,
    );
    expect(await pictureOfFrame(frameOf('I420', width, height, bytes, layout), COLOUR)).toEqual(expected);
  });

  it('takes interleaved chroma apart', async () => {
    const { y, u, v } = pictureToYuv(pattern(8, 6), COLOUR);
    const bytes = new Uint8Array([...y, ...Array.from(u, (value, i) => [value, v[i]!]).flat()]);
    const planar = new Uint8Array([...y, ...u, ...v]);
    const interleaved = await pictureOfFrame(
      frameOf('NV12', 8, 6, bytes, [
        { offset: 0, stride: 8 },
        { offset: 48, stride: 8 },
      ]),
      COLOUR,
    );
    const expected = await pictureOfFrame(
      frameOf('I420', 8, 6, planar, [
        { offset: 0, stride: 8 },
        { offset: 48, stride: 4 },
        { offset: 60, stride: 4 },
      ]),
      COLOUR,
    );
    expect(interleaved).toEqual(expected);
  });

  it('reads ten bits and full chroma', async () => {
    const samples = new Uint16Array(3 * 16).map((_, i) => (i < 16 ? 64 + i * 50 : 512));
    const frame = frameOf('I444P10', 4, 4, new Uint8Array(samples.buffer), [
      { offset: 0, stride: 8 },
      { offset: 32, stride: 8 },
      { offset: 64, stride: 8 },
    ]);
    const picture = await pictureOfFrame(frame, COLOUR);
    expect(picture.y[0]).toBe(0);
    expect(picture.y[15]).toBe(218);
    expect([...picture.u, ...picture.v]).toEqual(new Array(8).fill(128));
  });

  it('falls back to RGB for frames without planes, and says so where that fails, too', async () => {
    const rgb = new Uint8Array(4 * 4 * 4).fill(255);
    const picture = await pictureOfFrame(frameOf(null, 4, 4, rgb, []), COLOUR);
    expect(picture.y[0]).toBe(255);
    const refusing = { ...frameOf(null, 4, 4, rgb, []), copyTo: () => Promise.reject(new Error('no')) };
    await expect(pictureOfFrame(refusing, COLOUR)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

describe('colourOfTags', () => {
  it('follows the tags, assumes by the height where there are none, and refuses high dynamic range', () => {
    expect(colourOfTags('a', { matrix: 'smpte170m', fullRange: true }, 1080)).toEqual({
      matrix: 'bt601',
      range: 'full',
    });
    expect(colourOfTags('a', { matrix: 'bt2020-ncl', fullRange: false }, 480)).toEqual({
      matrix: 'bt2020',
      range: 'limited',
    });
    expect(colourOfTags('a', {}, 480)).toEqual({ matrix: 'bt601', range: 'limited' });
    expect(colourOfTags('a', { matrix: null }, 720)).toEqual({ matrix: 'bt709', range: 'limited' });
    expect(() => colourOfTags('night.mp4', { transfer: 'hlg' }, 720)).toThrow(
      /night\.mp4 is high dynamic range video \(HLG\)/,
    );
  });
});

describe('selection', () => {
  it('counts frames', () => {
    expect(frameCountOf({ start: 0, end: 4 }, { numerator: 25, denominator: 1 })).toBe(100);
    expect(frameCountOf({ start: 1, end: 1 }, { numerator: 25, denominator: 1 })).toBe(1);
  });

  it('keeps the shape with even sides and never enlarges', () => {
    expect(outputSize({ width: 1920, height: 1080 }, 256)).toEqual({ width: 256, height: 144 });
    expect(outputSize({ width: 200, height: 101 }, 512)).toEqual({ width: 200, height: 102 });
    expect(outputSize({ width: 1000, height: 100 }, 256)).toEqual({ width: 256, height: 64 });
  });
});
