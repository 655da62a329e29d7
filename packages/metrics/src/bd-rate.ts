/**
 * @file Rate differences between codecs.
 *
 * BD-rate: Bjontegaard, "Calculation of average PSNR differences between RD-curves" (VCEG-M33, 2001), with the piecewise
 * cubic interpolation of its successors (JCTVC-L1100, JVET-T2010): log rate as a PCHIP curve over quality, the mean
 * difference over the qualities that both curves have. Nothing is extrapolated: outside that overlap the answer is a
 * bound or nothing.
 *
 * Curves are made of the points that no other point of the same codec beats (less rate and better quality), so a codec
 * with several settings is represented by the better one at every rate, and every curve is monotone.
 */
import { InvalidOptionError } from 'dynamics-codec/picture';
import { pchip, type PiecewiseCubic } from './pchip.js';

/** One encode: rate in any unit above 0, and a quality figure. */
export interface RatePoint {
  readonly rate: number;
  readonly quality: number;
}

/** Which way a quality figure points. */
export type Better = 'higher' | 'lower';

/** A BD-rate, or why there is none. */
export type RateDifference =
  | {
      readonly kind: 'measured';
      /** Rate that `test` needs more (or, negative, less) than `anchor` for the same quality, in percent. */
      readonly percent: number;
      /** Qualities over which it was averaged, from the worse to the better. */
      readonly overlap: readonly [number, number];
      /** Share of the test curve's quality range that is covered, 0 to 1; 0 where the curves have one quality in common. */
      readonly covered: number;
    }
  /** A codec has no points. */
  | { readonly kind: 'too-few-points' }
  /** Every point of `test` is better, or worse, than every point of `anchor`. */
  | { readonly kind: 'no-overlap'; readonly test: 'better' | 'worse' };

/** Rate at which a codec has a quality, or the bound that its measured points give. */
export type RateAtQuality =
  | { readonly kind: 'equal'; readonly rate: number }
  /** Its lowest measured rate is already better: it would need less than `rate`. */
  | { readonly kind: 'below'; readonly rate: number }
  /** No measured point up to `rate`, the highest, is as good. */
  | { readonly kind: 'above'; readonly rate: number }
  | { readonly kind: 'unknown' };

/** The points that no other beats, by rising rate and strictly improving quality. */
export function frontOf(points: readonly RatePoint[], better: Better): RatePoint[] {
  const sign = better === 'higher' ? 1 : -1;
  const sorted = [...points].sort((a, b) => a.rate - b.rate || sign * (b.quality - a.quality));
  const front: RatePoint[] = [];
  for (const point of sorted) {
    const last = front.at(-1);
    if (last === undefined || sign * (point.quality - last.quality) > 0) front.push(point);
  }
  return front;
}

/**
 * Average rate difference at equal quality, in percent; negative where `test` needs less. A codec that does not get
 * better with rate has one point on its front: then the rates at that quality are compared.
 * @throws InvalidOptionError for rates that are not above 0
 */
export function bdRate(anchor: readonly RatePoint[], test: readonly RatePoint[], better: Better): RateDifference {
  assertRates(anchor);
  assertRates(test);
  const [a, b] = [frontOf(anchor, better), frontOf(test, better)];
  if (a.length === 0 || b.length === 0) return { kind: 'too-few-points' };
  const sign = better === 'higher' ? 1 : -1;
  const low = Math.max(sign * a[0]!.quality, sign * b[0]!.quality);
  const high = Math.min(sign * a.at(-1)!.quality, sign * b.at(-1)!.quality);
  if (low > high)
    return { kind: 'no-overlap', test: sign * b[0]!.quality > sign * a.at(-1)!.quality ? 'better' : 'worse' };
  if (low === high)
    return {
      kind: 'measured',
      percent: 100 * (rateOn(b, low, sign) / rateOn(a, low, sign) - 1),
      overlap: [sign * low, sign * low],
      covered: 0,
    };
  const [curveA, curveB] = [logRateCurve(a, sign), logRateCurve(b, sign)];
  const mean = (curveB.integral(low, high) - curveA.integral(low, high)) / (high - low);
  return {
    kind: 'measured',
    percent: 100 * (Math.exp(mean) - 1),
    overlap: [sign * low, sign * high],
    covered: (high - low) / (curveB.to - curveB.from),
  };
}

/** Rate at which the curve through `points` has `quality`, or the bound that they give; never an extrapolation. */
export function rateAtQuality(points: readonly RatePoint[], quality: number, better: Better): RateAtQuality {
  assertRates(points);
  const front = frontOf(points, better);
  if (front.length === 0) return { kind: 'unknown' };
  const sign = better === 'higher' ? 1 : -1;
  const [worst, best] = [front[0]!, front.at(-1)!];
  if (sign * quality < sign * worst.quality) return { kind: 'below', rate: worst.rate };
  if (sign * quality > sign * best.quality) return { kind: 'above', rate: Math.max(...points.map(({ rate }) => rate)) };
  return { kind: 'equal', rate: rateOn(front, sign * quality, sign) };
}

/** Rate on a front at a quality within it; `quality` has the sign that makes higher better. */
function rateOn(front: readonly RatePoint[], quality: number, sign: 1 | -1): number {
  return front.length === 1 ? front[0]!.rate : Math.exp(logRateCurve(front, sign).at(quality));
}

function logRateCurve(front: readonly RatePoint[], sign: 1 | -1): PiecewiseCubic {
  return pchip(
    front.map(({ quality }) => sign * quality),
    front.map(({ rate }) => Math.log(rate)),
  );
}

function assertRates(points: readonly RatePoint[]): void {
  for (const { rate } of points) if (!(rate > 0)) throw new InvalidOptionError('rate', 'a number above 0', rate);
}
