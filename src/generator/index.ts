export type { AppearanceConditions, AppearanceGenerator, DenseMotion, MotionConditions, MotionGenerator } from './generator.js';
export { classicalAppearance } from './classical-appearance.js';
export { DENSE_SIDE, classicalMotion } from './classical-motion.js';
export { upsampleGuided } from './guided-upsampling.js';
