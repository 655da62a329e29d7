import { describe, expect, it } from 'vitest';
import { disFlow, type GreyPlane } from './index.js';
import { roundHalfEven, shrinkArea, sobelGradients } from './grey-plane.js';

function plane(width: number, height: number, of: (x: number, y: number) => number): GreyPlane {
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, i) => Math.floor(of(i % width, Math.floor(i / width)) + 0.5)),
  };
}

const texture = (x: number, y: number) =>
  128 + 50 * Math.sin(x / 5) * Math.cos(y / 7) + 30 * Math.sin((x + 2 * y) / 11) + 12 * Math.sin((x * y) / 97);

/** The texture at time 0 and 1, moving by (1.5 + sin(y / 20), -0.8 cos(x / 30)) or so. */
function pair(width: number, height: number): [GreyPlane, GreyPlane] {
  const at = (t: number) =>
    plane(width, height, (x, y) => texture(x - t * (1.5 + Math.sin(y / 20)), y + t * 0.8 * Math.cos(x / 30)));
  return [at(0), at(1)];
}

function meanLength({ data }: { readonly data: Float32Array }): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 2) sum += Math.hypot(data[i]!, data[i + 1]!);
  return sum / (data.length / 2);
}

describe('disFlow', () => {
  it('of two equal pictures is zero', () => {
    const [still] = pair(96, 80);
    expect(meanLength(disFlow(still, still))).toBe(0);
    const black = plane(64, 64, () => 0);
    expect(meanLength(disFlow(black, black))).toBe(0);
  });

  it('finds a shift, also when the light changes', () => {
    const first = plane(128, 128, texture);
    const second = plane(128, 128, (x, y) => texture(x - 2, y - 1) + 12);
    const { data } = disFlow(first, second);
    let [sx, sy, count] = [0, 0, 0];
    for (let y = 24; y < 104; y++) {
      for (let x = 24; x < 104; x++, count++) {
        sx += data[2 * (y * 128 + x)]!;
        sy += data[2 * (y * 128 + x) + 1]!;
      }
    }
    expect(Math.abs(sx / count - 2)).toBeLessThan(0.06);
    expect(Math.abs(sy / count - 1)).toBeLessThan(0.06);
  });

  // By OpenCV 4.6, cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST).calc(a, b, None), on the same pictures.
  const GOLDEN = [
    {
      width: 160,
      height: 128,
      sums: [2628404, 2626761],
      mean: 1.58155,
      at: [
        [0, 0, 2.0644, -0.5387],
        [40, 30, 2.238, -0.128],
        [80, 64, 1.4973, 0.6408],
        [120, 90, 0.7895, 0.4906],
        [159, 127, 0.8508, -0.0326],
        [10, 123, 0.8128, -0.5937],
      ],
    },
    {
      width: 150,
      height: 101,
      sums: [1947167, 1945529],
      mean: 1.72404,
      at: [
        [0, 0, 2.0309, -0.5322],
        [40, 30, 2.2035, -0.1224],
        [80, 64, 1.5143, 0.5869],
        [120, 90, 0.8469, 0.4668],
        [149, 100, 0.8234, 0.1536],
        [10, 96, 0.7754, -0.6182],
      ],
    },
  ] as const;

  it.each(GOLDEN)('gives what OpenCV gives on $width x $height', ({ width, height, sums, mean, at }) => {
    const [first, second] = pair(width, height);
    expect([first, second].map(({ data }) => data.reduce((sum, value) => sum + value, 0))).toEqual(sums);
    const { data } = disFlow(first, second);
    expect(meanLength({ data })).toBeCloseTo(mean, 3);
    for (const [x, y, u, v] of at) {
      expect(data[2 * (y * width + x)]).toBeCloseTo(u, 3);
      expect(data[2 * (y * width + x) + 1]).toBeCloseTo(v, 3);
    }
  });

  it('takes pictures down to one patch, and of one size only', () => {
    for (const [width, height] of [
      [8, 8],
      [64, 64],
      [67, 33],
      [200, 12],
    ] as const) {
      const [first, second] = pair(width, height);
      const flow = disFlow(first, second);
      expect([flow.width, flow.height, flow.data.length]).toEqual([width, height, 2 * width * height]);
      expect(flow.data.every(Number.isFinite)).toBe(true);
    }
    expect(() => disFlow(plane(7, 9, texture), plane(7, 9, texture))).toThrow('sides of at least 8 pixels');
    expect(() => disFlow(plane(16, 16, texture), plane(16, 18, texture))).toThrow(
      'Expected 16x16 for the size of the second picture',
    );
  });
});

describe('planes', () => {
  it('shrink by area, halves rounded as OpenCV does', () => {
    const quarter = shrinkArea(
      plane(4, 4, (x) => (x === 0 ? 2 : 0)),
      1,
      1,
    );
    expect(Array.from(quarter.data)).toEqual([0]);
    expect(
      Array.from(
        shrinkArea(
          plane(2, 2, (x) => x),
          1,
          1,
        ).data,
      ),
    ).toEqual([1]);
    expect(
      Array.from(
        shrinkArea(
          plane(3, 1, (x) => 100 * x),
          2,
          1,
        ).data,
      ),
    ).toEqual([33, 167]);
    expect([0.5, 1.5, 2.5, 2.6].map(roundHalfEven)).toEqual([0, 2, 2, 3]);
  });

  it('have Sobel gradients of 8 for a slope of 1, none across the mirrored edge', () => {
    const { x, y } = sobelGradients(plane(5, 5, (column, row) => column + 2 * row));
    expect([x[12], y[12]]).toEqual([8, 16]);
    expect([x[0], y[0]]).toEqual([0, 0]);
  });
});
