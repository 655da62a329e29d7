/** Source of uniform numbers in [0, 1), the same sequence on every platform. */
export type Random = () => number;

/**
 * Starts a seeded generator: 32-bit integer state, "mulberry32" (T. Ettinger, public domain).
 *
 * @param seed any integer; only its low 32 bits count
 */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws a number between `low` and `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Draws from a bell-shaped distribution with mean 0 and standard deviation 1 (sum of four uniforms). */
export function bell(random: Random): number {
  return (random() + random() + random() + random() - 2) * 1.7320508;
}

/** Hashes two integer lattice coordinates to 32 bits. */
export function hashLattice(x: number, y: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}
