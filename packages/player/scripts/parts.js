/** Modules of `src/parts` that are built apart and fetched when they are needed. */
export const PARTS = [
  'gl-painter',
  'cpu-painter',
  'control-bar',
  'drawn-motion',
  'inverse-flow',
  'carried-texture',
  'bitmap-picture',
];
