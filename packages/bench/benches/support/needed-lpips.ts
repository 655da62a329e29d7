import { LPIPS_MAKER, lpipsPath } from '../../src/lpips-file.js';

/** Path of the LPIPS network for a measurement that is nothing without it; says so where the network is in none of its places. */
export function neededLpipsPath(): string | undefined {
  const path = lpipsPath();
  if (path === undefined) console.log(`Nothing to measure: the LPIPS network, which ${LPIPS_MAKER} makes, is needed.`);
  return path;
}
