/** Called between the steps of long work: lets the surrounding program run, throws where the work is to end. */
export type Breathe = () => Promise<void>;

/** Work runs for this long before timers, input and signals get their turn. */
const SLICE_MS = 25;

/**
 * Makes a {@link Breathe} that waits for a turn of the event loop where the last one is {@link SLICE_MS} ago.
 * @throws AbortError, from the returned function, once `signal` was raised
 */
export function breather(signal: AbortSignal | undefined): Breathe {
  let last = performance.now();
  return async () => {
    if (performance.now() - last >= SLICE_MS) {
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
    signal?.throwIfAborted();
  };
}

/** For work that nothing waits for: no pause at all. */
export const noPause: Breathe = () => Promise.resolve();

/** Work in steps: it may pause at each `yield`, and returns what comes out. */
export type Steps<Result> = Generator<void, Result, void>;

/** Runs all steps of work on end. */
export function atOnce<Result>(work: Steps<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Runs work with a pause between its steps. @throws what `breathe` throws */
export async function inSteps<Result>(work: Steps<Result>, breathe: Breathe): Promise<Result> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    await breathe();
  }
}
