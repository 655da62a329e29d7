import { afterEach, describe, expect, it } from 'vitest';
import { useKernels } from '../kernels/index.js';
import { SeededNoise, type Steps } from '../math/index.js';
import { createFlow, type Flow } from '../motion/index.js';
import { createPicture, type Picture } from '../picture/index.js';
import { bandsOf } from './bands.js';
import { GroupRenderer } from './group-renderer.js';
import { warpPicture } from './warp-picture.js';

afterEach(() => void useKernels(true));

const noise = new SeededNoise(5, 2);

function noisy(width: number, height: number): Picture {
  const picture = createPicture(width, height);
  for (const plane of [picture.y, picture.u, picture.v]) plane.forEach((_, i) => (plane[i] = noise.bits(i, 1) & 255));
  return picture;
}

function flowOf(side: number, value: (i: number) => number): Flow {
  const flow = createFlow(side, side);
  flow.data.forEach((_, i) => (flow.data[i] = value(i)));
  return flow;
}

/** A group with everything that pixels are made of: two phases, light and a tone. */
function rendererOf(key: Picture): GroupRenderer {
  const map = flowOf(8, (i) => Math.sin(i));
  const once = { basis: 'cosine', coefficients: [Float32Array.of(2, 0, 0, 0)] } as const;
  return new GroupRenderer({
    key,
    maps: [map],
    series: once,
    drawn: [],
    drawnLight: [],
    keyFrame: 0,
    lagrangian: false,
    carried: {
      streamlines: { maps: [map, map, map, map, map], period: 4, reach: 2 },
      straying: 'none',
      lives: Infinity,
      seed: 0,
    },
    light: { maps: [{ width: 4, height: 4, data: Float32Array.from({ length: 16 }, (_, i) => i) }], series: once },
    tone: { changes: [{ gain: -0.1, offsets: [4, 2, 1] }], series: once },
  });
}

function stepsOf(work: Steps<Picture>): number {
  let steps = 0;
  while (work.next().done !== true) steps++;
  return steps;
}

describe('bands', () => {
  it('cover all rows once', () => {
    for (const [width, height] of [
      [64, 64],
      [4096, 4096],
      [1001, 1999],
      [2 ** 21, 3],
    ] as const) {
      const bands = bandsOf(width, height);
      expect(bands[0]!.from).toBe(0);
      expect(bands.at(-1)!.to).toBe(height);
      for (const [i, { from, to }] of bands.entries()) {
        expect(from).toBe(i === 0 ? 0 : bands[i - 1]!.to);
        expect(to).toBeGreaterThan(from);
      }
    }
    expect(bandsOf(512, 512)).toHaveLength(1);
  });

  it('make the picture that one band makes', () => {
    const key = noisy(1100, 1900);
    const shift = flowOf(4, (i) => (i % 2 === 0 ? 3 : -2));
    const wild = flowOf(9, (i) => 40 * noise.gaussian(i, 3));
    const shown = [true, false].map((on) => {
      useKernels(on);
      return { shifted: warpPicture(key, shift), wild: warpPicture(key, wild) };
    });
    for (const plane of ['y', 'u'] as const)
      expect(shown[0]!.wild[plane].findIndex((value, i) => value !== shown[1]!.wild[plane][i])).toBe(-1);
    const { shifted } = shown[0]!;
    for (const [x, y] of [
      [50, 40],
      [60, 952],
      [70, 953],
      [80, 954],
      [90, 1899],
    ] as const)
      expect(shifted.y[y * 1100 + x]).toBe(key.y[(y - 2) * 1100 + x + 3]);
  });
});

describe('renderSteps', () => {
  it('pause on large pictures, with everything that there is to do, and hardly on small ones', () => {
    const large = createPicture(2048, 2048);
    large.y.forEach((_, i) => (large.y[i] = i & 255));
    expect(stepsOf(rendererOf(large).renderSteps(1.3, 1, 1))).toBeGreaterThanOrEqual(4 * 4 + 1);
    expect(stepsOf(rendererOf(createPicture(64, 64)).renderSteps(1.3, 1, 1))).toBeLessThan(10);
  });
});
