import { GRID_SIDES, gridSize, OCTAVES, type MotionStatistics } from '../../motion/index.js';
import { boxMean, type Picture } from '../../picture/index.js';
import { analysisPlane } from '../analysis/motion-analysis.js';
import { EmptyClipError } from '../errors.js';
import { gradientPower, missingMotion } from '../statistics/missing-motion.js';
import { OctavePower, texturePlane } from '../statistics/octave-power.js';

const GRID = GRID_SIDES.indexOf(16);
/** Every how many frames the gradient of the clip is looked at. */
const GRADIENT_STRIDE = 8;

/**
 * Statistics of all that moves in a clip, as the encoder measures them beside a picture that stands still.
 * @param frames in display order, of equal size; displacements come out in pixels of a picture whose longer side has
 *   `side` pixels
 * @throws EmptyClipError for no frames; what the source throws
 */
export async function clipStatistics(
  frames: AsyncIterable<Picture> | Iterable<Picture>,
  side: number,
): Promise<MotionStatistics> {
  let clip:
    | { readonly power: OctavePower; readonly gradient: Float32Array; readonly size: Sides; readonly picture: Sides }
    | undefined;
  let count = 0;
  let looked = 0;
  for await (const frame of frames) {
    const texture = texturePlane(analysisPlane(frame));
    clip ??= {
      power: new OctavePower(texture.data.length),
      gradient: new Float32Array(texture.data.length),
      size: { width: texture.width, height: texture.height },
      picture: { width: frame.width, height: frame.height },
    };
    clip.power.add(texture.data);
    if (count++ % GRADIENT_STRIDE !== 0) continue;
    looked++;
    for (const [i, value] of gradientPower(texture).entries()) clip.gradient[i]! += value;
  }
  if (clip === undefined) throw new EmptyClipError();
  const { power, size, picture } = clip;
  const mean = clip.gradient.map((sum) => sum / looked);
  const still = Array.from({ length: OCTAVES }, () => new Float32Array(mean.length));
  const factor = side / Math.max(picture.width, picture.height);
  const shown = { width: picture.width * factor, height: picture.height * factor };
  return missingMotion(
    { texture: size, original: power.power(), sent: still, gradient: boxMean(mean, size.width, size.height, 1) },
    gridSize(picture.width, picture.height, GRID),
    shown,
  );
}

interface Sides {
  readonly width: number;
  readonly height: number;
}
