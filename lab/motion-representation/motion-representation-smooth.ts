/**
 * @file Wavelet trees with longer filters than the codec's 5/3: the same syntax and tree, another lifting. The scale of
 * every coefficient is the measured energy of its own picture, at borders too.
 */
import { basisPictures } from '../../packages/codec/src/motion/transform/basis-pictures.js';
import { MapTransform } from '../../packages/codec/src/motion/transform/map-transform.js';
import type { Representation } from './motion-representation-dictionary.js';
import { treeSyntax } from './motion-representation-wavelet.js';

/** One lifting step: the samples of one parity gain a symmetric filter of the other parity; taps from the centre out. */
interface LiftingStep {
  readonly odd: boolean;
  readonly taps: readonly number[];
}

/** Filters by name: the codec's own, with cubic prediction, with cubic update too (Sweldens 1996), and CDF 9/7 (1992). */
export const LIFTINGS: Readonly<Record<'5/3' | '9/3' | '13/7' | '9/7', readonly LiftingStep[]>> = {
  '5/3': [
    { odd: true, taps: [-1 / 2] },
    { odd: false, taps: [1 / 4] },
  ],
  '9/3': [
    { odd: true, taps: [-9 / 16, 1 / 16] },
    { odd: false, taps: [1 / 4] },
  ],
  '13/7': [
    { odd: true, taps: [-9 / 16, 1 / 16] },
    { odd: false, taps: [9 / 32, -1 / 32] },
  ],
  '9/7': [
    { odd: true, taps: [-1.586134342] },
    { odd: false, taps: [-0.052980118] },
    { odd: true, taps: [0.882911075] },
    { odd: false, taps: [0.443506852] },
  ],
};

/** Wavelet trees on a `width` x `height` grid with one of the {@link LIFTINGS}. */
export function smoothWaveletTrees(width: number, height: number, lifting: readonly LiftingStep[]): Representation {
  const layout = basisPictures(new MapTransform(width, height));
  const { sides } = layout;
  const starts = new Int32Array(layout.size + 1);
  const cells: number[] = [];
  const values: number[] = [];
  const plane = new Float32Array(width * height);
  for (let at = 0; at < layout.size; at++) {
    plane.fill(0);
    plane[at] = 1;
    for (let level = sides.widths.length - 1; level >= 1; level--) {
      const w = sides.widths[level - 1]!;
      const h = sides.heights[level - 1]!;
      for (let x = 0; x < w; x++) synthesise(plane, x, width, h, lifting);
      for (let y = 0; y < h; y++) synthesise(plane, y * width, 1, w, lifting);
    }
    const gain = 1 / Math.sqrt(plane.reduce((sum, value) => sum + value * value, 0));
    for (let cell = 0; cell < plane.length; cell++) {
      if (Math.abs(plane[cell]! * gain) < 2e-4) continue;
      cells.push(cell);
      values.push(plane[cell]! * gain);
    }
    starts[at + 1] = cells.length;
  }
  return {
    dictionary: {
      width,
      height,
      size: layout.size,
      starts,
      cells: Int32Array.from(cells),
      values: Float32Array.from(values),
      order: layout.coarseToFine,
      removable: layout.subtrees,
    },
    createSyntax: () => treeSyntax(sides, layout.levels),
  };
}

function synthesise(data: Float32Array, start: number, step: number, n: number, lifting: readonly LiftingStep[]): void {
  if (n < 2) return;
  const even = (n + 1) >> 1;
  const line = new Float32Array(n);
  for (let i = 0; i < n; i++) line[i] = data[start + ((i & 1) === 0 ? i >> 1 : even + (i >> 1)) * step]!;
  for (const { odd, taps } of lifting.toReversed()) {
    for (let i = odd ? 1 : 0; i < n; i += 2) {
      taps.forEach((tap, k) => (line[i]! -= tap * (line[mirror(i - 2 * k - 1, n)]! + line[mirror(i + 2 * k + 1, n)]!)));
    }
  }
  for (let i = 0; i < n; i++) data[start + i * step] = line[i]!;
}

function mirror(i: number, n: number): number {
  let at = i;
  while (at < 0 || at >= n) at = at < 0 ? -at : 2 * (n - 1) - at;
  return at;
}
