export { useKernels } from './kernel-module.js';
