import type { Steps } from '../../math/index.js';
import type { Flow } from '../../motion/index.js';
import { resampleLuma, type Picture } from '../../picture/index.js';
import { FrameComposer, PixelStage, type GroupRenderer, type GroupScene } from '../../render/index.js';
import { greyPicture } from './grey-picture.js';
import { analysisSize } from './motion-analysis.js';

/** Draws the luma of frames, as judges and meters look at it. */
export interface SeenRenderer {
  lumaSteps(t: number): Steps<Picture>;
}

/**
 * What judges look at: frames as decoders draw them, or for who is in a hurry the same motion applied to a key picture of
 * the size at which they look. That takes as long for a large picture as for a small one.
 * @param reduced whether frames are drawn at the resolution of the analysis
 */
export function seenBy(renderer: GroupRenderer, reduced: boolean): SeenRenderer {
  const { key } = renderer.scene;
  return reduced && analysisSize(key).width < key.width ? new ReducedRenderer(renderer.scene) : renderer;
}

/** Applies the motion of a group to a reduced key picture. */
class ReducedRenderer implements SeenRenderer {
  private readonly composer: FrameComposer;
  private readonly pixels: PixelStage;
  private readonly scale: number;

  constructor(scene: GroupScene) {
    const key = reducedKey(scene.key);
    this.composer = new FrameComposer(scene);
    this.pixels = new PixelStage(key);
    this.scale = key.width / scene.key.width;
  }

  lumaSteps(t: number): Steps<Picture> {
    const { phases, ...rest } = this.composer.compose(t);
    const [first, second] = phases.map(({ flow, weight }) => ({ flow: this.scaled(flow), weight }));
    const reduced =
      first === undefined ? ([] as const) : second === undefined ? ([first] as const) : ([first, second] as const);
    return this.pixels.pictureSteps({ ...rest, phases: reduced }, 'luma');
  }

  private scaled({ width, height, data }: Flow): Flow {
    return { width, height, data: data.map((value) => value * this.scale) };
  }
}

/** Reduced keys: many motions are judged beside one. */
const known = new WeakMap<Picture, Picture>();

function reducedKey(key: Picture): Picture {
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  const { width, height } = analysisSize(key);
  const reduced = greyPicture(resampleLuma(key, width, height));
  known.set(key, reduced);
  return reduced;
}
