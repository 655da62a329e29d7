export type { WorkerStills } from './worker-stills.js';
export { openWorkerStills } from './worker-stills.js';
