/**
 * @file How many bytes of a group go to its key picture and how many to its motion.
 *
 * Both are measured, never assumed: the key picture at a few qualities (bytes, structural distance), the motion at a
 * ladder of prices (bytes, tOF of rendered frames). Per cent of the one distortion is traded against per cent of the other:
 *
 *     ln(distance of the key picture) + w * ln(tOF / tOF of a still picture + floor)
 *
 * is least at the chosen split; the weight fades where there is next to no motion to get right. Then the rest of the budget is used
 * up: the best key picture that fits, and the price of motion bisected on real payload bytes.
 */
import type { CodedKey, KeyLadder } from './key-ladder.js';
import { standsStill, type MotionTokens } from '../../motion/index.js';
import type { EncoderPlan } from '../encoder-plan.js';
import type { ModeFitter } from '../fit/mode-fitter.js';
import { COARSE_SERIES, FINE_SERIES, USUAL_SERIES, type MotionLadder, type MotionRung } from './motion-ladder.js';

/** A group that has been decided: its key picture and its motion. */
export interface GroupChoice {
  readonly key: CodedKey;
  readonly motion: MotionTokens;
  readonly motionPayload: Uint8Array;
}

/** What a group's bytes are spent on, ready to be tried at any rate. */
export interface GroupCandidates {
  readonly keys: KeyLadder;
  readonly motions: MotionLadder;
  readonly plan: Pick<EncoderPlan, 'prices' | 'fillSteps' | 'without'>;
}

const MOTION_IMPORTANCE = 3;
/** Velocity error of a still picture, in pixels, at which motion has half its importance. */
const FAINT_MOTION = 0.01;
/** What is added to the error ratio: below it, better motion hardly shows. */
const ERROR_FLOOR = 0.02;
/** Once this many prices in a row score this much worse than the best and are not about to catch up, dearer motion is not tried. */
const PATIENCE = 2;
const GIVE_UP = 0.2;
/** How much higher than that of the best motion a price may be at which finer series are tried. */
const FINE_SPAN = 5;
const FILL_TOLERANCE = 1.02;
/** Least share of a budget that the key picture gets in the search. */
const LEAST_KEY_SHARE = 0.3;
/** Most that light may take of a budget, and how much worse a clip may move with it. */
const LIGHT_SHARE = 0.05;
const LIGHT_TOLERANCE = 1.01;
/** Half the range of prices, as a logarithm, in which bytes are filled up. */
const SEARCH_SPAN = Math.log(30);
/** A key picture that uses less than this of what is left to it is squeezed for more. */
const SQUEEZE_BELOW = 0.95;
/** A budget counts as used up from this share on. */
const FILLED = 0.97;

/** Price of motion where nothing is weighed against it. */
const SET_PRICE = 2.5e-4;
/** Motion whose tOF beside the coded key picture is not below this share of a still picture's is not sent. */
const WORTH_MOVING = 0.99;

/** Key picture and motion of at most `bytes` payload bytes, where that is possible. */
export async function chooseWithin(bytes: number, group: GroupCandidates): Promise<GroupChoice> {
  const first = await choose(bytes, group);
  if (await moves(first, group)) return first;
  await judgeBeside(first.key, group);
  const second = await choose(bytes, group);
  return (await moves(second, group)) ? second : spend(bytes, group.motions.still(), group, false);
}

async function choose(bytes: number, group: GroupCandidates): Promise<GroupChoice> {
  const dark = await bestSplit(bytes, group);
  const bright = await brightened(bytes, dark, group);
  return spend(bytes, bright ?? dark, group, bright !== undefined);
}

/** Lets motion be judged beside another key picture: what moves well beside a fine one need not beside a coarse one. */
async function judgeBeside(key: CodedKey, { keys, motions: { judge } }: GroupCandidates): Promise<void> {
  judge.key = (await keys.finish(key)).shown;
}

/** The motion with light beside it, where that is cheap and does not make the clip move worse. */
async function brightened(
  bytes: number,
  dark: MotionRung,
  { motions }: GroupCandidates,
): Promise<MotionRung | undefined> {
  if (motions.light === undefined) return undefined;
  const bright = motions.lit(dark);
  if (bright.payload.length - dark.payload.length > LIGHT_SHARE * bytes) return undefined;
  return (await bright.error()) > LIGHT_TOLERANCE * (await dark.error()) ? undefined : bright;
}

/** A rung and its score: less is better. */
interface Scored {
  readonly rung: MotionRung;
  readonly score: number;
}

/**
 * The motion that is worth its bytes: the ideal split of the budget. Where none is with series as fine as usual, coarser
 * ones are tried: they hold back what cannot be modelled well.
 */
async function bestSplit(bytes: number, group: GroupCandidates): Promise<MotionRung> {
  const { motions, plan } = group;
  if (plan.without.has('split')) return motions.at(SET_PRICE, motions.fitters[0]!);
  const still = { rung: motions.still(), score: await scoreOf(motions.still(), bytes, group) };
  const usual = await bestMoving(bytes, still.score, USUAL_SERIES, group);
  if (plan.without.has('series-choice')) return better(still, usual).rung;
  const fine = usual && (await withFineSeries(bytes, usual, group));
  const found = better(still, fine);
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
  for (const fitter of group.motions.fitters) {
    let bad = 0;
    let last = Infinity;
    for (const rung of climb(bytes, fitter, seriesShare, group)) {
      const score = await scoreOf(rung, bytes, group);
      bad = score > Math.min(toBeat, best?.score ?? Infinity) + GIVE_UP && score > last - GIVE_UP ? bad + 1 : 0;
      last = score;
      if (bad === PATIENCE) break;
      if (best === undefined || score < best.score) best = { rung, score };
    }
  }
  return best;
}

/** The same motion with finer series, at its price or a higher one, where that is worth its bytes. */
async function withFineSeries(bytes: number, from: Scored, group: GroupCandidates): Promise<Scored> {
  const { motions, plan } = group;
  const { price: least, fitter } = from.rung;
  let best = from;
  for (const price of plan.prices.filter((each) => each >= least && each <= FINE_SPAN * least)) {
    const rung = motions.at(price, fitter, FINE_SERIES);
    best = better(best, { rung, score: await scoreOf(rung, bytes, group) });
  }
  return best;
}

/** Uses up the bytes: the key pictures on either side of the ideal size, each with the motion that fits beside it. */
async function spend(bytes: number, ideal: MotionRung, group: GroupCandidates, bright: boolean): Promise<GroupChoice> {
  const { keys, motions } = group;
  const least = motions.still().payload.length;
  const lower = await keys.within(bytes - ideal.payload.length);
  const upper = await keys.above(lower);
  let choice: { readonly key: CodedKey; readonly rung: MotionRung } | undefined;
  let leastScore = Infinity;
  for (const key of upper === undefined || upper.bytes > bytes - least ? [lower] : [lower, upper]) {
    const rung = await fill(bytes - key.bytes, ideal, group, bright);
    const score = Math.log(key.distance) + (await motionScore(rung, group));
    if (score < leastScore) [choice, leastScore] = [{ key, rung }, score];
  }
  const { key, rung } = choice!;
  const left = bytes - rung.payload.length;
  const used = key.bytes < SQUEEZE_BELOW * left ? await keys.squeezed(key, left) : key;
  return { key: used, motion: rung.motion, motionPayload: rung.payload };
}

/** Whether a choice moves better than a still picture, with its own key picture and not the one that motion was fitted to. */
async function moves(
  { key, motion }: GroupChoice,
  { keys, motions: { judge, frames } }: GroupCandidates,
): Promise<boolean> {
  if (standsStill(motion)) return true;
  const error = await judge.errorOf(motion, frames, (await keys.finish(key)).shown);
  return error <= WORTH_MOVING * judge.stillError;
}

/** Key picture and motion for a quality from 0 to 100: of the ways to explain the motion, the one that moves best. */
export async function chooseQuality(quality: number, group: GroupCandidates): Promise<GroupChoice> {
  const { keys, motions } = group;
  const key = await keys.at(Math.round(4 + 0.7 * quality));
  const price = 10 ** (-3.4 - quality / 40);
  let best = motions.still();
  let least = await best.error();
  for (const fitter of motions.fitters) {
    const rung = motions.at(price, fitter);
    const error = await rung.error();
    if (error < least) [best, least] = [rung, error];
  }
  const { motion, payload } = (await brightened(key.bytes + best.payload.length, best, group)) ?? best;
  return { key, motion, motionPayload: payload };
}

async function scoreOf(rung: MotionRung, bytes: number, group: GroupCandidates): Promise<number> {
  const distance = await group.keys.distanceAt(bytes - rung.payload.length);
  return Math.log(distance) + (await motionScore(rung, group));
}

async function motionScore(rung: MotionRung, { motions: { judge } }: GroupCandidates): Promise<number> {
  const importance = (MOTION_IMPORTANCE * judge.stillError) / (judge.stillError + FAINT_MOTION);
  const error = await rung.error();
  return importance * Math.log(error / (judge.stillError + 1e-9) + ERROR_FLOOR);
}

/** Motion at falling prices, up to what the budget can bear. */
function* climb(
  bytes: number,
  fitter: ModeFitter,
  seriesShare: number,
  { motions, plan }: GroupCandidates,
): Generator<MotionRung, void, undefined> {
  for (const price of plan.prices) {
    const rung = motions.at(price, fitter, seriesShare);
    if (rung.payload.length > (1 - LEAST_KEY_SHARE) * bytes) return;
    if (!standsStill(rung.motion)) yield rung;
  }
}

/** The motion of at most `bytes` that moves best, from prices around that of `ideal`. */
async function fill(
  bytes: number,
  ideal: MotionRung,
  { motions, plan }: GroupCandidates,
  bright: boolean,
): Promise<MotionRung> {
  const dressed = (rung: MotionRung): MotionRung => (bright ? motions.lit(rung) : rung);
  let best = motions.still();
  let least = motions.judge.stillError;
  const consider = async (rung: MotionRung): Promise<void> => {
    const error = await rung.error();
    if (error > least * FILL_TOLERANCE) return;
    best = rung;
    least = Math.min(error, least);
  };
  if (ideal.payload.length <= bytes) await consider(ideal);
  if (ideal.price === Infinity) return best;
  const middle = Math.log(Math.min(ideal.price, 1e-3));
  let [cheap, dear] = ideal.payload.length <= bytes ? [middle - SEARCH_SPAN, middle] : [middle, middle + SEARCH_SPAN];
  for (let step = 0; step < plan.fillSteps && best.payload.length < FILLED * bytes; step++) {
    const rung = dressed(motions.at(Math.exp((cheap + dear) / 2), ideal.fitter, ideal.seriesShare));
    if (rung.payload.length > bytes) {
      cheap = Math.log(rung.price);
      continue;
    }
    dear = Math.log(rung.price);
    if (rung.payload.length > best.payload.length) await consider(rung);
  }
  return best;
}
