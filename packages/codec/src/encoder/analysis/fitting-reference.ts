import { cellsAlong } from '../../math/index.js';
import type { Flow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';

/** Displacement, in pixels, at which the decoded and the original key picture count alike in the fit. */
const REFERENCE_SWITCH = 0.4;

/**
 * The key picture that frames are compared with: as a decoder will have it where things move, as the camera saw it
 * where they stand still, because there the coding error would be taken for motion.
 * @param original luma of the key frame
 * @param decoded luma of the key picture, of the same size
 * @param flows backward flows of all frames, on one grid, in pixels of the full picture
 */
export function fittingReference(original: Plane, decoded: Plane, flows: readonly Flow[]): Plane {
  const { width, height } = flows[0]!;
  const energy = new Float32Array(width * height);
  for (const { data } of flows) {
    for (let i = 0; i < energy.length; i++) energy[i]! += (data[2 * i]! ** 2 + data[2 * i + 1]! ** 2) / flows.length;
  }
  const out = original.data.slice();
  const columns = cellsAlong(original.width, width);
  const rows = cellsAlong(original.height, height);
  for (let y = 0; y < original.height; y++) {
    const row = rows[y]! * width;
    for (let x = 0; x < original.width; x++) {
      const moving = energy[row + columns[x]!]!;
      const at = y * original.width + x;
      out[at]! += (moving / (moving + REFERENCE_SWITCH ** 2)) * (decoded.data[at]! - original.data[at]!);
    }
  }
  return { width: original.width, height: original.height, data: out };
}
