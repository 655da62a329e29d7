import { scoreAt, type GroupCandidates, type GroupChoice } from './group-score.js';
import type { CodedKey } from './key-ladder.js';
import type { MotionRung } from './motion-ladder.js';

/** How much worse a score may be that uses up more bytes. */
const FILL_TOLERANCE = 0.02;
/** A budget counts as used up from this share on. */
const FILLED = 0.97;

/** Uses up the bytes: the key pictures on either side of the ideal size, each with the motion that fits beside it. */
export async function spend(
  bytes: number,
  ideal: MotionRung,
  group: GroupCandidates,
  bright: boolean,
): Promise<GroupChoice> {
  const { keys, motions } = group;
  const least = (await motions.still()).payload.length;
  const lower = await keys.within(bytes - ideal.payload.length);
  const upper = await keys.above(lower);
  let choice: { readonly key: CodedKey; readonly rung: MotionRung } | undefined;
  let leastScore = Infinity;
  for (const key of upper === undefined || upper.bytes > bytes - least ? [lower] : [lower, upper]) {
    const rung = await fill(bytes - key.bytes, key.distance, ideal, group, bright);
    const score = await scoreAt(key.distance, rung, group);
    if (score < leastScore) [choice, leastScore] = [{ key, rung }, score];
  }
  const { key, rung } = choice!;
  const used = await keys.squeezed(key, bytes - rung.payload.length);
  return { key: used, motion: rung.motion, motionPayload: rung.payload };
}

/** The motion of at most `bytes` that moves best, from prices around that of `ideal`. */
async function fill(
  bytes: number,
  distance: number,
  ideal: MotionRung,
  group: GroupCandidates,
  bright: boolean,
): Promise<MotionRung> {
  const { motions, plan } = group;
  const dressed = (rung: MotionRung): MotionRung => (bright ? motions.lit(rung) : rung);
  let best = await motions.still();
  const scored = (rung: MotionRung): Promise<number> => scoreAt(distance, rung, group);
  let least = await scored(best);
  const consider = async (rung: MotionRung): Promise<void> => {
    const score = await scored(rung);
    if (score > least + FILL_TOLERANCE) return;
    best = rung;
    least = Math.min(score, least);
  };
  if (ideal.payload.length <= bytes) await consider(ideal);
  if (ideal.price === Infinity) return best;
  const middle = Math.log(Math.min(ideal.price, plan.fillFrom));
  let [cheap, dear] =
    ideal.payload.length <= bytes ? [middle - plan.fillSpan, middle] : [middle, middle + plan.fillSpan];
  for (let step = 0; step < plan.fillSteps && best.payload.length < FILLED * bytes; step++) {
    const rung = dressed(await motions.at(Math.exp((cheap + dear) / 2), ideal.fitter, ideal.seriesShare));
    if (rung.payload.length > bytes) {
      cheap = Math.log(rung.price);
      continue;
    }
    dear = Math.log(rung.price);
    if (rung.payload.length > best.payload.length) await consider(rung);
  }
  return best;
}
