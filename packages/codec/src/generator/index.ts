export type {
  AppearanceConditions,
  AppearanceGenerator,
  DenseMotion,
  Drawing,
  DrawnLight,
  DrawnMode,
  MotionConditions,
  MotionGenerator,
} from './generator.js';
export { classicalAppearance } from './appearance/classical-appearance.js';
export type { DrawMotion } from './motion/classical-motion.js';
export { classicalMotion, classicalMotionBy } from './motion/classical-motion.js';
export { DENSE_SIDE } from './motion/upsampled-motion.js';
export type { ChosenGenerators, GeneratorChoice } from './choose-generators.js';
export { chooseAppearance, chooseGenerators } from './choose-generators.js';
export { ModelError } from './errors.js';
export { learnedAppearance } from './appearance/learned-appearance.js';
export { learnedMotion } from './motion/learned-motion.js';
export type { ModelParts } from './model-parts.js';
export { assertLearnedSize, MAX_LEARNED_PIXELS, modelParts } from './model-parts.js';
export type { AppearanceFile, Model, ModelFile } from './models.js';
export {
  assertModel,
  DRAWING_MODEL,
  MODEL_FILES,
  modelOf,
  MODELS,
  NEWEST_MODEL,
  STATISTICS_FILE,
  withoutMotion,
} from './models.js';
export type { Network, NetworkRuntime, NetworkTensor, OnnxRuntime, OpenNetwork } from './network.js';
export { endedBy, openOnnx } from './network.js';
export { drawLearned, drawMotion } from './motion/draw-motion.js';
export { guessStatistics } from './motion/guess-statistics.js';
export { DRAWN_SIDE } from './motion/drawing-canvas.js';
export { upsampleGuided } from './motion/guided-upsampling.js';
