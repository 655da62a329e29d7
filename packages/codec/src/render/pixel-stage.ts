import type { Picture } from '../picture/index.js';
import type { ComposedFrame } from './frame-composer.js';
import { lit } from './light.js';
import { toned } from './toned.js';
import { PhaseBlender } from './phase-blender.js';
import { pictureFor, warpPicture, type ShownPlanes } from './warp-picture.js';

/** Makes pictures of composed frames on the CPU. Holds its workspace: not re-entrant. */
export class PixelStage {
  private blender: PhaseBlender | undefined;

  constructor(private readonly key: Picture) {}

  /**
   * The picture of a frame. Without phases, light and tone it is the key picture itself: do not write to it.
   * @param planes the chroma stays that of the key picture where they are luma alone
   */
  picture({ phases, light, tone }: ComposedFrame, planes: ShownPlanes = 'all'): Picture {
    const warped = this.warped(phases, planes);
    const bright = light === undefined ? warped : lit(warped, light);
    return tone === undefined ? bright : toned(bright, tone, planes);
  }

  private warped([first, second]: ComposedFrame['phases'], planes: ShownPlanes): Picture {
    if (first === undefined) return this.key;
    if (second === undefined) return warpPicture(this.key, first.flow, pictureFor(this.key, planes), planes);
    this.blender ??= new PhaseBlender(this.key);
    return this.blender.blend(first, second, planes);
  }
}
