export { solvePositiveDefinite, symmetricEigen } from './symmetric-eigen.js';
