/**
 * @file One budget for all players of a page. Whoever wants to draw waits for a turn. Players have half of the time: each
 * millisecond that passes gives them half a millisecond of credit, and they draw while there is any. Where one has waited for
 * too long, they have three quarters. Where that is not enough for all, those nearest to the middle of the page come first, but
 * nobody waits long.
 */

/** What takes turns: a player that wants to draw. */
export interface TurnTaker {
  readonly element: Element;
  /** Time at which it last drew, in milliseconds. */
  readonly lastDrawn: number;
  /** Lets time go on, and draws where there is time for it. */
  tick(now: number, mayDraw: boolean): void;
}

/** Share of the time that players may draw, and where one of them has waited for too long. */
const SHARE = 0.5;
const LATE_SHARE = 0.75;
/** Most milliseconds that they may draw at once, but for the last who draws. */
const MOST_CREDIT = 16;
/** Whoever has not drawn for so many milliseconds comes before those nearer to the middle. */
const LONGEST_WAIT = 200;

const waiting = new Set<TurnTaker>();
let request = 0;
let credit = MOST_CREDIT;
let last = 0;
/** Whether the time did not do for all, the last time. */
let isScarce = false;

/** Gives a player its turn with the next refresh of the display. */
export function takeTurn(taker: TurnTaker): void {
  waiting.add(taker);
  if (request === 0) request = requestAnimationFrame(giveTurns);
}

/** Gives it none. */
export function dropTurn(taker: TurnTaker): void {
  waiting.delete(taker);
}

function giveTurns(now: number): void {
  request = 0;
  const takers = [...waiting];
  waiting.clear();
  const isLate = takers.some(({ lastDrawn }) => lastDrawn > 0 && now - lastDrawn > LONGEST_WAIT);
  credit = Math.min(credit + (isLate ? LATE_SHARE : SHARE) * (now - last), MOST_CREDIT);
  last = now;
  if (isScarce) sortByUrgency(takers, now);
  isScarce = false;
  for (const taker of takers) {
    if (credit <= 0) isScarce = true;
    const start = performance.now();
    taker.tick(now, credit > 0);
    credit -= performance.now() - start;
  }
}

function sortByUrgency(takers: TurnTaker[], now: number): void {
  const urgency = new Map(takers.map((taker) => [taker, urgencyOf(taker, now)]));
  takers.sort((a, b) => urgency.get(b)! - urgency.get(a)!);
}

function urgencyOf({ element, lastDrawn }: TurnTaker, now: number): number {
  const waited = now - lastDrawn;
  if (waited > LONGEST_WAIT) return waited;
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const away = Math.hypot((left + right - innerWidth) / innerWidth, (top + bottom - innerHeight) / innerHeight);
  return waited / (1 + away);
}
