import { mean, type Breathe } from '../../math/index.js';
import { warpPlane } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import type { FrameFlow } from '../analysis/frame-flow.js';

const BLOCK = 8;
/** Change from frame to frame, in levels, that noise of cameras and of coding makes. */
const NOISE = 1;

/** How strongly each block of 8x8 pixels changes between two planes: root of the mean square in levels, less noise. */
export function changeOf(before: Plane, after: Plane): Float32Array {
  const columns = Math.ceil(before.width / BLOCK);
  const squares = new Float32Array(columns * Math.ceil(before.height / BLOCK));
  const { width, height, data } = before;
  for (let y = 0; y < height; y++) {
    let block = Math.floor(y / BLOCK) * columns;
    for (let left = y * width; left < (y + 1) * width; left += BLOCK, block++) {
      let sum = squares[block]!;
      for (let at = left; at < Math.min(left + BLOCK, (y + 1) * width); at++) {
        const change = after.data[at]! - data[at]!;
        sum = Math.fround(sum + change * change);
      }
      squares[block] = sum;
    }
  }
  return squares.map((sum) => Math.max(0, Math.sqrt(sum / (BLOCK * BLOCK)) - NOISE));
}

/** Sum of changes, and of what another clip lacks of them. */
export function missingChange(
  original: Float32Array,
  shown: Float32Array,
): { readonly sum: number; readonly lack: number } {
  let sum = 0;
  let lack = 0;
  for (let i = 0; i < original.length; i++) {
    sum += original[i]!;
    lack += Math.max(0, original[i]! - shown[i]!);
  }
  return { sum, lack };
}

/**
 * Change from frame to frame that motion does not explain: mean over blocks of what a frame differs from the next one,
 * moved back along the flow, in levels. Codecs that predict each frame from its neighbour pay for it.
 * @throws what `breathe` throws
 */
export async function unexplainedChange(
  flows: readonly FrameFlow[],
  planes: readonly Plane[],
  breathe: Breathe,
): Promise<number> {
  const changes: number[] = [];
  for (const { t, flow } of flows) {
    await breathe();
    changes.push(mean(changeOf(planes[t]!, warpPlane(planes[t + 1]!, flow))));
  }
  return flows.length === 0 ? 0 : mean(changes);
}
