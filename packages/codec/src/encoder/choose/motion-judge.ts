import { classicalMotion, type MotionGenerator } from '../../generator/index.js';
import {
  createFlow,
  disFlow,
  endpointError,
  standsStill,
  type Flow,
  type GreyPlane,
  type MotionTokens,
} from '../../motion/index.js';
import type { Picture, Plane } from '../../picture/index.js';
import { prepareGroup } from '../../decoder/group-decoder.js';
import { analysisPlane, analysisSize } from '../analysis/motion-analysis.js';

interface Answer {
  readonly key: Picture;
  readonly generator: MotionGenerator;
  readonly error: Promise<number>;
}

/**
 * Judges motion tokens by what they do: frames are rendered as a decoder would, and the flow between neighbouring ones
 * is held against that of the original (tOF; Chu et al. 2020, section 5.1). Tokens that make a clip move worse than a
 * still picture would show here, whatever their distance from the analysed flow.
 */
export class MotionJudge {
  /** Flow of the original from frame `t` to the next, at places throughout the group, in pixels of the analysis. */
  readonly originals: { readonly t: number; readonly flow: Flow }[] = [];
  /** Mean length of the original's flow from frame to frame, in pixels of the analysis: the tOF of a still picture. */
  readonly stillError: number;
  private readonly answers = new WeakMap<MotionTokens, Answer[]>();

  /**
   * @param planes luma of the original's frames at the resolution of the analysis
   * @param key the key picture about as a decoder will see it, until a better guess is known
   * @param pairs of neighbouring frames to look at, at most
   * @param breathe called before each judgement: lets the surrounding program run, may throw to end the search
   * @param generator of dense motion that decoders will have
   */
  constructor(
    planes: readonly Plane[],
    public key: Picture,
    pairs: number,
    private readonly breathe: () => Promise<void>,
    public generator: MotionGenerator = classicalMotion,
  ) {
    const { width, height } = analysisSize(key);
    const count = Math.min(pairs, planes.length - 1);
    let still = 0;
    for (let i = 0; i < count; i++) {
      const t = Math.floor(((i + 0.5) * (planes.length - 1)) / count);
      const flow = disFlow(greyPlane(planes[t]!), greyPlane(planes[t + 1]!));
      this.originals.push({ t, flow });
      still += endpointError(flow, createFlow(width, height)) / count;
    }
    this.stillError = still;
  }

  /** tOF of the tokens of a group of `frames` frames beside a key picture, in pixels of the analysis; the same question is answered once. */
  errorOf(tokens: MotionTokens, frames: number, key = this.key, generator = this.generator): Promise<number> {
    const answers = this.answers.get(tokens) ?? [];
    this.answers.set(tokens, answers);
    const known = answers.find((answer) => answer.key === key && answer.generator === generator);
    if (known !== undefined) return known.error;
    const error = this.judge(tokens, frames, key, generator);
    answers.push({ key, generator, error });
    return error;
  }

  private async judge(tokens: MotionTokens, frames: number, key: Picture, generator: MotionGenerator): Promise<number> {
    await this.breathe();
    if (standsStill(tokens)) return this.stillError;
    const { renderer } = await prepareGroup(key, tokens, frames, 0, generator);
    let sum = 0;
    for (const { t, flow } of this.originals) {
      sum += endpointError(flow, disFlow(greyPicture(renderer.render(t)), greyPicture(renderer.render(t + 1))));
    }
    return sum / Math.max(this.originals.length, 1);
  }
}

/** The luma of a picture at the resolution of the analysis, in whole levels. */
function greyPicture(picture: Picture): GreyPlane {
  const plane = analysisSize(picture);
  return plane.width === picture.width ? { ...plane, data: picture.y } : greyPlane(analysisPlane(picture));
}

function greyPlane({ width, height, data }: Plane): GreyPlane {
  const levels = new Uint8Array(data.length);
  for (let i = 0; i < levels.length; i++) levels[i] = data[i]! + 0.5;
  return { width, height, data: levels };
}
