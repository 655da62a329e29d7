export { crossFade, crossFadeSteps } from './cross-fade.js';
export type { ComposedFrame, GroupScene, RenderableGroup, WeightedFlow } from './scene-composer.js';
export { prepareScene, SceneComposer } from './scene-composer.js';
export { FrameComposer } from './frame-composer.js';
export { GroupRenderer } from './group-renderer.js';
export { FlowInverter } from './inverse-flow.js';
export { ALIKE_PIXELS, localMean, MAX_GAIN, NO_GAIN } from './phase-blender.js';
export { PixelStage } from './pixel-stage.js';
export { warpPicture } from './warp-picture.js';
