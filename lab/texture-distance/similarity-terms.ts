import type { Plane } from 'dynamics-codec/picture';

/** How unlike two planes are by the terms of SSIM (Wang et al. 2004), apart; 0 for equal planes. */
export interface SimilarityTerms {
  /** All of SSIM: 1 less the product of `mean` and of contrast with correlation. */
  readonly structure: number;
  /** Standard deviations alone, whatever the planes' correlation. */
  readonly contrast: number;
  /** Mean luma alone. */
  readonly mean: number;
}

const WINDOW = 8;
const STRIDE = 4;
const C1 = 6.5025;
const C2 = 58.5225;

/** Means over all windows of 8x8 that start at multiples of 4, the windows of the encoder's own distances. */
export function similarityTerms(a: Plane, b: Plane): SimilarityTerms {
  const sums = { structure: 0, contrast: 0, mean: 0 };
  let count = 0;
  for (let y = 0; y + WINDOW <= a.height; y += STRIDE) {
    for (let x = 0; x + WINDOW <= a.width; x += STRIDE) {
      const { ma, mb, va, vb, covariance } = momentsOf(a, b, x, y);
      const means = (2 * ma * mb + C1) / (ma * ma + mb * mb + C1);
      sums.structure += 1 - (means * (2 * covariance + C2)) / (va + vb + C2);
      sums.contrast += 1 - (2 * Math.sqrt(va * vb) + C2) / (va + vb + C2);
      sums.mean += 1 - means;
      count++;
    }
  }
  return { structure: sums.structure / count, contrast: sums.contrast / count, mean: sums.mean / count };
}

function momentsOf(a: Plane, b: Plane, x0: number, y0: number) {
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let y = y0; y < y0 + WINDOW; y++) {
    for (let x = x0; x < x0 + WINDOW; x++) {
      const p = a.data[y * a.width + x]!;
      const q = b.data[y * b.width + x]!;
      sa += p;
      sb += q;
      saa += p * p;
      sbb += q * q;
      sab += p * q;
    }
  }
  const n = WINDOW * WINDOW;
  const [ma, mb] = [sa / n, sb / n];
  return {
    ma,
    mb,
    va: Math.max(0, saa / n - ma * ma),
    vb: Math.max(0, sbb / n - mb * mb),
    covariance: sab / n - ma * mb,
  };
}
