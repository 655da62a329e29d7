export { crossFade, crossFadeSteps } from './cross-fade.js';
export type { ComposedFrame, GroupScene, RenderableGroup, WeightedFlow } from './frame-composer.js';
export { FrameComposer, prepareScene } from './frame-composer.js';
export { GroupRenderer } from './group-renderer.js';
export { ALIKE_PIXELS, localMean, MAX_GAIN, NO_GAIN } from './phase-blender.js';
export { PixelStage } from './pixel-stage.js';
export { warpPicture } from './warp-picture.js';
