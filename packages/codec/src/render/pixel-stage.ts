import type { Picture } from '../picture/index.js';
import type { ComposedFrame } from './frame-composer.js';
import { lit } from './light.js';
import { PhaseBlender } from './phase-blender.js';
import { warpPicture } from './warp-picture.js';

/** Makes pictures of composed frames on the CPU. Holds its workspace: not re-entrant. */
export class PixelStage {
  private blender: PhaseBlender | undefined;

  constructor(private readonly key: Picture) {}

  /** The picture of a frame. Without phases and light it is the key picture itself: do not write to it. */
  picture({ phases, light }: ComposedFrame): Picture {
    const warped = this.warped(phases);
    return light === undefined ? warped : lit(warped, light);
  }

  private warped([first, second]: ComposedFrame['phases']): Picture {
    if (first === undefined) return this.key;
    if (second === undefined) return warpPicture(this.key, first.flow);
    this.blender ??= new PhaseBlender(this.key);
    return this.blender.blend(first, second);
  }
}
