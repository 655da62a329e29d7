/**
 * @file How many bytes the groups of a clip get. Each group is first encoded with the share that its frames have in the
 * whole. What comes out is looked at as a whole, and some groups are encoded once more: where groups could not use
 * their bytes, those that could have used more get the rest; where groups could not be made small enough, the others
 * pay for it. So budgets depend on results, never on the order in which groups were encoded.
 */

/** A group that was encoded with a budget. */
export interface SettledGroup {
  readonly frames: number;
  /** Bytes that key picture and motion were allowed, and what they take. */
  readonly budget: number;
  readonly used: number;
  /** Whether it can be encoded again. */
  readonly open: boolean;
}

/** A group that leaves less than this share of its budget would have used more. */
const HUNGRY = 0.06;
/** Bytes left over from this share of the whole on are worth encoding groups again. */
const WORTH_SHARING = 0.05;

/**
 * Budgets for the next pass over the groups of a clip.
 * @param left bytes of the whole that are not used; negative where too many are
 * @param whole bytes that the clip may take
 * @returns for each group its new budget, `undefined` where it stays as it is; nothing at all where all stay
 */
export function nextBudgets(
  groups: readonly SettledGroup[],
  left: number,
  whole: number,
): (number | undefined)[] | undefined {
  if (left >= 0 && left < WORTH_SHARING * whole) return undefined;
  const takes = left > 0 ? groups.map(isHungry) : groups.map(canShrink);
  const weights = groups.map((group, i) => (takes[i]! ? (left > 0 ? group.frames : group.used) : 0));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum === 0) return undefined;
  // From what groups used: what they left of their budgets is part of `left`, and would be given away twice.
  return groups.map(({ used }, i) =>
    takes[i]! ? Math.max(1, Math.floor(used + (left * weights[i]!) / sum)) : undefined,
  );
}

function isHungry({ budget, used, open }: SettledGroup): boolean {
  return open && used <= budget && used >= (1 - HUNGRY) * budget;
}

/** A group above its budget is as small as it can be. */
function canShrink({ budget, used, open }: SettledGroup): boolean {
  return open && used <= budget;
}
