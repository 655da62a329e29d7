import { AtMost } from '../../math/index.js';
import { orAborted } from '../../source/index.js';
import type { ProgressReporter } from '../progress.js';
import type { GroupJob, GroupResult, GroupRunner } from './group-job.js';
import type { EncodedJob } from './split-group.js';

/** A group that was encoded, and its job while that is kept for another pass. */
export interface EncodedGroup {
  readonly job: GroupJob | undefined;
  /** Bytes of payloads that it was allowed; `undefined` with a target in quality. */
  readonly budget: number | undefined;
  readonly result: GroupResult;
}

/** Most bytes of pictures that are kept for a second pass. */
const KEPT_BYTES = 2 ** 28;

/** Turns a job into one group or several. `encode` makes one group of a job. */
export type JobEncoder = (job: GroupJob, encode: (job: GroupJob) => Promise<GroupResult>) => Promise<EncodedJob[]>;

/** Makes one group of each job. */
export const asOneGroup: JobEncoder = async (job, encode) => [{ job, result: await encode(job) }];

/**
 * Encodes groups as their frames arrive, as many at once as the runner takes, and gives them in order. Jobs are kept for
 * another pass while their pictures are not too large together.
 * @param encodeJob {@link asOneGroup}, or what may make several groups of a job: side by side or one after another
 * @throws what the source of jobs or the runner throws; groups under way are stopped then
 */
export async function encodeGroups(
  jobs: AsyncIterable<GroupJob>,
  runner: GroupRunner,
  progress: ProgressReporter,
  signal: AbortSignal | undefined,
  encodeJob: JobEncoder = asOneGroup,
): Promise<EncodedGroup[]> {
  const stop = new AbortController();
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const groups: Promise<EncodedGroup[]>[] = [];
  const places = new AtMost(runner.concurrency);
  const underWay = new Set<Promise<EncodedGroup[]>>();
  let kept = 0;
  try {
    for await (const job of jobs) {
      const bytes = pictureBytes(job);
      const keeps = kept + bytes <= KEPT_BYTES;
      if (keeps) kept += bytes;
      const index = groups.length;
      const encode = (one: GroupJob): Promise<GroupResult> =>
        places.run(() => {
          either.throwIfAborted();
          return encodeOne(index, one, runner, progress, either);
        });
      const group = encodeJob(job, encode).then((parts) => {
        progress.groupDone(index, job.frames.length - job.tail);
        return parts.map((part) => encodedGroup(part, keeps));
      });
      groups.push(group);
      underWay.add(group);
      group.then(
        () => underWay.delete(group),
        () => undefined,
      );
      if (underWay.size >= runner.concurrency) await Promise.race(underWay);
    }
    return (await Promise.all(groups)).flat();
  } catch (error) {
    stop.abort();
    await Promise.allSettled(groups);
    throw error;
  }
}

/** Encodes one group by its runner; an abort does not wait for what the runner is doing. */
function encodeOne(
  index: number,
  job: GroupJob,
  runner: GroupRunner,
  progress: ProgressReporter,
  signal: AbortSignal | undefined,
): Promise<GroupResult> {
  const frames = job.frames.length - job.tail;
  const group = runner.encodeGroup(job, {
    onProgress: (stage, share) => progress.withinGroup(index, frames, stage, share),
    ...(signal === undefined ? {} : { signal }),
  });
  return orAborted(group, signal);
}

function encodedGroup({ job, result }: EncodedJob, keeps: boolean): EncodedGroup {
  return { job: keeps ? job : undefined, budget: 'bytes' in job.target ? job.target.bytes : undefined, result };
}

function pictureBytes({ frames }: GroupJob): number {
  return frames.reduce((sum, { y, u, v }) => sum + y.length + u.length + v.length, 0);
}
