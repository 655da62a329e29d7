import { standsStill } from '../../motion/index.js';
import { bestSplit } from './motion-split.js';
import { opinionOf, scoreAt, scoreOf, scoreOfChoice, type GroupCandidates, type GroupChoice } from './group-score.js';
import type { MotionRung } from './motion-ladder.js';
import { spend } from './spending.js';

/** Most that light may take of a budget, and how much worse a clip may move with it. */
const LIGHT_SHARE = 0.05;
const LIGHT_TOLERANCE = 1.01;

/**
 * Key picture and motion of at most `bytes` payload bytes, where that is possible. What looks well beside a fine key
 * picture need not beside a coarse one: where a still picture would score better than the choice, motion is judged beside
 * the key picture that was chosen, and the choice is made once more.
 */
export async function chooseWithin(bytes: number, group: GroupCandidates): Promise<GroupChoice> {
  if (!group.plan.besideRestored) return choose(bytes, group);
  const still = await spend(bytes, await group.motions.still(), group, false);
  const first = await choose(bytes, group);
  if (standsStill(first.motion) || (await isBetter(first, still, group))) return first;
  const { shown } = await group.keys.finish(first.key);
  const beside = { ...group, beside: { ...group.beside, key: shown } };
  const second = await choose(bytes, beside);
  return (await isBetter(second, still, beside)) ? second : still;
}

async function isBetter(one: GroupChoice, other: GroupChoice, group: GroupCandidates): Promise<boolean> {
  return (await scoreOfChoice(one, group)) < (await scoreOfChoice(other, group));
}

async function choose(bytes: number, group: GroupCandidates): Promise<GroupChoice> {
  const dark = await bestSplit(bytes, group);
  const bright = await brightened(bytes, dark, group);
  return spend(bytes, bright ?? dark, group, bright !== undefined);
}

/** The motion with light beside it, where that is cheap and does not make the clip move worse. */
async function brightened(bytes: number, dark: MotionRung, group: GroupCandidates): Promise<MotionRung | undefined> {
  const { motions } = group;
  if (motions.wholeLight !== undefined) return brightenedWhole(bytes, dark, group);
  if (motions.light === undefined) return undefined;
  const bright = motions.lit(dark);
  if (bright.payload.length - dark.payload.length > LIGHT_SHARE * bytes) return undefined;
  return (await opinionOf(bright, group)).error > LIGHT_TOLERANCE * (await opinionOf(dark, group)).error
    ? undefined
    : bright;
}

/** The motion with the light of the whole picture, where that scores better. */
async function brightenedWhole(
  bytes: number,
  dark: MotionRung,
  group: GroupCandidates,
): Promise<MotionRung | undefined> {
  const bright = group.motions.lit(dark);
  if (bright.payload.length > bytes / 2) return undefined;
  return (await scoreOf(bright, bytes, group)) < (await scoreOf(dark, bytes, group)) ? bright : undefined;
}

/** Key picture and motion for a quality from 0 to 100: of the ways to explain the motion, the one that moves best. */
export async function chooseQuality(quality: number, group: GroupCandidates): Promise<GroupChoice> {
  const { keys, motions } = group;
  const key = await keys.at(Math.round(4 + 0.7 * quality));
  const price = 10 ** (-3.4 - quality / 40);
  let best = await motions.still();
  const scored = (rung: MotionRung): Promise<number> => scoreAt(key.distance, rung, group);
  let least = await scored(best);
  for (const fitter of motions.fitters) {
    const rung = await motions.at(price, fitter);
    const score = await scored(rung);
    if (score < least) [best, least] = [rung, score];
  }
  const { motion, payload } = (await brightened(key.bytes + best.payload.length, best, group)) ?? best;
  return { key, motion, motionPayload: payload };
}
