/** @file Waiting that a signal ends, whatever it is that is waited for. What was under way goes on unseen. */

/** The result of `work`, or the reason of the signal as soon as that is raised. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}

/**
 * The items of a source; ends with the signal's reason as soon as that is raised, also while the source hangs. The source
 * is let go of (`return()`) however it ends.
 */
export async function* untilAborted<T>(
  source: AsyncIterable<T> | Iterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void, undefined> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let ended = false;
  try {
    for (;;) {
      const next = await orAborted(Promise.resolve(iterator.next()), signal);
      ended = next.done === true;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    const closing = ended ? undefined : Promise.resolve(iterator.return?.());
    // A source that hangs may never answer: an abort does not wait for it.
    if (signal?.aborted) closing?.catch(() => undefined);
    else await closing;
  }
}
