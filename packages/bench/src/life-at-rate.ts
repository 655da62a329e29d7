import { figureAtRate, type Better } from '@dynamics-codec/metrics';
import { curvesOf } from './compare.js';
import type { BenchClip } from './results.js';

/** How alive a codec's clip is at a rate; undefined where it has no encodes around it, or was measured without the network. */
export interface LifeAtRate {
  readonly frechet: number | undefined;
  readonly energy: number | undefined;
}

/** Life of a clip by a codec, at the better of its settings for each figure. @param kbps kilobits per second */
export function lifeAtRate({ points }: BenchClip, codec: string, kbps: number): LifeAtRate {
  const at = (id: 'frechet' | 'energy', better: Better) =>
    figureAtRate(
      curvesOf(points, codec, ({ metrics }) => metrics[id]),
      kbps,
      better,
    );
  return { frechet: at('frechet', 'lower'), energy: at('energy', 'higher') };
}
