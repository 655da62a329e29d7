/**
 * @file How many bytes of a group go to its key picture and how many to its motion.
 *
 * Both are measured, never assumed: the key picture at a few qualities (bytes, structural distance), the motion at a
 * ladder of prices (bytes, and what rendered frames are like). Per cent of the one distortion is traded against per cent of
 * the other:
 *
 *     ln(picture distance) + w * ln(motion error / motion error of a still picture + floor) + l * ln(floor + stillness)
 *
 * is least at the chosen split. The picture distance is that of frames throughout the group: what the key picture has lost,
 * and how much worse frames away from it are. The motion error counts speed that is missing besides speed that is wrong.
 * Stillness is the share of the original's change from frame to frame that is missing.
 * To that comes what frames are too dark or too bright on the whole, where that is seen: fades and flashes.
 * The weight w fades where there is next to no motion to get right. Then the rest of the budget is used up: the best key
 * picture that fits, and the price of motion bisected on real payload bytes.
 */
import type { MotionTokens } from '../../motion/index.js';
import type { StatisticsMeter } from '../statistics/statistics-meter.js';
import type { EncoderPlan } from '../encoder-plan.js';
import type { GroupView } from './group-view.js';
import type { CodedKey, KeyLadder } from './key-ladder.js';
import { STILLNESS, type Beside, type Judge, type Opinion } from './motion-judge.js';
import type { MotionLadder, MotionRung } from './motion-ladder.js';

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
  readonly judge: Judge;
  /** What motion is missing. */
  readonly meter: Pick<StatisticsMeter, 'describe'>;
  /** What motion is judged beside. */
  readonly beside: Beside;
  readonly plan: Pick<
    EncoderPlan,
    'prices' | 'patience' | 'fillSteps' | 'fillFrom' | 'fillSpan' | 'without' | 'besideRestored'
  >;
}

const MOTION_IMPORTANCE = 1.3;
/** Velocity error of a still picture, in pixels, at which motion has half its importance. */
const FAINT_MOTION = 0.01;
/** What is added to the error ratio: below it, better motion hardly shows. */
const ERROR_FLOOR = 0.02;
/**
 * Structural distance of a key picture, and texture distance of frames beyond that of their key picture, as the LPIPS that
 * goes with them: fitted to 60 key pictures and 276 renderings of 20 training clips (lab/texture-distance).
 */
const KEY_SCALE = 0.6;
const KEY_EXPONENT = 0.64;
const LEAST_DISTANCE = 1e-6;
const EXCESS_WEIGHT = 0.8;

/** What change from frame to frame counts that is there, wherever it leads; and what is added to the share that is missing. */
const LIFE = 0.3;
const LIFE_FLOOR = 0.3;

/** Levels by which frames may be too dark or too bright, and what more counts as much as a picture twice as bad. */
const UNSEEN_SHADE = 3;
const SHADE_SCALE = 12;

/** What a rung looks like. */
export function opinionOf({ motion }: MotionRung, { judge, beside }: GroupCandidates): Promise<Opinion> {
  return judge.opinionOf(motion, beside);
}

/** What is shown beside a key picture of a distance. */
export function viewBeside(
  distance: number,
  { motion, excess, stillness, shade }: Opinion,
  { stillError }: Pick<Judge, 'stillError'>,
): GroupView {
  const key = KEY_SCALE * Math.max(distance, LEAST_DISTANCE) ** KEY_EXPONENT;
  return { key, away: EXCESS_WEIGHT * excess, motion, stillError, stillness, shade };
}

/** Score of what is shown: see the head of this file. Less is better. */
export function scoreOfView({ key, away, motion, stillError, stillness, shade }: GroupView): number {
  const importance = (MOTION_IMPORTANCE * stillError) / (stillError + FAINT_MOTION);
  const still = (1 + STILLNESS) * stillError + 1e-9;
  return (
    Math.log(key + away) +
    importance * Math.log(motion / still + ERROR_FLOOR) +
    LIFE * Math.log(LIFE_FLOOR + (1 - LIFE_FLOOR) * stillness) +
    Math.log(1 + Math.max(0, shade - UNSEEN_SHADE) / SHADE_SCALE)
  );
}

/** Score of what is shown beside a key picture of a distance. */
export function scoreBeside(distance: number, opinion: Opinion, judge: Judge): number {
  return scoreOfView(viewBeside(distance, opinion, judge));
}

/** Score of a rung beside a key picture of a distance. */
export async function scoreAt(distance: number, rung: MotionRung, group: GroupCandidates): Promise<number> {
  return scoreBeside(distance, await opinionOf(rung, group), group.judge);
}

/** Score of a rung within a budget of `bytes`, beside the key picture that the rest of them buys. */
export async function scoreOf(rung: MotionRung, bytes: number, group: GroupCandidates): Promise<number> {
  const distance = await group.keys.distanceAt(bytes - rung.payload.length);
  return scoreAt(distance, rung, group);
}

/** Score of a group that has been decided, beside its own key picture. */
export async function scoreOfChoice(choice: GroupChoice, group: GroupCandidates): Promise<number> {
  return scoreOfView(await viewOf(choice, group));
}

/** The view of a group that has been decided, beside its own key picture. */
export async function viewOf(
  { key, motion }: GroupChoice,
  { keys, judge, beside }: GroupCandidates,
): Promise<GroupView> {
  const { shown } = await keys.finish(key);
  return viewBeside(key.distance, await judge.opinionOf(motion, { ...beside, key: shown }), judge);
}
