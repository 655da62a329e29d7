import { runStage, type DecodeJob, type EncodeJob } from './stages.js';

/** What the worker answers. */
export type WorkerAnswer = { readonly result: unknown } | { readonly error: string };

const answer = (message: WorkerAnswer): void => {
  process.send?.(message, () => process.exit(0));
};

// Without a parent nobody would take the answer.
process.once('disconnect', () => process.exit(1));

process.once('message', (job: EncodeJob | DecodeJob) => {
  runStage(job).then(
    (result) => answer({ result }),
    (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
  );
});
