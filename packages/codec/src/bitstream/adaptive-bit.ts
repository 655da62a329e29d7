/**
 * @file Adaptive binary probabilities.
 *
 * A context is the probability that its next bit is 0, as a 16-bit integer, learned from the bits it has seen. The
 * first few bits move it by 1/(n + 1.5) (the Krichevsky-Trofimov estimate, Krichevsky and Trofimov 1981), later ones by
 * a fixed 1/2^rate, so that a context is useful after three bits and still follows a changing source. Payloads here are
 * a few hundred bytes: quick learning is worth more than precision. Integers only: every platform learns the same.
 */

/** Bits of precision of a probability. */
export const PROBABILITY_BITS = 16;

const ONE = 1 << PROBABILITY_BITS;
const MIN_PROBABILITY = 256;
const MAX_PROBABILITY = ONE - MIN_PROBABILITY;
/** Step of the n-th update as a 16-bit fraction: 65536 / (n + 1.5), rounded, until the floor of 1/48 is reached. */
const STEPS = Uint16Array.from({ length: 48 }, (_, seen) =>
  Math.max(Math.round(ONE / (seen + 1.5)), Math.round(ONE / 48)),
);

/** A set of contexts of one syntax element: `size` probabilities and how many bits each has seen. */
export interface Contexts {
  readonly size: number;
  readonly probabilities: Uint16Array;
  readonly seen: Uint8Array;
}

/**
 * New contexts, all starting from the same probability or from a table.
 * @param initial 16-bit probability of a zero bit, or one for each context
 * @param trust how many bits the initial probability counts for, 0 to 47, or that for each context
 */
export function createContexts(
  size: number,
  initial: number | ArrayLike<number> = ONE >> 1,
  trust: number | ArrayLike<number> = 0,
): Contexts {
  const probabilities = new Uint16Array(size);
  for (let i = 0; i < size; i++) {
    const start = typeof initial === 'number' ? initial : initial[i]!;
    probabilities[i] = Math.min(Math.max(start, MIN_PROBABILITY), MAX_PROBABILITY);
  }
  const seen = typeof trust === 'number' ? new Uint8Array(size).fill(trust) : Uint8Array.from(trust);
  return { size, probabilities, seen };
}

/** An independent copy: trial encodes work on copies. */
export function cloneContexts(contexts: Contexts): Contexts {
  return { size: contexts.size, probabilities: contexts.probabilities.slice(), seen: contexts.seen.slice() };
}

/** Moves context `index` towards the bit that was just coded. */
export function adapt(contexts: Contexts, index: number, bit: number): void {
  const seen = contexts.seen[index]!;
  const p = contexts.probabilities[index]!;
  const target = bit === 0 ? ONE : 0;
  const moved = p + (((target - p) * STEPS[seen]!) >> PROBABILITY_BITS);
  contexts.probabilities[index] =
    moved < MIN_PROBABILITY ? MIN_PROBABILITY : moved > MAX_PROBABILITY ? MAX_PROBABILITY : moved;
  if (seen < STEPS.length - 1) contexts.seen[index] = seen + 1;
}

const COST_SHIFT = 6;
const COSTS = /* @__PURE__ */ Float32Array.from(
  { length: ONE >> COST_SHIFT },
  // eslint-disable-next-line no-restricted-properties -- only encoders ask
  (_, i) => -Math.log2((i + 0.5) / (ONE >> COST_SHIFT)),
);

/** Bits that coding `bit` in context `index` would cost now; for rate estimates at the encoder only. */
export function bitCost(contexts: Contexts, index: number, bit: number): number {
  const p = contexts.probabilities[index]!;
  return COSTS[(bit === 0 ? p : ONE - 1 - p) >> COST_SHIFT]!;
}
