export type { Clip, ClipFacts } from './clip.js';
export { openClip } from './open-clip.js';
export type { Selection } from './selection.js';
export { frameCountOf, outputSize } from './selection.js';
export { isStillPicture, openMask, openPhoto } from './still-picture.js';
export type { ColourTags, ReadableFrame } from './video-picture.js';
export { colourOfTags, pictureOfFrame } from './video-picture.js';
export { onlyPicture } from './only-picture.js';
