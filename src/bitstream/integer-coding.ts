/**
 * @file Integers over the range coder. One description of a syntax serves three ends: a `BitSink` is a range encoder or
 * a meter that only adds up costs, a `BitSource` is a range decoder.
 *
 * Magnitudes use an escape code: up to `prefix` adaptive "is it larger" bits, then Exp-Golomb (Golomb 1966; order 0)
 * whose exponent bits are adaptive too and whose mantissa is raw.
 */
import { adapt, bitCost, type Contexts } from './adaptive-bit.js';

/** Where syntax elements are written: a range encoder or a {@link CostMeter}. */
export interface BitSink {
  bit(contexts: Contexts, index: number, bit: number): void;
  raw(value: number, count: number): void;
}

/** Where syntax elements are read from: a range decoder. */
export interface BitSource {
  bit(contexts: Contexts, index: number): number;
  raw(count: number): number;
}

/** Adds up what coding would cost, in bits, adapting its contexts as an encoder would. */
export class CostMeter implements BitSink {
  /** Bits so far. */
  bits = 0;

  bit(contexts: Contexts, index: number, bit: number): void {
    this.bits += bitCost(contexts, index, bit);
    adapt(contexts, index, bit);
  }

  raw(_value: number, count: number): void {
    this.bits += count;
  }
}

/** Largest magnitude that {@link writeMagnitude} takes. */
export const MAX_MAGNITUDE = 2 ** 20 - 1;
const EXPONENTS = 21;

/** Number of contexts that a magnitude with `prefix` adaptive steps takes. */
export function magnitudeContexts(prefix: number): number {
  return prefix + EXPONENTS;
}

/**
 * Writes a magnitude from 0 to {@link MAX_MAGNITUDE}.
 * @param base first of the `magnitudeContexts(prefix)` contexts to use
 */
export function writeMagnitude(sink: BitSink, contexts: Contexts, base: number, prefix: number, value: number): void {
  for (let i = 0; i < prefix; i++) {
    const more = value > i ? 1 : 0;
    sink.bit(contexts, base + i, more);
    if (more === 0) return;
  }
  const rest = value - prefix + 1;
  const exponent = 31 - Math.clz32(rest);
  for (let i = 0; i < exponent; i++) sink.bit(contexts, base + prefix + i, 1);
  if (exponent < EXPONENTS - 1) sink.bit(contexts, base + prefix + exponent, 0);
  sink.raw(rest - (1 << exponent), exponent);
}

/** Reads what {@link writeMagnitude} wrote. Any input gives a value from 0 to `MAX_MAGNITUDE + prefix`. */
export function readMagnitude(source: BitSource, contexts: Contexts, base: number, prefix: number): number {
  for (let i = 0; i < prefix; i++) {
    if (source.bit(contexts, base + i) === 0) return i;
  }
  let exponent = 0;
  while (exponent < EXPONENTS - 1 && source.bit(contexts, base + prefix + exponent) === 1) exponent++;
  return (1 << exponent) + source.raw(exponent) + prefix - 1;
}


/** Bits that {@link writeMagnitude} would cost now, without adapting anything. */
export function magnitudeCost(contexts: Contexts, base: number, prefix: number, value: number): number {
  let bits = 0;
  for (let i = 0; i < prefix; i++) {
    const more = value > i ? 1 : 0;
    bits += bitCost(contexts, base + i, more);
    if (more === 0) return bits;
  }
  const rest = value - prefix + 1;
  const exponent = 31 - Math.clz32(rest);
  for (let i = 0; i < exponent; i++) bits += bitCost(contexts, base + prefix + i, 1);
  if (exponent < EXPONENTS - 1) bits += bitCost(contexts, base + prefix + exponent, 0);
  return bits + exponent;
}
