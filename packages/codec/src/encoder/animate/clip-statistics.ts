import { gridSize, type MotionStatistics } from '../../motion/index.js';
import type { Picture } from '../../picture/index.js';
import { analysisPlane } from '../analysis/motion-analysis.js';
import { EmptyClipError } from '../errors.js';
import { missingMotion } from '../statistics/missing-motion.js';
import { texturePlane } from '../statistics/octave-power.js';
import { STATISTICS_GRID } from '../statistics/quantise-statistics.js';
import { TextureMeter, type MeasuredTexture } from '../statistics/texture-meter.js';

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
  let meter: TextureMeter | undefined;
  let size = { width: 0, height: 0 };
  for await (const frame of frames) {
    const texture = texturePlane(analysisPlane(frame));
    meter ??= new TextureMeter(texture);
    meter.add(texture);
    size = { width: frame.width, height: frame.height };
  }
  if (meter === undefined) throw new EmptyClipError();
  const factor = side / Math.max(size.width, size.height);
  return statisticsBesideStill(meter.measured(), {
    width: size.width * factor,
    height: size.height * factor,
  });
}

/** Statistics of all that changes in textures. @param picture sides of the picture that displacements are in pixels of */
export function statisticsBesideStill(
  { gradient, ...original }: MeasuredTexture,
  picture: { readonly width: number; readonly height: number },
): MotionStatistics {
  const still = original.power.map(({ length }) => new Float32Array(length));
  return missingMotion(
    { texture: original, original: original.power, sent: still, gradient },
    gridSize(picture.width, picture.height, STATISTICS_GRID),
    picture,
  );
}
