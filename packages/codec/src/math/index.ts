export { cellMeans, cellsAlong } from './cell-grid.js';
export { clamp } from './clamp.js';
export { exponential, logarithm, powerOfTwo } from './exponential.js';
export { nearestOf } from './nearest.js';
export { atOnce, breather, inSteps, noPause, type Breathe, type Steps } from './pause.js';
export { FOUR_BYTES_DEVIATION, NoiseSequence, SeededNoise } from './seeded-noise.js';
export { mean, meanDeviation, median, quantile, standardDeviation } from './statistics.js';
export { eigenSteps, solvePositiveDefinite, symmetricEigen } from './symmetric-eigen.js';
export { cosineOfTurns, sineOfTurns } from './turns.js';
