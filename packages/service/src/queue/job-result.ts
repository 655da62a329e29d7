import type { EncodeJobResult } from '@dynamics-codec/node/jobs';
import { DynamicsError } from 'dynamics-codec';
import type { JobResult } from './job-queue.js';

/** A job failed in an earlier try, with the same content and settings. */
export class FailedBeforeError extends DynamicsError {
  override readonly name = 'FailedBeforeError';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What a queue keeps of a result. @throws FailedBeforeError where the report beside the stream says that it failed */
export function resultOf({ state, report }: EncodeJobResult): JobResult {
  if (state === 'failed' || report.stream === undefined || report.report === undefined)
    throw new FailedBeforeError(report.error?.code ?? 'INTERNAL', report.error?.message ?? 'It failed before');
  const { bytes, sha256 } = report.stream;
  return { state, bytes, frames: report.report.frames, sha256 };
}
