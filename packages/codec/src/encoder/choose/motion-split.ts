import { standsStill } from '../../motion/index.js';
import { scoreOf, type GroupCandidates } from './group-score.js';
import { COARSE_SERIES, FINE_SERIES, USUAL_SERIES, type MotionFitter, type MotionRung } from './motion-ladder.js';

/** Price of motion where nothing is weighed against it. */
const SET_PRICE = 2.5e-4;
/** Once some prices in a row score this much worse than the best and are not about to catch up, dearer motion is not tried. */
const GIVE_UP = 0.2;
/** How much higher than that of the best motion a price may be at which finer series are tried, or lower for coarser ones. */
const SERIES_SPAN = 5;
/** Where motion takes more than this share of a budget at the highest price of the plan, prices so much higher are tried too. */
const LARGE_SHARE = 0.3;
const DEARER = 4;
const DEAREST = 1;
/** How much better a variant must score: the learned motion generator has seen none of them. */
const VARIANT_MARGIN = 0.05;
/** Least share of a budget that the key picture gets in the search. */
const LEAST_KEY_SHARE = 0.3;

/** A rung and its score: less is better. */
interface Scored {
  readonly rung: MotionRung;
  readonly score: number;
}

/**
 * The motion that is worth its bytes: the ideal split of the budget. Where none is with series as fine as usual, coarser
 * ones are tried: they hold back what cannot be modelled well.
 */
export async function bestSplit(bytes: number, group: GroupCandidates): Promise<MotionRung> {
  const { motions, plan } = group;
  if (plan.without.has('split')) return motions.at(SET_PRICE, motions.fitters[0]!);
  const standing = await motions.still();
  const still = { rung: standing, score: await scoreOf(standing, bytes, group) };
  const usual = await bestMoving(bytes, still.score, USUAL_SERIES, group);
  if (plan.without.has('series-choice')) return better(still, usual).rung;
  const series = usual && (await withOtherSeries(bytes, usual, group));
  const found = better(still, series);
  return found === still ? better(still, await bestMoving(bytes, still.score, COARSE_SERIES, group)).rung : found.rung;
}

function better(one: Scored, other: Scored | undefined): Scored {
  return other === undefined || one.score <= other.score ? one : other;
}

/** The best motion of all ways and prices, with series at a share of the price. */
async function bestMoving(
  bytes: number,
  toBeat: number,
  seriesShare: number,
  group: GroupCandidates,
): Promise<Scored | undefined> {
  let best: Scored | undefined;
  const bestOf = new Map<MotionFitter, Scored>();
  for (const fitter of group.motions.fitters) {
    const near = fitter.variantOf && bestOf.get(fitter.variantOf);
    const own =
      fitter.variantOf === undefined
        ? await bestOnWay(bytes, Math.min(toBeat, best?.score ?? Infinity), fitter, seriesShare, group)
        : near && (await bestNear(bytes, near.rung, fitter, group));
    if (own === undefined) continue;
    bestOf.set(fitter, own);
    const margin = fitter.variantOf === undefined ? 0 : VARIANT_MARGIN;
    if (best === undefined || own.score < best.score - margin) best = own;
  }
  return best;
}

/** The best motion of one way, from the highest price on; the search ends where nothing comes near the score to beat. */
async function bestOnWay(
  bytes: number,
  toBeat: number,
  fitter: MotionFitter,
  seriesShare: number,
  group: GroupCandidates,
): Promise<Scored | undefined> {
  let best: Scored | undefined;
  let bad = 0;
  let last = Infinity;
  const { patience } = group.plan;
  const falling = await fallingPrices(bytes, fitter, seriesShare, group);
  for await (const rung of climb(bytes, falling, fitter, seriesShare, group)) {
    const score = await scoreOf(rung, bytes, group);
    const rival = Math.min(toBeat, best?.score ?? Infinity);
    if (patience === 0 && (score >= last || score > rival + GIVE_UP)) break;
    bad = score > rival + GIVE_UP && score > last - GIVE_UP ? bad + 1 : 0;
    last = score;
    if (bad > 0 && bad === patience) break;
    if (best === undefined || score < best.score) best = { rung, score };
  }
  return best;
}

/** The best motion of a variant: from the price of a rung on, either way, while that is better. */
async function bestNear(
  bytes: number,
  { price: start, seriesShare }: MotionRung,
  fitter: MotionFitter,
  group: GroupCandidates,
): Promise<Scored | undefined> {
  const { prices } = group.plan;
  let best: Scored | undefined;
  for (const side of [prices.filter((price) => price <= start), prices.filter((price) => price > start).reverse()]) {
    const before = best;
    for await (const rung of climb(bytes, side, fitter, seriesShare, group)) {
      const score = await scoreOf(rung, bytes, group);
      if (best !== undefined && score >= best.score) break;
      best = { rung, score };
    }
    if (before === undefined && best !== undefined && best.rung.price < start) break;
  }
  return best;
}

/** The same motion with finer series, at its price or a higher one, or with coarser ones, where that is worth its bytes. */
async function withOtherSeries(bytes: number, from: Scored, group: GroupCandidates): Promise<Scored> {
  const { motions, plan } = group;
  const { price: least, fitter } = from.rung;
  let best = from;
  const consider = async (price: number, share: number): Promise<void> => {
    const rung = await motions.at(price, fitter, share);
    if (rung.payload.length > (1 - LEAST_KEY_SHARE) * bytes) return;
    best = better(best, { rung, score: await scoreOf(rung, bytes, group) });
  };
  for (const price of plan.prices.filter((each) => each >= least && each <= SERIES_SPAN * least)) {
    await consider(price, FINE_SERIES);
  }
  for (const price of plan.prices.filter((each) => each <= least && SERIES_SPAN * each >= least)) {
    await consider(price, COARSE_SERIES);
  }
  return best;
}

/** Motion at falling prices, up to what the budget can bear. */
async function* climb(
  bytes: number,
  prices: readonly number[],
  fitter: MotionFitter,
  seriesShare: number,
  { motions }: GroupCandidates,
): AsyncGenerator<MotionRung, void, undefined> {
  for (const price of prices) {
    const rung = await motions.at(price, fitter, seriesShare);
    if (rung.payload.length > (1 - LEAST_KEY_SHARE) * bytes) return;
    if (!standsStill(rung.motion)) yield rung;
  }
}

/** The prices of the plan, after dearer ones where large motion would take much of a small budget at the first of them. */
async function fallingPrices(
  bytes: number,
  fitter: MotionFitter,
  seriesShare: number,
  { motions, plan }: GroupCandidates,
): Promise<readonly number[]> {
  const prices = [...plan.prices];
  const dear = async (price: number): Promise<boolean> =>
    price < DEAREST && (await motions.at(price, fitter, seriesShare)).payload.length > LARGE_SHARE * bytes;
  while (await dear(prices[0]!)) prices.unshift(DEARER * prices[0]!);
  return prices;
}
