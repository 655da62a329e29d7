export { browserNetworks } from './browser-networks.js';
export { browserStills } from './browser-still.js';
export { NeuralHost, neuralHost } from './neural/neural-host.js';
export type { MotionRequest, NeuralApi, RestoreRequest } from './neural/neural-protocol.js';
