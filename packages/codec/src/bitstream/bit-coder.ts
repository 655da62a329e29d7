/**
 * @file One traversal for both directions. Every syntax is written once, against `BitCoder`: an encoder codes the value
 * it is given and returns it, a decoder ignores the value and returns what it read, a meter only adds up what coding
 * would cost. Encoder and decoder can thus not disagree about the syntax.
 */
import { adapt, bitCost, type Contexts } from './adaptive-bit.js';

/** A range encoder, a range decoder or a {@link CostMeter}. */
export interface BitCoder {
  readonly decoding: boolean;
  /** Codes one bit with a context, adapts the context, returns the bit. */
  bit(contexts: Contexts, index: number, bit: number): number;
  /** Codes `count` bits (at most 24) of `value`, highest first, at one bit each; returns the value. */
  raw(value: number, count: number): number;
}

/** Adds up what coding would cost, in bits, adapting its contexts as an encoder would. */
export class CostMeter implements BitCoder {
  readonly decoding = false;
  /** Bits so far. */
  bits = 0;

  bit(contexts: Contexts, index: number, bit: number): number {
    this.bits += bitCost(contexts, index, bit);
    adapt(contexts, index, bit);
    return bit;
  }

  raw(value: number, count: number): number {
    this.bits += count;
    return value;
  }
}
