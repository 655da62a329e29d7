import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundled } from './support/built-command.js';

/** What each use of a handle must come to, in every format. A wrong use of native memory would end the child. */
const OUTCOMES: Readonly<Record<string, string>> = {
  'finish behind writes that nobody awaited': '12 frames',
  'abort behind a write that nobody awaited': 'fine, ABORTED, nothing left',
  'abort at any moment': 'ABORTED, nothing left',
  'use after the end': 'CLOSED, CLOSED, CLOSED, CLOSED, 12 frames',
  'abort during finish': 'fine, 12 frames',
  'two iterators': 'ALREADY_READ, a frame',
  'close while a call is pending': 'ABORTED',
  'close between frames': 'ABORTED, CLOSED',
};

describe('media handles used out of turn', () => {
  let folder = '';
  let lines: string[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dync-handles-'));
    const script = await bundled('test/fixtures/handle-cases.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, folder], { timeout: 120_000 }).catch(
      (cause: unknown) => {
        const error = cause as { stdout: string; signal: string | null; code: number | null };
        throw new Error(`The process ended by ${error.signal ?? `exit code ${error.code}`} after\n${error.stdout}`);
      },
    );
    lines = stdout.split('\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  for (const [name, outcome] of Object.entries(OUTCOMES)) {
    it(name, () => {
      for (const format of ['mp4', 'webm', 'gif', 'y4m', 'png'])
        expect(lines).toContain(`${name}: ${format}: ${outcome}`);
    });
  }
});
