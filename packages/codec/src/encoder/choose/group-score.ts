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
import { standsStill, type MotionTokens } from '../../motion/index.js';
import type { EncoderPlan } from '../encoder-plan.js';
import type { CodedKey, KeyLadder } from './key-ladder.js';
import type { Beside, Judge } from './motion-judge.js';
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
  /** What motion is judged beside. */
  readonly beside: Beside;
  readonly plan: Pick<EncoderPlan, 'prices' | 'fillSteps' | 'without'>;
}

const MOTION_IMPORTANCE = 3;
/** Velocity error of a still picture, in pixels, at which motion has half its importance. */
const FAINT_MOTION = 0.01;
/** What is added to the error ratio: below it, better motion hardly shows. */
const ERROR_FLOOR = 0.02;
/** Motion whose tOF beside the coded key picture is not below this share of a still picture's is not sent. */
const WORTH_MOVING = 0.99;

/** tOF of a rung, in pixels of the analysis. */
export function errorOf({ motion }: MotionRung, { judge, beside }: GroupCandidates): Promise<number> {
  return judge.errorOf(motion, beside);
}

/** The motion's part of the score: see the head of this file. */
export async function motionScore(rung: MotionRung, group: GroupCandidates): Promise<number> {
  const { stillError } = group.judge;
  const importance = (MOTION_IMPORTANCE * stillError) / (stillError + FAINT_MOTION);
  return importance * Math.log((await errorOf(rung, group)) / (stillError + 1e-9) + ERROR_FLOOR);
}

/** Score of a rung within a budget of `bytes`, beside the key picture that the rest of them buys. */
export async function scoreOf(rung: MotionRung, bytes: number, group: GroupCandidates): Promise<number> {
  const distance = await group.keys.distanceAt(bytes - rung.payload.length);
  return Math.log(distance) + (await motionScore(rung, group));
}

/** Whether a choice moves better than a still picture, beside its own key picture. */
export async function moves({ key, motion }: GroupChoice, { keys, judge, beside }: GroupCandidates): Promise<boolean> {
  if (standsStill(motion)) return true;
  const { shown } = await keys.finish(key);
  return (await judge.errorOf(motion, { ...beside, key: shown })) <= WORTH_MOVING * judge.stillError;
}
