import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EncodeProcesses } from '../packages/node/src/jobs/encode-processes.js';
import { bundled } from './support/built-command.js';

let folder = '';
let module: URL;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-processes-'));
  module = pathToFileURL(await bundled('test/fixtures/crashing-encode-process.ts'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const job = (input: string) => ({ input, output: join(folder, `${input}.dync`), settings: {} });
const recorded = async (input: string): Promise<unknown> =>
  JSON.parse(await readFile(join(folder, `${input}.dync.json`), 'utf8'));

describe('EncodeProcesses', () => {
  it('loses one job to a crash of native code, and writes down why', async () => {
    const processes = new EncodeProcesses(module);
    const both = await Promise.allSettled([processes.run(job('crash')), processes.run(job('calm'))]);
    expect(both[0]).toMatchObject({
      reason: { code: 'WORKER_LOST', message: expect.stringContaining('SIGSEGV') as unknown },
    });
    expect(both[1]).toMatchObject({ value: { state: 'done' } });
    expect(await recorded('crash')).toMatchObject({ key: 'key of crash', error: { code: 'WORKER_LOST' } });
    expect(await processes.run(job('calm'))).toMatchObject({ state: 'done' });
    await processes.close();
  });

  it('keeps a process for the next job', async () => {
    const processes = new EncodeProcesses(module);
    const first = await processes.run(job('one'));
    expect((await processes.run(job('two'))).report.key).toBe(first.report.key);
    await processes.close();
    await expect(processes.run(job('three'))).rejects.toMatchObject({ code: 'WORKER_CLOSED' });
  });

  it('ends a process that hangs where no signal is heard, and what it had begun to write', async () => {
    const processes = new EncodeProcesses(module);
    const { report } = await processes.run(job('one'));
    const left = join(folder, `.dync-${report.key}-abcdefghijkl`);
    await writeFile(left, 'half');
    await expect(processes.run(job('hang'), { timeout: 0.2 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(await recorded('hang')).toMatchObject({ error: { code: 'TIMEOUT' } });
    await expect(readFile(left)).rejects.toMatchObject({ code: 'ENOENT' });
    await processes.close();
  });

  it('ends at once where the job is given up', async () => {
    const processes = new EncodeProcesses(module);
    const stop = new AbortController();
    const running = processes.run(job('hang'), { signal: stop.signal });
    setTimeout(() => stop.abort(), 200);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await processes.close();
  });
});
