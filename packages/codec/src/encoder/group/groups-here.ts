import { encodeGroup } from './encode-group.js';
import type { GroupRunner, GroupTools } from './group-job.js';

/** Encodes groups one after another, on the caller's thread. */
export function groupsHere(tools: GroupTools): GroupRunner {
  return { concurrency: 1, encodeGroup: (job, watch) => encodeGroup(job, tools, watch) };
}
