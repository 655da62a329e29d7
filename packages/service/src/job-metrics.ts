import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { JOB_STATES, type JobQueue } from './queue/job-queue.js';

/** How a job ended. */
export type JobOutcome = 'done' | 'kept' | 'failed';

/** Metrics of a process that does jobs, for Prometheus. */
export class JobMetrics {
  readonly registry = new Registry();
  private readonly ended = new Counter({
    name: 'dync_jobs_total',
    help: 'Jobs that ended here, by how',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });
  private readonly seconds = new Histogram({
    name: 'dync_job_seconds',
    help: 'Seconds that a job took',
    buckets: [0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800],
    registers: [this.registry],
  });
  private readonly active = new Gauge({
    name: 'dync_jobs_active',
    help: 'Jobs that run here',
    registers: [this.registry],
  });

  /** @param queue whose lengths are told, too */
  constructor(queue?: Pick<JobQueue, 'counts'>) {
    collectDefaultMetrics({ register: this.registry });
    if (queue === undefined) return;
    const lengths = new Gauge({
      name: 'dync_queue_jobs',
      help: 'Jobs in the queue, by state',
      labelNames: ['state'] as const,
      registers: [this.registry],
      collect: async () => {
        const counts = await queue.counts();
        for (const state of JOB_STATES) lengths.set({ state }, counts[state]);
      },
    });
  }

  /** A job begins. @returns what to call at its end */
  begin(): (outcome: JobOutcome) => void {
    this.active.inc();
    const stop = this.seconds.startTimer();
    return (outcome) => {
      stop();
      this.active.dec();
      this.ended.inc({ outcome });
    };
  }
}
