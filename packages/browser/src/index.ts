export { bitmapPicture } from './bitmap-picture.js';
export { browserNetworks } from './browser-networks.js';
export type { BitmapReader, LackCheck, WholeCheck } from './browser-still.js';
export { browserStills, browserStillsBy } from './browser-still.js';
export type { GroupThreads, GroupThreadsOptions } from './group-threads.js';
export { groupThreads, serveGroups, spareThreads } from './group-threads.js';
export { missingDecoder } from './missing-decoder.js';
export { NeuralHost, neuralHost } from './neural/neural-host.js';
export type { MotionRequest, NeuralApi, RestoreRequest } from './neural/neural-protocol.js';
