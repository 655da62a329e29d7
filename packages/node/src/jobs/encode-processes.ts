import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { LimitError, ModelError, type EncodeProgress } from 'dynamics-codec';
import { InvalidOptionError } from 'dynamics-codec/picture';
import { MediaError } from 'dynamics-codec/source';
import { connectWorker, WorkerError, type WorkerConnection } from '@dynamics-codec/workers';
import { startProcess, type RunningProcess } from '@dynamics-codec/workers/node';
import { removeTemporariesOf } from '../media/temporary.js';
import { recordFailure, type EncodeJob, type EncodeJobResult } from './encode-job.js';
import type { EncodeProcessApi } from './encode-process-api.js';
import { JobTimeoutError } from './job-timeout.js';

/** How a job is watched and stopped. */
export interface EncodeJobWatch {
  readonly signal?: AbortSignal | undefined;
  /** Most seconds that it may take. */
  readonly timeout?: number | undefined;
  readonly onProgress?: (progress: EncodeProgress) => void;
}

/** Module of a process. It is there as it was built; a checkout that runs from source has none. */
const ENCODE_PROCESS = new URL('./encode-process.js', import.meta.url);
const ERRORS = { InvalidOptionError, LimitError, MediaError, ModelError };
/** How long a process may take to leave before it is ended without asking. */
const PATIENCE_MS = 2000;

interface Running extends Pick<RunningProcess, 'pid' | 'ended' | 'kill'> {
  readonly connection: WorkerConnection<EncodeProcessApi>;
}

/**
 * Processes that encode clips, one clip each at a time. They are started when there is something to do, and stay. A crash of
 * native code ends one process and fails its job; another process is started for the next. A job that is given up or takes
 * too long ends its process, whatever that is in the middle of.
 */
export class EncodeProcesses {
  private readonly idle: Running[] = [];
  private readonly all = new Set<Running>();
  private closed = false;

  /** @param module of a process; the one of this package when left out */
  constructor(private readonly module = ENCODE_PROCESS) {}

  /**
   * Does a job in a process that is free, or in another one.
   * @throws what the job throws; MediaError `ABORTED`, `TIMEOUT`; WorkerError `WORKER_LOST` where the process ended
   */
  async run(job: EncodeJob, { signal, timeout, onProgress }: EncodeJobWatch = {}): Promise<EncodeJobResult> {
    signal?.throwIfAborted();
    if (this.closed) throw new WorkerError('WORKER_CLOSED', 'The processes were closed');
    const running = this.idle.pop() ?? this.start();
    const limit = timeout === undefined ? undefined : AbortSignal.timeout(1000 * timeout);
    const stop = AbortSignal.any([signal, limit].filter((one) => one !== undefined));
    let key: string | undefined;
    try {
      const result = await running.connection.call('encode', job, {
        signal: stop,
        onEvent: (event) => {
          if (event.kind === 'key') ({ key } = event);
          else onProgress?.(event.progress);
        },
      });
      this.release(running);
      return result;
    } catch (error) {
      if (stop.aborted || isLost(error)) await this.discard(running, job);
      else this.release(running);
      signal?.throwIfAborted();
      const reason = limit?.aborted === true ? new JobTimeoutError(job.input, timeout!) : error;
      if (key !== undefined && (reason instanceof JobTimeoutError || isLost(reason)))
        await recordFailure(job, key, reason);
      throw reason;
    }
  }

  /** Ends all processes, and waits until they are gone. Jobs under way reject. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.all].map((running) => this.end(running)));
  }

  private start(): Running {
    const worker = startProcess(this.module, { execArgv: [] });
    const { pid, ended, kill } = worker;
    const running = { connection: connectWorker<EncodeProcessApi>(worker, { errors: ERRORS }), pid, ended, kill };
    this.all.add(running);
    void running.ended.then(() => {
      this.all.delete(running);
      const at = this.idle.indexOf(running);
      if (at >= 0) this.idle.splice(at, 1);
    });
    return running;
  }

  private release(running: Running): void {
    if (this.closed || !this.all.has(running)) void this.end(running);
    else this.idle.push(running);
  }

  /** Ends a process that was in the middle of a job. */
  private async discard(running: Running, { output }: EncodeJob): Promise<void> {
    await this.end(running);
    if (running.pid === undefined) return;
    for (const folder of [dirname(output), tmpdir()]) await removeTemporariesOf(running.pid, folder);
  }

  private async end(running: Running): Promise<void> {
    running.kill('SIGTERM');
    running.connection.close();
    const last = setTimeout(() => running.kill('SIGKILL'), PATIENCE_MS);
    await running.ended;
    clearTimeout(last);
  }
}

function isLost(error: unknown): error is WorkerError {
  return error instanceof WorkerError && error.code === 'WORKER_LOST';
}
