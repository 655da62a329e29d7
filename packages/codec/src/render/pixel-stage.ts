import { atOnce, type Steps } from '../math/index.js';
import type { Cover, Picture } from '../picture/index.js';
import { mixed } from './cross-fade.js';
import type { ComposedFrame } from './scene-composer.js';
import { litSteps } from './light.js';
import { tonedSteps } from './toned.js';
import { PhaseBlender } from './phase-blender.js';
import { pictureFor, warpPlaneSteps, warpSteps, type ShownPlanes } from './warp-picture.js';

/** Makes pictures of composed frames on the CPU. Holds its workspace: not re-entrant. */
export class PixelStage {
  private blender: PhaseBlender | undefined;

  constructor(private readonly key: Picture) {}

  /**
   * The picture of a frame. Without phases, light and tone it is the key picture itself: do not write to it.
   * @param planes the chroma stays that of the key picture where they are luma alone
   */
  picture(frame: ComposedFrame, planes: ShownPlanes = 'all'): Picture {
    return atOnce(this.pictureSteps(frame, planes));
  }

  /** {@link picture} in steps, a band of rows each. */
  *pictureSteps({ phases, light, tone }: ComposedFrame, planes: ShownPlanes): Steps<Picture> {
    const warped = yield* this.warped(phases, planes);
    const bright = light === undefined ? warped : yield* litSteps(warped, light);
    const shown = tone === undefined ? bright : yield* tonedSteps(bright, tone, planes);
    const cover = planes === 'all' ? yield* this.cover(phases) : undefined;
    return cover === undefined ? shown : { ...shown, cover };
  }

  /** What the frame covers: the alpha of the key picture, moved as its luma is and mixed as its chroma is. */
  private *cover([first, second]: ComposedFrame['phases']): Steps<Cover | undefined> {
    const { cover } = this.key;
    if (cover === undefined || first === undefined) return cover;
    const alpha = yield* warpPlaneSteps(cover.alpha, this.key, first.flow);
    if (second === undefined) return { ...cover, alpha };
    const share = Math.round((256 * second.weight) / (first.weight + second.weight));
    return { ...cover, alpha: mixed(alpha, yield* warpPlaneSteps(cover.alpha, this.key, second.flow), share) };
  }

  private *warped([first, second]: ComposedFrame['phases'], planes: ShownPlanes): Steps<Picture> {
    if (first === undefined) return this.key;
    if (second === undefined) return yield* warpSteps(this.key, first.flow, pictureFor(this.key, planes), planes);
    this.blender ??= new PhaseBlender(this.key);
    return yield* this.blender.blendSteps(first, second, planes);
  }
}
