import type { Plane } from '../../picture/index.js';
import { overOctaves, overWindows, WINDOW } from './octaves.js';

const C1 = 6.5025;
const C2 = 58.5225;

/**
 * How unlike two luma planes look: mean over three octaves of 1 - SSIM (Wang et al. 2004) with box windows. 0 for
 * equal planes. The encoder's own yardstick for the key picture; the bench judges with other ones.
 */
export function structuralDistance(a: Plane, b: Plane): number {
  return overOctaves(a, b, (x, y) => 1 - structuralSimilarity(x, y));
}

function structuralSimilarity(a: Plane, b: Plane): number {
  return overWindows(a, (x, y) => windowSimilarity(a, b, x, y)) ?? 1;
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
