import { isOwn } from '../compare.js';
import type { BenchClip, BenchPoint } from '../results.js';

/** Points that the report plays side by side on a clip. */
export interface ShownPoints {
  readonly ours: BenchPoint;
  readonly rival: BenchPoint | undefined;
}

/** Sizes within these shares of ours count as the same number of bytes. */
const SAME_BYTES = [0.85, 1.3] as const;

/**
 * Ours at the wished rate, and the rival with the best picture at about the same bytes. Of each rival codec the point
 * with the nearest size stands; where none comes near, the nearest of all, and the caption tells its size.
 * @param bitrate bits per second
 */
export function chooseShown(clip: BenchClip, ourCodec: string, bitrate: number): ShownPoints | undefined {
  const distance = (point: BenchPoint, to: number) => Math.abs(Math.log(point.kbps / to));
  const ours = nearest(
    clip.points.filter(({ codec }) => codec === ourCodec),
    (point) => distance(point, bitrate / 1000),
  );
  if (!ours) return undefined;
  const rivals = clip.points.filter(({ codec }) => !isOwn(codec));
  const near = rivals.filter(({ bytes }) => bytes >= SAME_BYTES[0] * ours.bytes && bytes <= SAME_BYTES[1] * ours.bytes);
  const rival =
    near.length > 0
      ? nearest(near, ({ metrics }) => metrics.lpips ?? 1 - metrics.ssim)
      : nearest(rivals, (point) => distance(point, ours.kbps));
  return { ours, rival };
}

function nearest(points: readonly BenchPoint[], cost: (point: BenchPoint) => number): BenchPoint | undefined {
  return [...points].sort((a, b) => cost(a) - cost(b))[0];
}
