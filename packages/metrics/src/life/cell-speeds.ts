import { disFlow, type GreyPlane } from 'dynamics-codec/motion';
import { squareCellMeans } from './square-cells.js';

/** Distance between the pairs of frames whose flow is measured. */
const EVERY = 3;

/** Mean speed of each cell in pixels per frame: length of the flow of tOF, over every third pair of frames. */
export function cellSpeeds(frames: readonly GreyPlane[]): Float64Array {
  const { width, height } = frames[0]!;
  const sums = new Float64Array(width * height);
  let pairs = 0;
  for (let t = 0; t + 1 < frames.length; t += EVERY, pairs++) {
    const { data } = disFlow(frames[t]!, frames[t + 1]!);
    for (let i = 0; i < sums.length; i++) sums[i]! += Math.hypot(data[2 * i]!, data[2 * i + 1]!);
  }
  return squareCellMeans(
    sums.map((sum) => sum / pairs),
    width,
    height,
  );
}
