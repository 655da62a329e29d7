/**
 * @file Exponentials and logarithms that are the same to the last bit in every engine, which `Math.exp`, `Math.pow` and
 * `Math.log` are not; see `turns.ts`. Arguments are brought near to 0 and 1 by a whole power of two, which all engines have
 * exactly. There thirteen terms of Taylor's series, and twelve of the inverse hyperbolic tangent's, reach double precision.
 * Relative errors are below 5e-16.
 */

/** ln 2 as a sum: 32 bits, times which an exponent is exact, and the rest. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Exponents below which nothing is left of a normal number, and above which nothing fits. */
const LEAST_EXPONENT = -1022;
const MOST_EXPONENT = 1023;
const EXPONENTIAL_TERMS = 13;
const ARCTANH_TERMS = 12;

/** e to the power of `x`: 0 where that is below the least normal number, infinite above the largest. */
export function exponential(x: number): number {
  const power = Math.round(x * Math.LOG2E);
  return scaled(x - power * LN2_HIGH - power * LN2_LOW, power);
}

/** 2 to the power of `x`, as {@link exponential}. */
export function powerOfTwo(x: number): number {
  const power = Math.round(x);
  return scaled((x - power) * Math.LN2, power);
}

/** e to the power of `rest`, which is within half of ln 2, times a whole power of two. */
function scaled(rest: number, power: number): number {
  if (power < LEAST_EXPONENT) return 0;
  if (power > MOST_EXPONENT) return Infinity;
  let sum = 0;
  for (let k = EXPONENTIAL_TERMS; k > 0; k--) sum = (rest * (1 + sum)) / k;
  return (1 + sum) * 2 ** power;
}

/** Natural logarithm of a number above 0. */
export function logarithm(x: number): number {
  let power = 0;
  let rest = x;
  for (; rest > Math.SQRT2; rest /= 2) power++;
  for (; rest < Math.SQRT1_2; rest *= 2) power--;
  const ratio = (rest - 1) / (rest + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let k = 2 * ARCTANH_TERMS - 1; k > 1; k -= 2) sum = square * (1 / k + sum);
  return power * LN2_HIGH + (power * LN2_LOW + 2 * ratio * (1 + sum));
}
