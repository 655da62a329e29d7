/**
 * @file Cosines and sines that are the same to the last bit in every engine. The standard leaves the last bits of `Math.cos`
 * to engines, and they differ. These are made of sums and products, which IEEE 754 rounds alike everywhere. An angle is
 * folded into an eighth of a circle, where nine terms of Taylor's series reach double precision; errors are below 3e-16.
 */

/** Coefficients of x^2, x^4, ... of the cosine, and of x^3, x^5, ... of the sine over x. */
const COSINE = /* @__PURE__ */ inverses([-2, 24, -720, 40320, -3628800, 479001600, -87178291200, 20922789888000]);
const SINE = /* @__PURE__ */ inverses([-6, 120, -5040, 362880, -39916800, 6227020800, -1307674368000, 355687428096000]);

function inverses(factorials: readonly number[]): readonly number[] {
  return factorials.map((factorial) => 1 / factorial);
}

/** Cosine of an angle in turns: 1 is a whole circle. */
export function cosineOfTurns(turns: number): number {
  const away = Math.abs(turns - Math.round(turns));
  const folded = away > 0.25 ? 0.5 - away : away;
  const isSteep = folded > 0.125;
  const angle = 2 * Math.PI * (isSteep ? 0.25 - folded : folded);
  const square = angle * angle;
  const value = isSteep ? angle * series(SINE, square) : series(COSINE, square);
  return away > 0.25 ? -value : value;
}

/** Sine of an angle in turns. */
export function sineOfTurns(turns: number): number {
  return cosineOfTurns(turns - Math.round(turns) - 0.25);
}

/** 1 + c[0] x + c[1] x^2 + ... */
function series(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = x * (coefficients[i]! + sum);
  return 1 + sum;
}
