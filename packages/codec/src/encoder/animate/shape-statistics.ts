import { cellMeans } from '../../math/index.js';
import type { MotionStatistics } from '../../motion/index.js';
import { resamplePlane, type Plane } from '../../picture/index.js';

/** Statistics times a number. */
export function scaled(statistics: MotionStatistics, factor: number): MotionStatistics {
  return mapped(statistics, (plane) => ({ ...plane, data: plane.data.map((value) => value * factor) }));
}

/** Statistics where a mask lets them be: 255 leaves them as they are, 0 leaves nothing. @param mask of any size */
export function masked(statistics: MotionStatistics, mask: Plane | undefined): MotionStatistics {
  if (mask === undefined) return statistics;
  return mapped(statistics, (plane) => {
    const share =
      mask.width >= plane.width && mask.height >= plane.height
        ? cellMeans(mask.data, mask, plane, 1, 1 / 255)
        : resamplePlane(mask, plane.width, plane.height).data.map((value) => value / 255);
    return { ...plane, data: plane.data.map((value, i) => value * share[i]!) };
  });
}

/**
 * Statistics that are as strong as others, octave by octave, and lie where they lay. Octaves that have nothing of their own
 * lie where the strongest one does.
 */
export function asStrongAs(places: MotionStatistics, strengths: MotionStatistics): MotionStatistics {
  const of = (own: readonly Plane[], other: readonly Plane[]): Plane[] => {
    const most = own.reduce((a, b) => (power(b) > power(a) ? b : a));
    return other.map((wanted, octave) => {
      const plane = power(own[octave]!) > 0 ? own[octave]! : most;
      const factor = power(plane) > 0 ? Math.sqrt(power(wanted) / power(plane)) : 0;
      return { ...plane, data: plane.data.map((value) => value * factor) };
    });
  };
  return {
    displacement: of(places.displacement, strengths.displacement),
    light: of(places.light, strengths.light),
  };
}

/** Mean square. */
function power({ data }: Plane): number {
  return data.reduce((sum, value) => sum + value * value, 0) / data.length;
}

function mapped({ displacement, light }: MotionStatistics, change: (plane: Plane) => Plane): MotionStatistics {
  return { displacement: displacement.map(change), light: light.map(change) };
}
