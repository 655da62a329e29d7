export { browserNetworks } from './browser-networks.js';
import type { StillDecoder } from 'dynamics-codec/key';
import { bitmapPicture } from './bitmap-picture.js';
import { browserStillsBy } from './browser-still.js';

export { bitmapPicture } from './bitmap-picture.js';
export type { BitmapReader } from './browser-still.js';
export { browserStillsBy } from './browser-still.js';
export { NeuralHost, neuralHost } from './neural/neural-host.js';
export type { MotionRequest, NeuralApi, RestoreRequest } from './neural/neural-protocol.js';

/** The still decoder of a browser whose code is all there: {@link browserStillsBy} with {@link bitmapPicture}. */
export function browserStills(): StillDecoder {
  return browserStillsBy(bitmapPicture);
}
