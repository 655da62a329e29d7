import { mean, type Breathe } from '../../math/index.js';
import type { MotionGenerator } from '../../generator/index.js';
import { prepareGroup } from '../../decoder/group-decoder.js';
import { disFlow, standsStill, type Flow, type MotionTokens } from '../../motion/index.js';
import type { Picture, Plane } from '../../picture/index.js';
import { meanLength, seenAs, type FrameFlow } from '../analysis/frame-flow.js';
import { analysisPlane } from '../analysis/motion-analysis.js';
import { changeOf, missingChange } from './temporal-power.js';
import { distanceOfTextures, textureOf, type Texture } from './texture-distance.js';

/** What motion is judged beside: the key picture as decoders show it, and the generator that makes motion dense. */
export interface Beside {
  readonly key: Picture;
  readonly generator: MotionGenerator;
}

/** What a group is like as decoders show it. */
export interface Opinion {
  /** tOF: mean endpoint error of the flow from frame to frame, in pixels of the analysis. */
  readonly error: number;
  /** As `error`, but speed that is missing counts {@link STILLNESS} times once more: standing still is no safe guess. */
  readonly motion: number;
  /** Texture distance of frames throughout the group, less that of the frame which the key picture shows. */
  readonly excess: number;
  /** Share of the change from frame to frame that is missing, by place: 1 where all stands still. */
  readonly stillness: number;
  /** Difference of the mean luma, in levels, as a mean over frames. */
  readonly shade: number;
}

/** Judges the motion of one group. It answers alike whenever it is asked. */
export interface Judge {
  /** tOF of a still picture, in pixels of the analysis. */
  readonly stillError: number;
  /** What tokens look like that are rendered beside a key picture. */
  opinionOf(tokens: MotionTokens, beside: Beside): Promise<Opinion>;
}

/**
 * Motion of the right speed in a random direction has 1.27 times the endpoint error of none at all (mean over
 * directions of |1 - e^(i phi)|). With this share of the missing speed added, it is the better of the two.
 */
export const STILLNESS = 0.4;

interface Answer extends Beside {
  readonly opinion: Promise<Opinion>;
}

/** A frame of the original and the next, as rendered ones are compared with them. */
interface OriginalPair {
  readonly t: number;
  /** Of the first frame. */
  readonly texture: Texture;
  /** Mean luma of both frames. */
  readonly levels: readonly [number, number];
  /** How strongly the original changes, by block. */
  readonly change: Float32Array;
}

function pairOf(t: number, first: Plane, second: Plane): OriginalPair {
  const levels = [mean(first.data), mean(second.data)] as const;
  return { t, texture: textureOf(first), levels, change: changeOf(first, second) };
}

/** The original, as the judge compares with it. */
export interface JudgedGroup {
  /** Flow at places throughout the group. */
  readonly originals: readonly FrameFlow[];
  /** Luma of all frames at the resolution of the analysis. */
  readonly planes: readonly Plane[];
  readonly keyFrame: number;
  /** Number of frames of the group. */
  readonly frames: number;
  /** Of the stream. */
  readonly seed: number;
}

/**
 * Judges motion tokens by what they do: frames are rendered as a decoder would. The flow between neighbouring ones is held
 * against that of the original (tOF; Chu et al. 2020, section 5.1), and so are the pictures themselves.
 */
export class MotionJudge implements Judge {
  readonly stillError: number;
  /** The original at each of its pairs of frames. */
  private readonly pairs: readonly OriginalPair[];
  private readonly keyTexture: Texture;
  private readonly answers = new WeakMap<MotionTokens, Answer[]>();

  /** @param breathe called before each pair of frames: may throw to end the search */
  constructor(
    private readonly group: JudgedGroup,
    private readonly breathe: Breathe,
  ) {
    this.stillError = meanLength(group.originals);
    const { planes } = group;
    this.pairs = group.originals.map(({ t }) => pairOf(t, planes[t]!, planes[t + 1]!));
    this.keyTexture = textureOf(planes[group.keyFrame]!);
  }

  /** As of {@link Judge}; the same question is answered once. @throws what `breathe` throws */
  opinionOf(tokens: MotionTokens, { key, generator }: Beside): Promise<Opinion> {
    const answers = this.answers.get(tokens) ?? [];
    this.answers.set(tokens, answers);
    const known = answers.find((answer) => answer.key === key && answer.generator === generator);
    if (known !== undefined) return known.opinion;
    const opinion = this.judge(tokens, key, generator);
    answers.push({ key, generator, opinion });
    return opinion;
  }

  private async judge(tokens: MotionTokens, key: Picture, generator: MotionGenerator): Promise<Opinion> {
    await this.breathe();
    const { originals, keyFrame, frames, seed } = this.group;
    const { renderer } = await prepareGroup(key, tokens, frames, seed, generator);
    const still = standsStill(tokens);
    const sum = { error: 0, lack: 0, distance: 0, change: 0, missing: 0, shade: 0 };
    for (const [i, { flow }] of originals.entries()) {
      const { t, texture, levels, change: original } = this.pairs[i]!;
      const before = seenAs(renderer.renderLuma(t));
      sum.distance += distanceOfTextures(texture, textureOf(before.plane));
      await this.breathe();
      const after = seenAs(renderer.renderLuma(t + 1));
      const change = missingChange(original, changeOf(before.plane, after.plane));
      sum.shade += (Math.abs(levels[0] - mean(before.plane.data)) + Math.abs(levels[1] - mean(after.plane.data))) / 2;
      sum.change += change.sum;
      sum.missing += change.lack;
      if (!still) {
        const { error, lack } = compareFlows(flow, disFlow(before.grey, after.grey));
        sum.error += error;
        sum.lack += lack;
      }
      await this.breathe();
    }
    const count = Math.max(originals.length, 1);
    const error = still ? this.stillError : sum.error / count;
    const lack = still ? this.stillError : sum.lack / count;
    const keyTexture = textureOf(analysisPlane(renderer.renderLuma(keyFrame)));
    const beside = distanceOfTextures(this.keyTexture, keyTexture);
    return {
      error,
      motion: error + STILLNESS * lack,
      excess: originals.length === 0 ? 0 : Math.max(sum.distance / count - beside, 0),
      stillness: sum.change === 0 ? 0 : sum.missing / sum.change,
      shade: sum.shade / count,
    };
  }
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
