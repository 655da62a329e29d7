/**
 * @file Wind that loops.
 *
 * Everything that moves is a damped oscillator driven by one travelling gust. The gust is a Fourier series whose
 * harmonics are whole multiples of 1/4 Hz, so the steady answer of each oscillator is one too, and the whole scene
 * repeats after four seconds exactly, without a cut. For an oscillator of natural frequency f0 and damping ratio z the
 * harmonic f of the drive is multiplied by H(f) = 1 / (1 - (f/f0)^2 + 2iz f/f0): thick limbs follow the slow part of
 * the gust, twigs and grass its quick part, each with its own delay.
 */
import type { Random } from './random.js';

/** Seconds after which the scene repeats. */
export const LOOP_SECONDS = 4;

/** Harmonics of 1/4 Hz that the wind contains: up to 3 Hz. */
export const HARMONICS = 12;

/** Amplitude of the gust in each harmonic, lowest first. */
const GUST = [1, 0.85, 0.5, 0.34, 0.26, 0.2, 0.16, 0.12, 0.1, 0.08, 0.06, 0.05];
const GUST_PHASE = [0.4, 2.1, 4.4, 1.2, 5.6, 3.3, 0.9, 2.6, 4.9, 1.7, 3.9, 5.2];

/** Scene widths per second at which a gust travels to the right. */
const GUST_SPEED = 0.55;

/** Cosine and sine of every harmonic at one moment; entry n belongs to the harmonic (n + 1) / 4 Hz. */
export interface Moment {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

/** Phases of all harmonics at a time in seconds; times a whole number of loops apart give identical moments. */
export function momentAt(seconds: number): Moment {
  const cycles = seconds / LOOP_SECONDS;
  const phase = (cycles - Math.floor(cycles)) * 2 * Math.PI;
  const cos = new Float64Array(HARMONICS);
  const sin = new Float64Array(HARMONICS);
  for (let n = 0; n < HARMONICS; n++) {
    cos[n] = Math.cos((n + 1) * phase);
    sin[n] = Math.sin((n + 1) * phase);
  }
  return { cos, sin };
}

/** Fourier coefficients of one oscillator: cosine parts, then sine parts, `HARMONICS` each. */
export type Oscillation = Float64Array;

/** What an oscillator is like and where it stands. */
export interface OscillatorOptions {
  /** Natural frequency in Hz. */
  readonly frequency: number;
  /** Damping ratio; 1 is critical. */
  readonly damping: number;
  /** Place in the scene, in scene widths: sets when the gust arrives. */
  readonly x: number;
  /** Share of the drive that is the oscillator's own turbulence, 0..1. */
  readonly turbulence: number;
}

/** Solves a damped oscillator in the gust; the result has a peak of about 1 to 2. */
export function oscillation(random: Random, options: OscillatorOptions): Oscillation {
  const result = new Float64Array(2 * HARMONICS);
  for (let n = 0; n < HARMONICS; n++) {
    const hertz = (n + 1) / LOOP_SECONDS;
    const delay = (2 * Math.PI * hertz * options.x) / GUST_SPEED;
    const common = GUST_PHASE[n]! - delay;
    const own = random() * 2 * Math.PI;
    const re = (1 - options.turbulence) * Math.cos(common) + options.turbulence * Math.cos(own);
    const im = (1 - options.turbulence) * Math.sin(common) + options.turbulence * Math.sin(own);
    const ratio = hertz / options.frequency;
    const a = 1 - ratio * ratio;
    const b = 2 * options.damping * ratio;
    const gain = GUST[n]! / (a * a + b * b);
    result[n] = gain * (re * a + im * b);
    result[HARMONICS + n] = -gain * (im * a - re * b);
  }
  return result;
}

/** Value of an oscillation at a moment. */
export function valueAt(coefficients: Oscillation, moment: Moment): number {
  let sum = 0;
  for (let n = 0; n < HARMONICS; n++) {
    sum += coefficients[n]! * moment.cos[n]! + coefficients[HARMONICS + n]! * moment.sin[n]!;
  }
  return sum;
}
