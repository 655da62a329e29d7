/**
 * @file A codec that was swept with several settings has a curve for each; what it needs for a quality is the least that
 * any of them needs. Each curve is that of `bd-rate.ts`; where a curve begins with a better quality than is asked for, its
 * lowest rate stands, since that encode is at hand. Rate differences of such envelopes are means over evenly spaced
 * qualities, because an envelope has corners.
 */
import {
  bdRate,
  rateAtQuality,
  type Better,
  type RateAtQuality,
  type RateDifference,
  type RatePoint,
} from './bd-rate.js';

/** Points of a codec, one list for each setting that was swept. */
export type RateFamilies = readonly (readonly RatePoint[])[];

const QUALITIES = 512;

/**
 * BD-rate of one codec against another where either may have several settings, of which the better one counts at every
 * quality. With one setting each it is {@link bdRate}.
 * @throws InvalidOptionError for rates that are not above 0
 */
export function bdRateOfFamilies(anchor: RateFamilies, test: RateFamilies, better: Better): RateDifference {
  const [a, b] = [anchor.filter(({ length }) => length > 0), test.filter(({ length }) => length > 0)];
  const joined = bdRate(a.flat(), b.flat(), better);
  if ((a.length === 1 && b.length === 1) || joined.kind !== 'measured' || joined.covered === 0) return joined;
  const [from, to] = joined.overlap;
  let sum = 0;
  for (let i = 0; i < QUALITIES; i++) {
    const quality = from + ((i + 0.5) / QUALITIES) * (to - from);
    sum += Math.log(leastRate(b, quality, better) / leastRate(a, quality, better));
  }
  return { ...joined, percent: 100 * (Math.exp(sum / QUALITIES) - 1) };
}

/** Least rate at which any setting has a quality, or the bound that the points give; never an extrapolation. */
export function rateAtQualityOfFamilies(families: RateFamilies, quality: number, better: Better): RateAtQuality {
  const joined = rateAtQuality(families.flat(), quality, better);
  return joined.kind === 'equal' ? { kind: 'equal', rate: leastRate(families, quality, better) } : joined;
}

/** @param quality one that some setting reaches, and not worse than all points */
function leastRate(families: RateFamilies, quality: number, better: Better): number {
  const rates = families.flatMap((points) => {
    const found = rateAtQuality(points, quality, better);
    return found.kind === 'equal' || found.kind === 'below' ? [found.rate] : [];
  });
  return Math.min(...rates);
}

/**
 * The figure that the better of several settings has at a rate: linear in the logarithm of the rate between the two
 * encodes on either side. Undefined where no setting has encodes on both sides; an encode within 3 % of the rate counts
 * as being there.
 */
export function figureAtRate(families: RateFamilies, rate: number, better: Better): number | undefined {
  const found = families.flatMap((points) => figureOnCurve(points, rate) ?? []);
  if (found.length === 0) return undefined;
  return better === 'lower' ? Math.min(...found) : Math.max(...found);
}

const SAME_RATE = 1.03;

function figureOnCurve(points: readonly RatePoint[], rate: number): number | undefined {
  const sorted = [...points].sort((a, b) => a.rate - b.rate);
  const upper = sorted.findIndex((point) => point.rate >= rate);
  const high = sorted[upper];
  const low = upper < 0 ? sorted.at(-1) : sorted[upper - 1];
  if (low && high) {
    const share = Math.log(rate / low.rate) / Math.log(high.rate / low.rate);
    return low.quality + share * (high.quality - low.quality);
  }
  const near = low ?? high;
  return near && Math.abs(Math.log(near.rate / rate)) <= Math.log(SAME_RATE) ? near.quality : undefined;
}
