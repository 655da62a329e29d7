import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import type { EncodeJobResult } from '@dynamics-codec/node/jobs';
import { JobMetrics } from '../job-metrics.js';
import type { Order } from '../order.js';
import type { OrderWatch } from '../perform-order.js';
import { JobJournal } from './job-journal.js';
import { MemoryQueue } from './memory-queue.js';

const folder = mkdtempSync(join(tmpdir(), 'dync-memory-queue-'));
afterAll(() => rmSync(folder, { recursive: true }));

const WAIT = { timeout: 20_000 };

const DONE = {
  state: 'done',
  report: { stream: { bytes: 5, sha256: 'abc' }, report: { frames: 3 } },
} as EncodeJobResult;

/** Does orders at once; "bad" fails, "slow" takes until it is given up. */
function perform({ input }: Order, { signal }: OrderWatch): Promise<EncodeJobResult> {
  if (input === 'bad') return Promise.reject(new Error('no video'));
  if (input !== 'slow') return Promise.resolve(DONE);
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}

function order(input: string): Order {
  return { input, output: `${input}.dync`, settings: {}, retry: false, force: false };
}

/** A queue as a process has it that begins. */
function opened(run: typeof perform): MemoryQueue {
  const journal = new JobJournal(join(folder, 'jobs.jsonl'));
  return new MemoryQueue({ jobs: 1, performer: { perform: run }, metrics: new JobMetrics(), journal });
}

it('knows its jobs again after the process has ended, and does what had not ended', async () => {
  const before = opened(perform);
  const [good, bad, slow, last, none] = await before.add(['good', 'bad', 'slow', 'last', 'none'].map(order));
  await vi.waitUntil(async () => (await before.counts()).active === 1 && (await before.counts()).done === 1, WAIT);
  await before.cancel(none!);
  await before.close();

  const asked: string[] = [];
  const after = opened((one, watch) => {
    asked.push(one.input);
    return perform({ ...one, input: 'good' }, watch);
  });
  await vi.waitUntil(async () => (await after.counts()).done === 3, WAIT);
  expect(asked).toEqual(['slow', 'last']);
  expect(await after.get(good!)).toMatchObject({ state: 'done', progress: 1, result: { frames: 3 } });
  expect(await after.get(bad!)).toMatchObject({ state: 'failed', reason: 'no video', attempts: 1 });
  expect(await after.get(slow!)).toMatchObject({ state: 'done', attempts: 1 });
  expect(await after.get(last!)).toMatchObject({ state: 'done' });
  expect(await after.get(none!)).toBeUndefined();
  // The same order is the same job, and a dead letter may be queued again.
  expect(await after.add([order('good')])).toEqual([good]);
  expect(await after.retry([bad!])).toBe(1);
  await vi.waitUntil(async () => (await after.counts()).done === 4, WAIT);
  await after.close();
});
