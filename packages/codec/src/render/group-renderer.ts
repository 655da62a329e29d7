import { atOnce, type Steps } from '../math/index.js';
import type { Picture } from '../picture/index.js';
import { FrameComposer } from './frame-composer.js';
import { prepareScene, type GroupScene, type RenderableGroup } from './scene-composer.js';
import { PixelStage } from './pixel-stage.js';

/** Renders the frames of one group of pictures at any real time. Holds its workspace: not re-entrant. */
export class GroupRenderer {
  private readonly composer: FrameComposer;
  private readonly pixels: PixelStage;

  constructor(group: RenderableGroup | GroupScene) {
    this.composer = new FrameComposer('motion' in group ? prepareScene(group) : group);
    this.pixels = new PixelStage(group.key);
  }

  /** The group as other renderers take it. */
  get scene(): GroupScene {
    return this.composer.scene;
  }

  /**
   * The picture at time `t`, in frames since the first of the group; any real number. Without any motion it is the key
   * picture itself: do not write to it.
   * @param motion scales the motion: 0 is the key picture, 1 as encoded
   * @param liveliness scales what was drawn: 0 shows only what was sent, 1 is as measured
   */
  render(t: number, motion = 1, liveliness = 1): Picture {
    return atOnce(this.renderSteps(t, motion, liveliness));
  }

  /** {@link render} in steps, a band of rows each. Begin no other picture before the end. */
  *renderSteps(t: number, motion: number, liveliness: number): Steps<Picture> {
    const frame = this.composer.compose(t, motion, liveliness);
    yield;
    return yield* this.pixels.pictureSteps(frame, 'all');
  }

  /** As {@link render}, all motion as encoded, for who looks at the luma alone: the chroma is that of the key picture. */
  renderLuma(t: number): Picture {
    return atOnce(this.lumaSteps(t));
  }

  /** {@link renderLuma} in steps, as {@link renderSteps}. */
  lumaSteps(t: number): Steps<Picture> {
    return this.pixels.pictureSteps(this.composer.compose(t), 'luma');
  }
}
