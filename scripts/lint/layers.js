// @ts-check
/**
 * @file The order of packages, of the layers of the core and of the steps of the encoder. Each may import itself and what
 * stands in an earlier row. Those of one row do not know each other.
 */

/** Folders of the packages and apps. */
export const PACKAGES = [
  ['codec'],
  ['workers'],
  ['browser', 'metrics', 'models'],
  ['player'],
  ['node'],
  ['bench', 'service'],
  ['studio', 'gallery'],
];

/** Folders of `packages/codec/src`, and its entry point. */
export const CORE_LAYERS = [
  ['math'],
  ['picture'],
  ['source', 'kernels', 'bitstream'],
  ['key'],
  ['motion'],
  ['generator'],
  ['render'],
  ['decoder'],
  ['encoder'],
  ['index'],
];

/** Folders of `packages/codec/src/encoder`, then what puts them together. Other files beside them serve all. */
export const ENCODER_STEPS = [
  ['clip'],
  ['analysis'],
  ['fit'],
  ['statistics'],
  ['choose'],
  ['group'],
  ['encode', 'live'],
  ['index'],
];

/**
 * @param {readonly (readonly string[])[]} order
 * @param {string} from
 * @param {string} to
 * @returns {boolean} whether `from` may import `to`; what has no place in the order may import and be imported
 */
export function mayImport(order, from, to) {
  const own = order.findIndex((row) => row.includes(from));
  const other = order.findIndex((row) => row.includes(to));
  return from === to || own < 0 || other < own;
}
