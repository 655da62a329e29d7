export type { Clip, ClipFacts, Selection } from './open-clip.js';
export { frameCountOf, openClip } from './open-clip.js';
export type { ColourTags, ReadableFrame } from './video-picture.js';
export { colourOfTags, pictureOfFrame } from './video-picture.js';
