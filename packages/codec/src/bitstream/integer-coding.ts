/**
 * @file Magnitudes over the range coder: up to `prefix` adaptive "is it larger" bits, then Exp-Golomb (Golomb 1966,
 * order 0) whose exponent bits are adaptive too and whose mantissa is raw.
 */
import { bitCost, type Contexts } from './adaptive-bit.js';
import type { BitCoder } from './bit-coder.js';

/** Largest magnitude that {@link codeMagnitude} takes. */
export const MAX_MAGNITUDE = 2 ** 20 - 1;
const EXPONENTS = 21;

/** Number of contexts that a magnitude with `prefix` adaptive steps takes. */
export function magnitudeContexts(prefix: number): number {
  return prefix + EXPONENTS;
}

/**
 * Codes a magnitude from 0 to {@link MAX_MAGNITUDE}; a decoder returns at most `2^21 + prefix` whatever it reads.
 * @param base first of the `magnitudeContexts(prefix)` contexts to use
 */
export function codeMagnitude(
  coder: BitCoder,
  contexts: Contexts,
  base: number,
  prefix: number,
  value: number,
): number {
  for (let i = 0; i < prefix; i++) {
    if (coder.bit(contexts, base + i, value > i ? 1 : 0) === 0) return i;
  }
  const rest = value - prefix + 1;
  const wanted = 31 - Math.clz32(rest);
  let exponent = 0;
  while (exponent < EXPONENTS - 1 && coder.bit(contexts, base + prefix + exponent, wanted > exponent ? 1 : 0) === 1)
    exponent++;
  return (1 << exponent) + coder.raw(rest - (1 << wanted), exponent) + prefix - 1;
}

/** Bits that {@link codeMagnitude} would cost now, without adapting anything. */
export function magnitudeCost(contexts: Contexts, base: number, prefix: number, value: number): number {
  let bits = 0;
  for (let i = 0; i < prefix; i++) {
    const more = value > i ? 1 : 0;
    bits += bitCost(contexts, base + i, more);
    if (more === 0) return bits;
  }
  const exponent = 31 - Math.clz32(value - prefix + 1);
  for (let i = 0; i < exponent; i++) bits += bitCost(contexts, base + prefix + i, 1);
  if (exponent < EXPONENTS - 1) bits += bitCost(contexts, base + prefix + exponent, 0);
  return bits + exponent;
}
