import { describe, expect, it } from 'vitest';
import { PointFailedError, runInChild } from './child.js';
import type { DecodeJob } from './stages.js';

// The process is started beside the built module, which tests have not: it ends at once.
describe('a stage in a process of its own', () => {
  const job = { stage: 'decode', codec: 'x265', setting: { id: 'crf30' } } as DecodeJob;

  it('fails its point where the process ends early', async () => {
    const error: unknown = await runInChild(job).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PointFailedError);
    expect(error).toMatchObject({
      code: 'POINT_FAILED',
      message: 'The process of x265 ended early at decode of crf30 (exit code 1)',
    });
  });

  it('rejects with the reason of the signal', async () => {
    const reason = new Error('enough');
    await expect(runInChild(job, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
