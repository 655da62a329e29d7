import { cosineOfTurns } from '../math/index.js';

/**
 * A wave in time: `cos(2 pi (cyclesPerFrame * t + phase))` at `t` frames since the first of the group. The series of one
 * line of a spectral volume (Li, Tucker, Snavely, Holynski, "Generative Image Dynamics", CVPR 2024, section 4): it goes on
 * for ever, has no seam, and is slowed by slowing time.
 */
export interface Harmonic {
  readonly cyclesPerFrame: number;
  /** In cycles. */
  readonly phase: number;
}

/** Value of a harmonic at a time in frames, -1 to 1. */
export function harmonicAt({ cyclesPerFrame, phase }: Harmonic, t: number): number {
  return cosineOfTurns(cyclesPerFrame * t + phase);
}
