export * from './flow/index.js';
export type { ModalBasis } from './transform/modal-basis.js';
export { modalBasis } from './transform/modal-basis.js';
export type { BasisPictures } from './transform/basis-pictures.js';
export { basisPictures } from './transform/basis-pictures.js';
export { MapTransform, bandSides } from './transform/map-transform.js';
export { CAMERA_MOVES, cameraMap } from './camera.js';
export type { FlowMetric } from './tokens/map-error.js';
export { quantiseMap } from './tokens/map-quantiser.js';
export type {
  CodedMotion,
  MotionTokens,
  QuantisedAdvection,
  QuantisedCameraMove,
  QuantisedLight,
  QuantisedMap,
  QuantisedMode,
} from './tokens/motion-tokens.js';
export {
  GRID_SIDES,
  MAX_LIGHT_MODES,
  MAX_MODES,
  MAX_PERIOD,
  MAX_TAIL,
  MIN_PERIOD,
  NO_MOTION,
  codeMotion,
  gridSize,
  nearestStep,
  quantiserStep,
  seriesLength,
  standsStill,
  timeBasis,
} from './tokens/motion-tokens.js';
export type { Phase, Streamlines } from './advection.js';
export { addDisplacement, addStrayed, integrateStreamlines, phasesAt } from './advection.js';
export { PlaceStrays, STRAY, strayOf, type Straying } from './straying.js';
export type { AdvectionHints, LightHints, TrajectoryHints } from './motion-field.js';
export { combineModes, decodeHints, decodeMap, decodeTone } from './motion-field.js';
export { modeWeights, type ModeSeries } from './mode-series.js';
export type { Tone, ToneHints } from './tone.js';
export { toneAt } from './tone.js';
export type { QuantisedTone, QuantisedToneChange } from './tokens/tone-tokens.js';
export { GAIN_UNIT, MAX_TONE_CHANGES, OFFSET_UNIT, TONE_RANGE } from './tokens/tone-tokens.js';
export { quantiseSeries } from './tokens/series-coder.js';
export { MotionSyntax } from './tokens/motion-syntax.js';
export { symmetricEigen, solvePositiveDefinite } from '../math/symmetric-eigen.js';
export type { TimeBasis } from './transform/time-transform.js';
export { basisFrequency, forwardTime, seriesAt } from './transform/time-transform.js';
export { disFlow, type GreyPlane } from './dis/index.js';
export type { Harmonic } from './harmonic.js';
export { harmonicAt } from './harmonic.js';
export type { MotionPlace } from './tokens/motion-payload.js';
export { readMotionPayload, writeMotionPayload } from './tokens/motion-payload.js';
export type { MotionStatistics, StrengthScale } from './statistics/motion-statistics.js';
export {
  decodeStatistics,
  displacementScale,
  levelShares,
  LIGHT_SCALE,
  tiltShare,
} from './statistics/motion-statistics.js';
export type { CodedStatistics, QuantisedStrength, StatisticsTokens } from './statistics/statistics-tokens.js';
export { codeStatistics, OCTAVES } from './statistics/statistics-tokens.js';
export { readStatistics, writeStatistics } from './statistics/statistics-payload.js';
