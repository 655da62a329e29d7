import { begun, inSteps, type Breathe } from '../../math/index.js';
import { classicalMotion, type MotionGenerator } from '../../generator/index.js';
import { prepareGroup } from '../../decoder/group-decoder.js';
import { standsStill, type MotionTokens } from '../../motion/index.js';
import type { Picture, Plane } from '../../picture/index.js';
import { meanLength, type FrameFlow } from '../analysis/frame-flow.js';
import { analysisPlane } from '../analysis/motion-analysis.js';
import { dealt, inTurn } from '../parallel/dealt.js';
import type { GroupAssistant } from '../parallel/group-assistant.js';
import { judgedPair, pairOpinions, type JudgedPair } from './pair-opinion.js';
import { seenBy } from '../analysis/seen-renderer.js';
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

const FIGURES = ['error', 'lack', 'distance', 'change', 'missing', 'shade'] as const;

interface Answer extends Beside {
  readonly opinion: Promise<Opinion>;
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
  /** As of {@link seenBy}. */
  readonly reduced: boolean;
}

/**
 * Judges motion tokens by what they do: frames are rendered as a decoder would. The flow between neighbouring ones is held
 * against that of the original (tOF; Chu et al. 2020, section 5.1), and so are the pictures themselves.
 */
export class MotionJudge implements Judge {
  readonly stillError: number;
  /** The original at its pairs of frames. */
  private readonly pairs: readonly JudgedPair[];
  private readonly keyTexture: Texture;
  private readonly answers = new WeakMap<MotionTokens, Answer[]>();
  private readonly prepared: Promise<void> | undefined;

  /**
   * @param breathe called before each pair of frames: may throw to end the search
   * @param assistant that has met the group; looks at every second pair
   */
  constructor(
    private readonly group: JudgedGroup,
    private readonly breathe: Breathe,
    private readonly assistant?: Pick<GroupAssistant, 'prepareJudging' | 'judge'>,
  ) {
    const { originals, planes, keyFrame, frames, seed, reduced } = group;
    this.stillError = meanLength(originals);
    this.pairs = originals.map((each) => judgedPair(each, planes));
    const others = dealt(originals, 2)[1]!;
    this.prepared = assistant && begun(assistant.prepareJudging({ originals: others, frames, seed, reduced }));
    this.keyTexture = textureOf(planes[keyFrame]!);
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
    await this.prepared;
    const { originals, keyFrame, frames, seed, reduced } = this.group;
    // Networks run here alone.
    const assistant = generator === classicalMotion ? this.assistant : undefined;
    const assisted = assistant && begun(assistant.judge({ tokens, key }));
    const renderer = seenBy((await prepareGroup(key, tokens, frames, seed, generator)).renderer, reduced);
    const still = standsStill(tokens);
    const pairs = assisted === undefined ? this.pairs : dealt(this.pairs, 2)[0]!;
    const own = await pairOpinions(pairs, renderer, still, this.breathe);
    const keyTexture = textureOf(analysisPlane(await inSteps(renderer.lumaSteps(keyFrame), this.breathe)));
    const sum = { error: 0, lack: 0, distance: 0, change: 0, missing: 0, shade: 0 };
    for (const opinion of inTurn([own, (await assisted) ?? []])) {
      for (const name of FIGURES) sum[name] += opinion[name];
    }
    const count = Math.max(originals.length, 1);
    const error = still ? this.stillError : sum.error / count;
    const lack = still ? this.stillError : sum.lack / count;
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
