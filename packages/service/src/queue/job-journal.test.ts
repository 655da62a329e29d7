import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { JobJournal, type KeptJob } from './job-journal.js';

const folder = mkdtempSync(join(tmpdir(), 'dync-journal-'));
const path = join(folder, 'jobs.jsonl');
afterAll(() => rmSync(folder, { recursive: true }));

function job(state: KeptJob['state'], input = 'a'): KeptJob {
  return { state, attempts: 1, order: { input, output: 'b.dync', settings: {}, retry: false, force: false } };
}

it('knows the last of each job again, and nothing of a line that was torn', () => {
  const journal = new JobJournal(path);
  journal.set('1', job('waiting'));
  journal.set('2', job('waiting'));
  journal.set('1', job('done'));
  journal.set('3', job('failed'));
  journal.set('3', undefined);
  journal.close();
  appendFileSync(path, '{"id":"2","job":{"state":"do');
  const again = new JobJournal(path);
  expect([...again.entries()]).toEqual([
    ['1', job('done')],
    ['2', job('waiting')],
  ]);
  again.set('4', job('waiting'));
  again.close();
  expect([...new JobJournal(path).entries()].map(([id]) => id)).toEqual(['1', '2', '4']);
});

it('does not grow by what is superseded', () => {
  const journal = new JobJournal(path);
  for (let n = 0; n < 3000; n++) journal.set('1', job('failed', `try ${n}`));
  journal.close();
  expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(1100);
  expect(new Map(new JobJournal(path).entries()).get('1')?.order.input).toBe('try 2999');
});
