export { useKernels } from './kernel-module.js';
export { kernelsRun } from './kernels-run.js';
