import type { Picture } from '../picture/index.js';
import type { ComposedFrame } from './frame-composer.js';
import { PhaseBlender } from './phase-blender.js';
import { warpPicture } from './warp-picture.js';

/** Makes pictures of composed frames on the CPU. Holds its workspace: not re-entrant. */
export class PixelStage {
  private blender: PhaseBlender | undefined;

  constructor(private readonly key: Picture) {}

  /** The picture of a frame. Without phases it is the key picture itself: do not write to it. */
  picture({ phases }: ComposedFrame): Picture {
    const [first, second] = phases;
    if (first === undefined) return this.key;
    if (second === undefined) return warpPicture(this.key, first.flow);
    this.blender ??= new PhaseBlender(this.key);
    return this.blender.blend(first, second);
  }
}
