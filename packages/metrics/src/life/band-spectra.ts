/**
 * @file Temporal power of a clip by spatial band, octave of frequency and cell. Spatial bands are differences of Gaussians
 * of the grey samples (sigma 1 less 2, and 2 less 4 pixels; as OpenCV's GaussianBlur sizes and mirrors them). Windows of
 * 32 frames, half overlapped, less their mean, under a Hann window of power 1; power of each frequency by the discrete
 * Fourier transform, summed over octaves, averaged over cells of 16x16 pixels and over windows.
 */
import type { GreyPlane } from 'dynamics-codec/motion';
import { GaussianBlur } from './gaussian-blur.js';
import { squareCellMeans } from './square-cells.js';

/** Frames of a window: a clip needs as many. */
export const WINDOW = 32;
const HOP = WINDOW / 2;
const SIGMAS = [1, 2, 4] as const;
/** First frequency of each octave, in periods per window; the last ends with one period in two frames. */
const OCTAVES = [1, 2, 3, 5, 9] as const;
const HIGHEST = WINDOW / 2;

/**
 * Power by band, octave and cell, in that order, in squares of grey levels.
 * @param frames at least {@link WINDOW} of one size
 */
export function bandSpectra(frames: readonly GreyPlane[]): Float64Array {
  const { width, height } = frames[0]!;
  const bands = SIGMAS.slice(1).map(() => new BandPower(width, height));
  const blurs = SIGMAS.map((sigma) => new GaussianBlur(width, height, sigma));
  for (const frame of frames) {
    const blurred = blurs.map((blur) => blur.of(frame));
    for (const [index, band] of bands.entries()) band.add(blurred[index]!, blurred[index + 1]!);
  }
  const all = bands.map((band) => band.means());
  return Float64Array.from(all.flatMap((power) => [...power]));
}

/** Power of one spatial band, frame by frame. */
class BandPower {
  /** The last frames of the band, the oldest first. */
  private readonly recent: Float64Array[] = [];
  private readonly power: Float64Array[];
  private frames = 0;
  private windows = 0;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.power = OCTAVES.map(() => new Float64Array(width * height));
  }

  add(fine: Float64Array, coarse: Float64Array): void {
    if (this.recent.length === WINDOW) this.recent.shift();
    this.recent.push(fine.map((value, i) => value - coarse[i]!));
    this.frames++;
    if (this.frames < WINDOW || (this.frames - WINDOW) % HOP !== 0) return;
    addPower(this.recent, this.power);
    this.windows++;
  }

  /** Octave by octave, cell by cell. */
  means(): number[] {
    return this.power.flatMap((power) =>
      [...squareCellMeans(power, this.width, this.height)].map((sum) => sum / this.windows),
    );
  }
}

/** Adds each pixel's power in a window to its sums, octave by octave. */
function addPower(window: readonly Float64Array[], power: readonly Float64Array[]): void {
  const area = window[0]!.length;
  const series = new Float64Array(WINDOW);
  const [even, odd] = [new Float64Array(HIGHEST), new Float64Array(HIGHEST)];
  for (let pixel = 0; pixel < area; pixel++) {
    let mean = 0;
    for (let t = 0; t < WINDOW; t++) mean += window[t]![pixel]!;
    mean /= WINDOW;
    for (let t = 0; t < WINDOW; t++) series[t] = (window[t]![pixel]! - mean) * HANN[t]!;
    for (let t = 1; t < HIGHEST; t++) {
      even[t] = series[t]! + series[WINDOW - t]!;
      odd[t] = series[t]! - series[WINDOW - t]!;
    }
    for (let k = 1, octave = -1; k <= HIGHEST; k++) {
      if (k === OCTAVES[octave + 1]) octave++;
      let real = series[0]! + (k % 2 === 0 ? series[HIGHEST]! : -series[HIGHEST]!);
      let imaginary = 0;
      for (let t = 1, at = k * HIGHEST + 1; t < HIGHEST; t++, at++) {
        real += even[t]! * COSINES[at]!;
        imaginary += odd[t]! * SINES[at]!;
      }
      power[octave]![pixel]! += (2 * (real * real + imaginary * imaginary)) / (WINDOW * WINDOW);
    }
  }
}

/** NumPy's `hanning` without its two zeros, mean of squares 1. */
const HANN = hannWindow();

function hannWindow(): Float64Array {
  const window = Float64Array.from(
    { length: WINDOW },
    (_, t) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (t + 1)) / (WINDOW + 1)),
  );
  const power = window.reduce((sum, value) => sum + value * value, 0) / WINDOW;
  return window.map((value) => value / Math.sqrt(power));
}

/** At `k * HIGHEST + t`: cosine and sine of k periods per window after t frames. */
const [COSINES, SINES] = [Math.cos, Math.sin].map((wave) =>
  Float64Array.from({ length: (HIGHEST + 1) * HIGHEST }, (_, at) =>
    wave((2 * Math.PI * Math.floor(at / HIGHEST) * (at % HIGHEST)) / WINDOW),
  ),
) as [Float64Array, Float64Array];
