/**
 * @file One native call at a time for each native handle.
 *
 * FFmpeg's contexts are not safe to use from two threads, and each asynchronous call of node-av runs on a thread of its
 * own: a context that is freed, or used again, while a call is in flight ends the whole process. So whatever touches the
 * contexts of one reader or writer is a step of its queue, and they are freed only when no step runs.
 */
export class HandleQueue {
  private last: Promise<unknown> = Promise.resolve();
  private end: Promise<void> | undefined;

  /** @param ended makes the error of a step that was not started before the handle was closed */
  constructor(private readonly ended: () => Error) {}

  /**
   * Runs a step after those before it. A step that fails does not hold up those behind it.
   * @throws what `ended` gives, where the handle is closed before the step begins
   */
  async run<T>(step: () => T | Promise<T>): Promise<T> {
    this.assertOpen();
    const turn = this.last.then(() => {
      this.assertOpen();
      return step();
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  /**
   * To be called within a step, between its native calls: a step of many calls ends early where the handle is to close.
   * @throws what `ended` gives
   */
  assertOpen(): void {
    if (this.end !== undefined) throw this.ended();
  }

  /** Waits for the step in flight, then frees, once. Steps that wait their turn fail. Each caller waits for the same end. */
  close(free: () => void | Promise<void>): Promise<void> {
    this.end ??= this.last.then(free);
    return this.end;
  }
}
