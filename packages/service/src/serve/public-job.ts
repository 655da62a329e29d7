import { sep } from 'node:path';
import type { JobView } from '../queue/job-queue.js';
import { streamsFolder } from './server-files.js';

/** A job as clients see it: without places on the server. */
export interface PublicJob {
  readonly id: string;
  readonly state: JobView['state'];
  readonly progress: number;
  readonly result?: NonNullable<JobView['result']>;
  readonly reason?: string;
  /** Paths of the API. */
  readonly links: Readonly<Record<string, string>>;
}

/** Whether a job's stream lies with the server, who may then hand it out. */
export function isOwn({ order }: JobView, data: string): boolean {
  return order.output.startsWith(streamsFolder(data) + sep);
}

/** A job for clients. */
export function publicJob({ id, state, progress, result, reason, order }: JobView): PublicJob {
  const at = `/v1/jobs/${id}`;
  return {
    id,
    state,
    progress,
    ...(result === undefined ? {} : { result }),
    ...(reason === undefined ? {} : { reason: withoutPlaces(reason, order.input) }),
    links: {
      self: at,
      events: `${at}/events`,
      ...(state === 'done'
        ? { stream: `${at}/stream.dync`, poster: `${at}/poster.webp`, snippet: `${at}/snippet` }
        : {}),
    },
  };
}

/** A reason without paths of this machine. */
function withoutPlaces(reason: string, input: string): string {
  return reason.replaceAll(`"${input}"`, 'The clip').replace(/"[^"]*\.dync-\d+-[^"]*"/g, 'The clip');
}
