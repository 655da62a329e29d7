import { standsStill, type MotionTokens, type StatisticsTokens } from '../motion/index.js';

/**
 * Period after which a group shows the same again, in frames; 0 where it does not. A group whose coded motion stands still
 * has the period of what is drawn.
 */
export function loopPeriod(motion: MotionTokens, statistics: StatisticsTokens | undefined): number {
  return motion.loopFrames > 0 || !standsStill(motion) ? motion.loopFrames : (statistics?.loopFrames ?? 0);
}
