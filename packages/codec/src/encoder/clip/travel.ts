import { mean, meanDeviation } from '../../math/index.js';
import { resamplePlane, type Plane } from '../../picture/index.js';

/** Samples of a thumbnail along a side of a cell: what sways, ripples or falls is gone in means over so many. */
const CELL = 4;
/** Change from frame to frame over the deviation in time, from which what changes flickers and does not travel. */
const FLICKER = 0.75;
/** Contrast in levels below which a picture shows nothing that could be told apart. */
const LEAST_CONTRAST = 1;

/**
 * How much of what a clip shows goes from place to place: players on a pitch, faces and hands. It is how far coarse means of
 * the picture stray over time, as a share of the contrast; 0 where they only flicker. Leaves, ripples and rain hardly change
 * such means. Of 124 training clips most have less than 0.1; players have 0.25 to 0.5.
 * @param thumbnails of the frames, of one light
 */
export function shareOfTravel(thumbnails: readonly Plane[]): number {
  const cells = thumbnails.map((small) =>
    resamplePlane(small, Math.max(2, Math.round(small.width / CELL)), Math.max(2, Math.round(small.height / CELL))),
  );
  const first = cells[0]?.data ?? new Float32Array(0);
  const contrast = meanDeviation(first);
  if (cells.length < 3 || contrast < LEAST_CONTRAST) return 0;
  let strays = 0;
  let steps = 0;
  for (let i = 0; i < first.length; i++) {
    const values = Float32Array.from(cells, ({ data }) => data[i]!);
    const usual = mean(values);
    strays += mean(values.map((value) => (value - usual) ** 2));
    steps += mean(values.subarray(1).map((value, t) => (value - values[t]!) ** 2));
  }
  return steps > FLICKER ** 2 * strays ? 0 : Math.sqrt(strays / first.length) / contrast;
}
