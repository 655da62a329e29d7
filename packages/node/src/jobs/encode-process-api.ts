import type { Context } from '@dynamics-codec/workers';
import type { EncodeJob, EncodeJobEvent, EncodeJobResult } from './encode-job.js';

/** What a process that encodes clips can be asked. */
export interface EncodeProcessApi {
  /** @throws as `runEncodeJob` */
  encode(job: EncodeJob, context: Context<EncodeJobEvent>): Promise<EncodeJobResult>;
}
