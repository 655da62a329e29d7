import type { Picture } from '../../picture/index.js';
import type { Drawing, MotionGenerator } from '../generator.js';
import { drawMotion } from './draw-motion.js';
import type { DrawnLayersOfMotion } from './drawing-canvas.js';
import { upsampledMotion } from './upsampled-motion.js';

/** Draws what a group says only statistics of. @param seed of the stream */
export type DrawMotion = (
  drawing: Drawing,
  key: Picture,
  seed: number,
) => DrawnLayersOfMotion | Promise<DrawnLayersOfMotion>;

/**
 * Dense mode maps without learning: edge-aware upsampling guided by the key picture. The fallback of every learned
 * generator and the baseline it must beat.
 * @param draw makes the motion that is drawn; asked only for groups that have any
 */
export function classicalMotionBy(draw: DrawMotion): MotionGenerator {
  return {
    modelId: 0,
    async generate(conditions) {
      const { key, seed, drawing } = conditions;
      const motion = upsampledMotion(conditions);
      if (drawing === undefined) return motion;
      const { modes, light } = await draw(drawing, key, seed);
      return { ...motion, drawn: modes, drawnLight: light };
    },
  };
}

/** {@link classicalMotionBy} with motion that noise and the structure of the key picture shape. */
export const classicalMotion: MotionGenerator = /* @__PURE__ */ classicalMotionBy(drawMotion);
