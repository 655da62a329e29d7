/**
 * @file How many bytes of a group go to its key picture and how many to its motion.
 *
 * Both are measured, never assumed: the key picture at a few qualities (bytes, structural distance), the motion at a
 * ladder of prices (bytes, velocity error). Per cent of the one distortion is traded against per cent of the other:
 *
 *     ln(distance of the key picture) + w * ln(velocity error + floor)
 *
 * is least at the chosen split. The floor stands for what no motion payload can improve, because the analysis itself is
 * that uncertain; the weight fades where there is next to no motion to get right. Then the rest of the budget is used
 * up: the best key picture that fits, and the price of motion bisected on real payload bytes.
 */
import type { CodedKey, KeyLadder } from './key-ladder.js';
import type { FittedMotion, ModeFitter } from './mode-fitter.js';

/** A group that has been decided: its key picture and its motion. */
export interface GroupChoice {
  readonly key: CodedKey;
  readonly motion: FittedMotion;
  readonly motionPayload: Uint8Array;
}

/** Writes a motion payload; real bytes, not an estimate. */
export type PayloadWriter = (motion: FittedMotion) => Uint8Array;

const PRICES = [1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6];
const MOTION_IMPORTANCE = 0.5;
/** Velocity error of a still picture, in pixels, at which motion has half its importance. */
const FAINT_MOTION = 0.01;
const FLOOR_SHARE = 0.4;
/** Least share of a budget that the key picture gets in the search. */
const LEAST_KEY_SHARE = 0.3;
const FILL_STEPS = 5;
/** A budget counts as used up from this share on. */
const FILLED = 0.985;

interface MotionRung {
  readonly price: number;
  readonly motion: FittedMotion;
  readonly payload: Uint8Array;
}

/** Key picture and motion of at most `bytes` payload bytes, where that is possible. */
export async function chooseWithin(bytes: number, ladder: KeyLadder, fitter: ModeFitter, write: PayloadWriter): Promise<GroupChoice> {
  const rungs = climb(bytes, fitter, write);
  const floor = FLOOR_SHARE * fitter.frozenError;
  const importance = (MOTION_IMPORTANCE * fitter.frozenError) / (fitter.frozenError + FAINT_MOTION);
  let best = rungs[0]!;
  let bestScore = Infinity;
  for (const rung of rungs) {
    const distance = await ladder.distanceAt(bytes - rung.payload.length);
    const score = Math.log(distance) + importance * Math.log(rung.motion.velocityError + floor + 1e-9);
    if (score < bestScore) {
      bestScore = score;
      best = rung;
    }
  }
  const key = await ladder.within(bytes - best.payload.length);
  const filled = fill(bytes - key.payload.length, best, fitter, write);
  return { key, motion: filled.motion, motionPayload: filled.payload };
}

/** Key picture and motion for a quality from 0 to 100. */
export async function chooseQuality(quality: number, ladder: KeyLadder, fitter: ModeFitter, write: PayloadWriter): Promise<GroupChoice> {
  const key = await ladder.at(Math.round(4 + 0.7 * quality));
  const motion = fitter.fit(10 ** (-3.4 - quality / 40));
  return { key, motion, motionPayload: write(motion) };
}

/** Motion at falling prices, from none at all up to what the budget can bear. */
function climb(bytes: number, fitter: ModeFitter, write: PayloadWriter): MotionRung[] {
  const rungs = [rungAt(Infinity, fitter, write)];
  for (const price of PRICES) {
    const rung = rungAt(price, fitter, write);
    if (rung.payload.length > (1 - LEAST_KEY_SHARE) * bytes) break;
    rungs.push(rung);
  }
  return rungs;
}

function rungAt(price: number, fitter: ModeFitter, write: PayloadWriter): MotionRung {
  const motion = fitter.fit(price);
  return { price, motion, payload: write(motion) };
}

/** The most motion of at most `bytes`, starting from a rung that fits. */
function fill(bytes: number, start: MotionRung, fitter: ModeFitter, write: PayloadWriter): MotionRung {
  let best = start;
  if (start.price === Infinity || start.payload.length > bytes) return start;
  let cheap = Math.log(start.price) - Math.log(30);
  let dear = Math.log(start.price);
  for (let step = 0; step < FILL_STEPS && best.payload.length < FILLED * bytes; step++) {
    const rung = rungAt(Math.exp((cheap + dear) / 2), fitter, write);
    if (rung.payload.length <= bytes) {
      dear = Math.log(rung.price);
      if (rung.payload.length > best.payload.length) best = rung;
    } else {
      cheap = Math.log(rung.price);
    }
  }
  return best;
}
