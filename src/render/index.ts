export { crossFade } from './cross-fade.js';
export type { RenderableGroup } from './group-renderer.js';
export { GroupRenderer } from './group-renderer.js';
export { warpPicture } from './warp-picture.js';
