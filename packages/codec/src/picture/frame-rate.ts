/** Frames per second as an exact fraction, for instance 30000/1001. Both are positive integers below 2^31. */
export interface FrameRate {
  readonly numerator: number;
  readonly denominator: number;
}

/** Frames per second as a floating point number. */
export function framesPerSecond(rate: FrameRate): number {
  return rate.numerator / rate.denominator;
}

/**
 * The nearest simple fraction of a number of frames per second; the NTSC rates become n/1001 exactly.
 * @param fps frames per second, above 0
 */
export function frameRateFrom(fps: number): FrameRate {
  const ntsc = Math.round((fps * 1001) / 1000) * 1000;
  if (Math.abs(ntsc / 1001 - fps) < 1e-3 && Math.abs(fps - Math.round(fps)) > 1e-3) {
    return { numerator: ntsc, denominator: 1001 };
  }
  const milli = Math.round(fps * 1000);
  const divisor = greatestCommonDivisor(milli, 1000);
  return { numerator: milli / divisor, denominator: 1000 / divisor };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
