import type { Plane } from '../../picture/index.js';
import { octavesOf, STRIDE, WINDOW } from './octaves.js';

const C1 = 6.5025;
const C2 = 58.5225;

/**
 * How unlike two luma planes look: mean over three octaves of 1 - SSIM (Wang et al. 2004) with box windows. 0 for
 * equal planes. The encoder's own yardstick for the key picture; the bench judges with other ones.
 */
export function structuralDistance(a: Plane, b: Plane): number {
  const others = octavesOf(b);
  const distances = octavesOf(a).map((own, octave) => 1 - structuralSimilarity(own, others[octave]!));
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

function structuralSimilarity(a: Plane, b: Plane): number {
  let sum = 0;
  let count = 0;
  for (let y = 0; y + WINDOW <= a.height; y += STRIDE) {
    for (let x = 0; x + WINDOW <= a.width; x += STRIDE) {
      sum += windowSimilarity(a, b, x, y);
      count++;
    }
  }
  return count === 0 ? 1 : sum / count;
}

function windowSimilarity(a: Plane, b: Plane, x0: number, y0: number): number {
  let sa = 0;
  let sb = 0;
  let saa = 0;
  let sbb = 0;
  let sab = 0;
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
  const ma = sa / n;
  const mb = sb / n;
  const va = saa / n - ma * ma;
  const vb = sbb / n - mb * mb;
  const cov = sab / n - ma * mb;
  return ((2 * ma * mb + C1) * (2 * cov + C2)) / ((ma * ma + mb * mb + C1) * (va + vb + C2));
}
