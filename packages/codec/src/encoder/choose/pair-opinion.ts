/** @file What single pairs of neighbouring frames are like as decoders show them: what the judge's opinion is made of. */
import { inSteps, mean, type Breathe } from '../../math/index.js';
import { disFlow, type Flow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import { seenAs, type FrameFlow } from '../analysis/frame-flow.js';
import { changeOf, missingChange } from '../statistics/temporal-power.js';
import type { SeenRenderer } from '../analysis/seen-renderer.js';
import { distanceOfTextures, textureOf, type Texture } from './texture-distance.js';

/** A frame of the original and the next, as rendered ones are compared with them. */
export interface JudgedPair {
  readonly t: number;
  readonly flow: Flow;
  /** Of the first frame. */
  readonly texture: Texture;
  /** Mean luma of both frames. */
  readonly levels: readonly [number, number];
  /** How strongly the original changes, by block. */
  readonly change: Float32Array;
}

/** How a rendered pair differs from the original. Plain data. */
export interface PairOpinion {
  /** Mean endpoint error of the flow, and mean speed that is missing, in pixels of the analysis; 0 where it is known to stand still. */
  readonly error: number;
  readonly lack: number;
  /** Texture distance of the first frame. */
  readonly distance: number;
  /** Change of the original from one to the other, and what of it is missing: sums over blocks. */
  readonly change: number;
  readonly missing: number;
  /** Difference of the mean luma, in levels. */
  readonly shade: number;
}

/** @param planes luma of all frames at the resolution of the analysis */
export function judgedPair({ t, flow }: FrameFlow, planes: readonly Plane[]): JudgedPair {
  const first = planes[t]!;
  const second = planes[t + 1]!;
  const levels = [mean(first.data), mean(second.data)] as const;
  return { t, flow, texture: textureOf(first), levels, change: changeOf(first, second) };
}

/**
 * Renders pairs and compares them.
 * @param still whether nothing moves: flow need not be looked for
 * @throws what `breathe` throws
 */
export async function pairOpinions(
  pairs: readonly JudgedPair[],
  renderer: SeenRenderer,
  still: boolean,
  breathe: Breathe,
): Promise<PairOpinion[]> {
  const opinions: PairOpinion[] = [];
  for (const { t, flow, texture, levels, change: original } of pairs) {
    const before = seenAs(await inSteps(renderer.lumaSteps(t), breathe));
    const distance = distanceOfTextures(texture, textureOf(before.plane));
    await breathe();
    const after = seenAs(await inSteps(renderer.lumaSteps(t + 1), breathe));
    const change = missingChange(original, changeOf(before.plane, after.plane));
    opinions.push({
      ...(still ? { error: 0, lack: 0 } : compareFlows(flow, disFlow(before.grey, after.grey))),
      distance,
      change: change.sum,
      missing: change.lack,
      shade: (Math.abs(levels[0] - mean(before.plane.data)) + Math.abs(levels[1] - mean(after.plane.data))) / 2,
    });
    await breathe();
  }
  return opinions;
}

/** Mean endpoint error, and mean speed of the first flow that the second lacks. */
function compareFlows({ data }: Flow, shown: Flow): { readonly error: number; readonly lack: number } {
  let error = 0;
  let lack = 0;
  for (let i = 0; i < data.length; i += 2) {
    const x = data[i]!;
    const y = data[i + 1]!;
    const u = shown.data[i]!;
    const v = shown.data[i + 1]!;
    error += Math.sqrt((x - u) * (x - u) + (y - v) * (y - v));
    lack += Math.max(0, Math.sqrt(x * x + y * y) - Math.sqrt(u * u + v * v));
  }
  const count = data.length / 2;
  return { error: error / count, lack: lack / count };
}
