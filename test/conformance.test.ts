import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkOutput, readManifest, streamOfEntry } from '../conformance/check-output.js';
import { allEntries } from '../conformance/set/all-entries.js';
import { decodeEntry } from '../conformance/set/decode-entry.js';
import { CONTEXT_TABLES } from '../packages/codec/src/motion/tokens/context-tables.js';

const ROOT = join(import.meta.dirname, '..');
const { streams, tolerance } = readManifest();

describe('the specification', () => {
  it('has the context tables that decoders start from, and says their checksum', async () => {
    const text = await readFile(join(ROOT, 'docs/context-tables.txt'), 'utf8');
    const lines = Object.entries(CONTEXT_TABLES).map(([name, table]) => `${name}:${table}\n`);
    expect(text).toBe(lines.sort().join(''));
    const specification = await readFile(join(ROOT, 'docs/bitstream.md'), 'utf8');
    expect(specification).toContain(createHash('sha256').update(text).digest('hex'));
  });
});

describe('the conformance set', () => {
  it.each(streams)('$name: $about', async (entry) => {
    const output = await decodeEntry(streamOfEntry(entry), entry);
    expect(checkOutput(entry, output, tolerance).problem).toBeUndefined();
  });

  it('is what its script makes', () => {
    const made = allEntries();
    expect(made.map(({ name }) => name)).toEqual(streams.map(({ name }) => name));
    for (const [i, entry] of streams.entries())
      expect(Buffer.from(streamOfEntry(entry)).equals(made[i]!.bytes), entry.name).toBe(true);
  });

  it('has no files that its manifest does not list', async () => {
    const listed = streams.flatMap(({ file, planes }) => (planes ? [file, planes.file] : [file]));
    const there = await Promise.all(
      ['streams', 'planes'].map(async (folder) =>
        (await readdir(join(ROOT, 'conformance', folder))).map((name) => `${folder}/${name}`),
      ),
    );
    expect(there.flat().sort()).toEqual([...new Set(listed)].sort());
  });

  it('refuses what differs: a level everywhere, a picture too few, pictures in place of an error', () => {
    const tolerant = streams.find(({ planes, sides }) => planes !== undefined && sides.join() === '64,64')!;
    const samples = tolerant.times.length * 6144;
    const problem = (output: Parameters<typeof checkOutput>[1], entry = tolerant): string =>
      checkOutput(entry, output, tolerance).problem ?? '';
    expect(problem(new Uint8Array(samples))).toMatch(/plane Y at 0: mean difference/);
    expect(problem(new Uint8Array(samples - 1))).toMatch(/expected \d+ samples/);
    expect(problem({ code: 'CORRUPT_STREAM' })).toMatch(/expected pictures but received CORRUPT_STREAM/);
    const refused = streams.find(({ error }) => error?.group === 1)!;
    expect(problem(new Uint8Array(6144), refused)).toMatch(/expected CORRUPT_STREAM but received pictures/);
    expect(problem({ code: 'TRUNCATED_STREAM' }, refused)).toMatch(/expected CORRUPT_STREAM but received TRUNCATED/);
    expect(problem({ code: 'CORRUPT_STREAM', group: 0 }, refused)).toMatch(/expected group 1/);
  });
});

describe('the runner', () => {
  /** Runs one stream that must be refused through a command that says a line and ends with a code. */
  const run = (line: string, code: number): { status: number | null; stdout: string } => {
    const decoder = [process.execPath, '-e', `console.log(${JSON.stringify(line)}); process.exit(${code})`, '--'];
    const runner = join(ROOT, 'conformance/run.js');
    return spawnSync(process.execPath, [runner, '--only', 'closed-and-more', '--', ...decoder], { encoding: 'utf8' });
  };

  it('passes a decoder that reports what it should', () => {
    const { status, stdout } = run('{"error":"CORRUPT_STREAM"}', 1);
    expect(stdout).toMatch(/^1 of 1 streams passed/);
    expect(status).toBe(0);
  });

  it('fails one that breaks down, or says what is no error', () => {
    const { status, stdout } = run('', 3);
    expect(stdout).toContain('closed-and-more: the command ended with 3');
    expect(status).toBe(1);
    expect(run('Segmentation fault', 1).stdout).toContain('expected planes or an error in JSON');
  });
});
