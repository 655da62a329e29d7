import type { MotionGenerator } from '../../generator/index.js';
import { prepareGroup } from '../../decoder/group-decoder.js';
import { disFlow, endpointError, standsStill, type MotionTokens } from '../../motion/index.js';
import type { Picture } from '../../picture/index.js';
import { greyPicture, meanLength, type FrameFlow } from '../analysis/frame-flow.js';
import type { Breathe } from '../pause.js';

/** What motion is judged beside: the key picture as decoders show it, and the generator that makes motion dense. */
export interface Beside {
  readonly key: Picture;
  readonly generator: MotionGenerator;
}

/** Judges the motion of one group. It answers alike whenever it is asked. */
export interface Judge {
  /** tOF of a still picture, in pixels of the analysis. */
  readonly stillError: number;
  /** tOF of tokens that are rendered beside a key picture, in pixels of the analysis. */
  errorOf(tokens: MotionTokens, beside: Beside): Promise<number>;
}

interface Answer extends Beside {
  readonly error: Promise<number>;
}

/**
 * Judges motion tokens by what they do: frames are rendered as a decoder would, and the flow between neighbouring ones
 * is held against that of the original (tOF; Chu et al. 2020, section 5.1). Tokens that make a clip move worse than a
 * still picture would show here, whatever their distance from the analysed flow.
 */
export class MotionJudge implements Judge {
  readonly stillError: number;
  private readonly answers = new WeakMap<MotionTokens, Answer[]>();

  /**
   * @param originals flow of the original at places throughout the group
   * @param frames of the group
   * @param seed of the stream
   * @param breathe called before each pair of frames: may throw to end the search
   */
  constructor(
    private readonly originals: readonly FrameFlow[],
    private readonly frames: number,
    private readonly seed: number,
    private readonly breathe: Breathe,
  ) {
    this.stillError = meanLength(originals);
  }

  /** As of {@link Judge}; the same question is answered once. @throws what `breathe` throws */
  errorOf(tokens: MotionTokens, { key, generator }: Beside): Promise<number> {
    const answers = this.answers.get(tokens) ?? [];
    this.answers.set(tokens, answers);
    const known = answers.find((answer) => answer.key === key && answer.generator === generator);
    if (known !== undefined) return known.error;
    const error = this.judge(tokens, key, generator);
    answers.push({ key, generator, error });
    return error;
  }

  private async judge(tokens: MotionTokens, key: Picture, generator: MotionGenerator): Promise<number> {
    await this.breathe();
    if (standsStill(tokens)) return this.stillError;
    const { renderer } = await prepareGroup(key, tokens, this.frames, this.seed, generator);
    let sum = 0;
    for (const { t, flow } of this.originals) {
      sum += endpointError(flow, disFlow(greyPicture(renderer.render(t)), greyPicture(renderer.render(t + 1))));
      await this.breathe();
    }
    return sum / Math.max(this.originals.length, 1);
  }
}
