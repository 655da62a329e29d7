import { EncodeProcesses } from '../jobs/encode-processes.js';
import type { EncodeJob } from '../jobs/encode-job.js';
import { jobErrorOf, type JobError, type JobReport } from '../jobs/job-report.js';

/** What came of a clip: done now, kept as it was, failed now or before, or given up. */
export interface BatchedClip {
  readonly job: EncodeJob;
  readonly state: 'done' | 'kept' | 'failed';
  /** Why it failed. */
  readonly error?: JobError;
  /** Whether it failed in an earlier run and was not tried now. */
  readonly before?: boolean;
  readonly report?: JobReport;
  /** Seconds that it took now. */
  readonly seconds: number;
}

/** How many clips came to which state. */
export function countStates(clips: readonly BatchedClip[]): Readonly<Record<BatchedClip['state'], number>> {
  const counts = { done: 0, kept: 0, failed: 0 };
  for (const { state } of clips) counts[state]++;
  return counts;
}

/** How far a batch is. */
export interface BatchProgress {
  readonly clips: number;
  readonly finished: number;
  readonly failed: number;
  /** 0 to 1; clips under way count by what is done of them. */
  readonly fraction: number;
  /** `undefined` until the first clip is done. */
  readonly secondsLeft: number | undefined;
}

/** How {@link runBatch} runs. */
export interface BatchOptions {
  /** Clips at a time. */
  readonly jobs: number;
  /** Most seconds for a clip. */
  readonly timeout?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: BatchProgress) => void;
}

/**
 * Encodes clips in processes of their own. A clip that fails, or takes its process with it, stops no other.
 * @throws AbortError through the signal, once all processes are gone
 */
export async function runBatch(
  work: readonly EncodeJob[],
  { jobs, timeout, signal, onProgress }: BatchOptions,
): Promise<BatchedClip[]> {
  const processes = new EncodeProcesses();
  const results: BatchedClip[] = [];
  const meter = new BatchMeter(work.length, onProgress);
  const waiting = work.entries();
  const lane = async (): Promise<void> => {
    for (const [index, job] of waiting) {
      signal.throwIfAborted();
      const began = performance.now();
      const result = await processes
        .run(job, { signal, timeout, onProgress: ({ fraction }) => meter.within(index, fraction) })
        .then(
          ({ state, report }): Omit<BatchedClip, 'seconds'> =>
            state === 'failed'
              ? { job, state, report, before: true, ...(report.error === undefined ? {} : { error: report.error }) }
              : { job, state, report },
          (error: unknown): Omit<BatchedClip, 'seconds'> => ({ job, state: 'failed', error: jobErrorOf(error) }),
        );
      signal.throwIfAborted();
      results[index] = { ...result, seconds: (performance.now() - began) / 1000 };
      meter.finished(index, results[index]);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, work.length) }, lane));
    return results;
  } finally {
    await processes.close();
  }
}

/** Counts what is done, and guesses from it how long the rest takes. */
class BatchMeter {
  private readonly began = performance.now();
  private readonly underWay = new Map<number, number>();
  private done = 0;
  private failed = 0;
  /** Clips whose result was there without work: they say nothing of the rest. */
  private quick = 0;

  constructor(
    private readonly clips: number,
    private readonly onProgress: BatchOptions['onProgress'],
  ) {}

  within(index: number, fraction: number): void {
    this.underWay.set(index, fraction);
    this.report();
  }

  finished(index: number, { state, before }: BatchedClip): void {
    this.underWay.delete(index);
    this.done++;
    if (state === 'failed') this.failed++;
    if (state === 'kept' || before === true) this.quick++;
    this.report();
  }

  private report(): void {
    const { clips, done, failed, quick } = this;
    const partly = [...this.underWay.values()].reduce((sum, fraction) => sum + fraction, 0);
    const worked = done - quick + partly;
    const seconds = (performance.now() - this.began) / 1000;
    this.onProgress?.({
      clips,
      finished: done,
      failed,
      fraction: (done + partly) / clips,
      secondsLeft: done > quick ? (seconds / worked) * (clips - done - partly) : undefined,
    });
  }
}
