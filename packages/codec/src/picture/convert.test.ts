import { describe, expect, it } from 'vitest';
import {
  pictureFromRgb,
  pictureFromYuv,
  pictureToRgb,
  pictureToYuv,
  type ChromaSite,
  type ColourDescription,
  type Samples,
  type YuvPlanes,
} from './index.js';

/** Reference conversion of one colour in floating point: R'G'B' 0..1 to code values of a colour description. */
function codeValues(
  [r, g, b]: readonly [number, number, number],
  { matrix, range }: ColourDescription,
  bits = 8,
): [number, number, number] {
  const [kr, kb] = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722], bt2020: [0.2627, 0.0593] }[matrix] as [
    number,
    number,
  ];
  const y = kr * r + (1 - kr - kb) * g + kb * b;
  const cb = (b - y) / (2 * (1 - kb));
  const cr = (r - y) / (2 * (1 - kr));
  const unit = 2 ** (bits - 8);
  if (range === 'full')
    return [y * (2 ** bits - 1), cb * (2 ** bits - 1) + 128 * unit, cr * (2 ** bits - 1) + 128 * unit];
  return [(16 + 219 * y) * unit, (128 + 224 * cb) * unit, (128 + 224 * cr) * unit];
}

const WORKING: ColourDescription = { matrix: 'bt601', range: 'full' };
const COLOURS: ColourDescription[] = (['bt601', 'bt709', 'bt2020'] as const).flatMap((matrix) => [
  { matrix, range: 'limited' as const },
  { matrix, range: 'full' as const },
]);
const RGB: (readonly [number, number, number])[] = [
  [0, 0, 0],
  [1, 1, 1],
  [0.5, 0.5, 0.5],
  [0.8, 0.2, 0.3],
  [0.1, 0.7, 0.2],
  [0.2, 0.3, 0.9],
];

function flatPlanes(
  values: readonly number[],
  subsampling: YuvPlanes['subsampling'],
  bitDepth: number,
  chromaSite: ChromaSite,
): YuvPlanes {
  const [width, height, padding] = [18, 10, 6];
  const chromaWidth = subsampling === '4:4:4' ? width : width / 2;
  const chromaHeight = subsampling === '4:2:0' ? height / 2 : height;
  const plane = (w: number, h: number, value: number): Samples => {
    const samples = bitDepth > 8 ? new Uint16Array((w + padding) * h) : new Uint8Array((w + padding) * h);
    for (let r = 0; r < h; r++) samples.fill(Math.round(value), r * (w + padding), r * (w + padding) + w);
    return samples;
  };
  return {
    width,
    height,
    y: plane(width, height, values[0]!),
    u: plane(chromaWidth, chromaHeight, values[1]!),
    v: plane(chromaWidth, chromaHeight, values[2]!),
    yStride: width + padding,
    uvStride: chromaWidth + padding,
    subsampling,
    bitDepth,
    chromaSite,
  };
}

describe('pictureFromYuv', () => {
  it('agrees with the definition for every matrix, range, layout and depth', () => {
    for (const colour of COLOURS) {
      for (const subsampling of ['4:2:0', '4:2:2', '4:4:4'] as const) {
        for (const bits of [8, 10, 12, 16]) {
          for (const site of ['left', 'centre', 'topleft'] as const) {
            for (const rgb of RGB) {
              const picture = pictureFromYuv(
                flatPlanes(codeValues(rgb, colour, bits), subsampling, bits, site),
                colour,
              );
              const expected = codeValues(rgb, WORKING);
              for (const [plane, value] of [
                [picture.y, expected[0]],
                [picture.u, expected[1]],
                [picture.v, expected[2]],
              ] as const) {
                for (const sample of plane) expect(Math.abs(sample - Math.min(255, value))).toBeLessThan(1.6);
              }
            }
          }
        }
      }
    }
  });

  it('clips what is beyond the nominal range', () => {
    const colour = COLOURS[0]!;
    const white = pictureFromYuv(flatPlanes([254, 128, 128], '4:2:0', 8, 'left'), colour);
    const black = pictureFromYuv(flatPlanes([2, 128, 128], '4:2:0', 8, 'left'), colour);
    expect(white.y.every((sample) => sample === 255)).toBe(true);
    expect(black.y.every((sample) => sample === 0)).toBe(true);
  });

  it('moves left-sited chroma by a quarter sample', () => {
    const planes = chromaRamp('left');
    const picture = pictureFromYuv(planes, WORKING);
    for (let i = 4; i < 28; i++) expect(picture.u[i]!).toBe(40 + 4 * i + 1);
  });

  it('refuses planes that are too short', () => {
    const planes = flatPlanes([128, 128, 128], '4:2:0', 8, 'left');
    expect(() => pictureFromYuv({ ...planes, y: planes.y.subarray(10) }, WORKING)).toThrow(/planes.y.length/);
    expect(() => pictureFromYuv({ ...planes, v: planes.v.subarray(40) }, WORKING)).toThrow(/planes.u.length/);
    expect(() => pictureFromYuv({ ...planes, bitDepth: 7 }, WORKING)).toThrow(/bitDepth/);
  });
});

function chromaRamp(chromaSite: ChromaSite): YuvPlanes {
  const planes = flatPlanes([128, 128, 128], '4:2:0', 8, chromaSite);
  const u = Uint8Array.from({ length: 32 * 32 }, (_, i) => 40 + 4 * (i % 32));
  return {
    ...planes,
    width: 64,
    height: 64,
    y: new Uint8Array(4096).fill(128),
    u,
    v: new Uint8Array(1024).fill(128),
    yStride: 64,
    uvStride: 32,
  };
}

describe('round trips', () => {
  it('of video samples through a picture loses less than 0.6 levels', () => {
    for (const colour of COLOURS) {
      for (const site of ['left', 'centre'] as const) {
        const source = naturalPlanes(site);
        const back = pictureToYuv(pictureFromYuv(source, colour), colour, site);
        const luma = meanDifference(source.y, back.y);
        expect(luma).toBeLessThan(colour.range === 'limited' ? 0.3 : 0.45);
        expect(meanDifference(source.u, back.u)).toBeLessThan(0.6);
        expect(meanDifference(source.v, back.v)).toBeLessThan(0.6);
      }
    }
  });

  it('keep odd sizes', () => {
    for (const [width, height] of [
      [1, 1],
      [3, 5],
      [65, 64],
      [64, 65],
    ] as const) {
      const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 37) & 255);
      const picture = pictureFromRgb(rgb, width, height, 3);
      const back = pictureFromYuv(pictureToYuv(picture, COLOURS[2]!, 'centre'), COLOURS[2]!);
      expect(meanDifference(back.y, picture.y)).toBeLessThan(1);
      expect(pictureToRgb(picture, 4)).toHaveLength(width * height * 4);
    }
  });

  it('of smooth RGB lose about a level', () => {
    const [width, height] = [64, 48];
    const rgb = new Uint8Array(width * height * 3);
    for (let i = 0; i < rgb.length; i++) {
      const pixel = Math.floor(i / 3);
      rgb[i] = 128 + 70 * Math.sin((pixel % width) / 15 + (i % 3)) + 40 * Math.cos(pixel / width / 12);
    }
    expect(meanDifference(pictureToRgb(pictureFromRgb(rgb, width, height, 3), 3), rgb)).toBeLessThan(1.2);
  });

  it('composite RGBA over black', () => {
    const picture = pictureFromRgb(Uint8Array.from([255, 255, 255, 0, 200, 200, 200, 128]), 2, 1, 4);
    expect([...picture.y]).toEqual([0, 100]);
    expect(picture.u[0]).toBe(128);
  });
});

/** Textured luma and chroma with the soft edges of camera pictures, inside the limited range. */
function naturalPlanes(chromaSite: ChromaSite): YuvPlanes {
  const [width, height] = [96, 80];
  const wave = (w: number, h: number, a: number, b: number, amplitude: number) =>
    Uint8Array.from({ length: w * h }, (_, i) => {
      const [x, y] = [i % w, Math.floor(i / w)];
      return Math.round(126 + amplitude * Math.sin(x / a + y / b) + (amplitude / 4) * Math.cos((x * y) / 300));
    });
  return {
    width,
    height,
    y: wave(width, height, 2, 3, 70),
    u: wave(width / 2, height / 2, 3, 5, 30),
    v: wave(width / 2, height / 2, 6, 2, 30),
    yStride: width,
    uvStride: width / 2,
    subsampling: '4:2:0',
    bitDepth: 8,
    chromaSite,
  };
}

function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / a.length;
}
