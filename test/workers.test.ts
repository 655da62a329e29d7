import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidOptionError } from 'dynamics-codec/picture';
import { connectWorker, transferred, WorkerPool, type RunningWorker } from '@dynamics-codec/workers';
import { startProcess, startThread } from '@dynamics-codec/workers/node';
import type { SumApi, SumJob } from './fixtures/sum-worker.js';
import { bundled } from './support/built-command.js';

let script: URL;
beforeAll(async () => {
  script = pathToFileURL(await bundled('test/fixtures/sum-worker.ts'));
});

function job(seed: number): SumJob {
  return { frames: [1, 2, 3].map((value) => ({ samples: new Float32Array(100_000).fill(value) })), seed };
}

const SKINS: readonly { readonly name: string; readonly moves: boolean; readonly start: () => RunningWorker }[] = [
  { name: 'a thread', moves: true, start: () => startThread(script) },
  { name: 'a process', moves: false, start: () => startProcess(script) },
];

describe.each(SKINS)('$name', ({ moves, start }) => {
  it('answers with events, large arrays and typed errors', async () => {
    const worker = connectWorker<SumApi>(start(), { errors: { InvalidOptionError } });
    const order = job(7);
    const events: number[] = [];
    const { sums, seed } = await worker.call('sum', transferred(order), { onEvent: (event) => events.push(event) });
    expect(sums).toEqual(Float64Array.of(1e5, 2e5, 3e5));
    expect(seed).toBe(7);
    expect(events).toEqual([0, 1, 2]);
    expect(order.frames[0]!.samples.length).toBe(moves ? 0 : 100_000);
    const refused = worker.call('refuse');
    await expect(refused).rejects.toBeInstanceOf(InvalidOptionError);
    await expect(refused).rejects.toMatchObject({ option: 'speed', received: 'fast' });
    worker.close();
    await expect(worker.call('refuse')).rejects.toMatchObject({ code: 'WORKER_CLOSED' });
  });

  it('stops when told to', async () => {
    const worker = connectWorker<SumApi>(start());
    const abort = new AbortController();
    const sleep = worker.call('sleep', undefined, { signal: abort.signal });
    await worker.call('sum', job(1));
    abort.abort();
    await expect(sleep).rejects.toMatchObject({ name: 'AbortError' });
    await expect.poll(() => worker.busy).toBe(false);
    worker.close();
  });

  it('rejects its calls when it is gone', async () => {
    const worker = connectWorker<SumApi>(start());
    await expect(worker.call('die')).rejects.toMatchObject({
      code: 'WORKER_LOST',
      message: 'The worker was lost: exit code 3',
      reason: 'exit code 3',
    });
  });

  it('does its work in a pool, and is replaced there', async () => {
    const pool = new WorkerPool<SumApi>({ size: 2, start });
    const outcomes = await Promise.allSettled([
      pool.run('sum', transferred(job(0))),
      pool.run('die'),
      ...[1, 2, 3].map((seed) => pool.run('sum', transferred(job(seed)))),
    ]);
    pool.close();
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true]);
  });
});

it('a process ends though its idle threads and children are not closed, and where busy ones were', async () => {
  const caller = await bundled('test/fixtures/idle-workers.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [caller, fileURLToPath(script)], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: '', stdout: '6 6\n' });
});

it('a module that is missing loses its worker', async () => {
  const missing = pathToFileURL(join(dirname(fileURLToPath(script)), 'missing.js'));
  for (const start of [startThread, startProcess]) {
    const worker = connectWorker<SumApi>(start(missing));
    await expect(worker.call('refuse')).rejects.toMatchObject({ code: 'WORKER_LOST' });
  }
});

it('a process that does not answer can be ended', async () => {
  const silent = join(dirname(fileURLToPath(script)), 'silent.js');
  await writeFile(silent, 'setInterval(() => undefined, 1000);\n');
  const worker = connectWorker<SumApi>(startProcess(pathToFileURL(silent)));
  const call = expect(worker.call('refuse')).rejects.toMatchObject({ code: 'WORKER_CLOSED' });
  worker.close();
  await call;
});
