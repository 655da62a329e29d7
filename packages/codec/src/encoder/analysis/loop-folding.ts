import { createFlow, MAX_PERIOD, MIN_PERIOD, type Flow } from '../../motion/index.js';

/** Life of a phase of advected texture, in frames: longer smears, shorter pulses. */
const PHASE_FRAMES = 24;

/**
 * Mean over the periods of a loop of the flows at the same phase: `period` flows.
 * @param period 0 where the group is no loop: the flows as they are
 */
export function foldLoop(flows: readonly Flow[], period: number): readonly Flow[] {
  if (period === 0) return flows;
  return Array.from({ length: period }, (_, phase) => {
    const same = flows.filter((_flow, t) => t % period === phase);
    const out = createFlow(same[0]!.width, same[0]!.height);
    for (const flow of same) for (let i = 0; i < out.data.length; i++) out.data[i]! += flow.data[i]! / same.length;
    return out;
  });
}

/**
 * Life of a phase of advected texture in frames: about {@link PHASE_FRAMES}, a whole number of times in a loop so that the
 * loop closes.
 * @param loopFrames period of the loop, 0 where the group is none
 */
export function phasePeriod(loopFrames: number): number {
  if (loopFrames === 0) return PHASE_FRAMES;
  for (let lives = Math.max(1, Math.round(loopFrames / PHASE_FRAMES)); lives >= 1; lives--) {
    if (loopFrames % lives === 0) return Math.min(Math.max(loopFrames / lives, MIN_PERIOD), MAX_PERIOD);
  }
  return PHASE_FRAMES;
}
