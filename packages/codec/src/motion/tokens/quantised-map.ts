/** Quantised coefficients of one mode map: x and y component, each `width * height` in the Mallat layout. */
export interface QuantisedMap {
  readonly x: Int32Array;
  readonly y: Int32Array;
}
