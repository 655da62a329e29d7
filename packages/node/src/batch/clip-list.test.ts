import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClipList } from './clip-list.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-list-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function listOf(name: string, text: string) {
  await writeFile(join(folder, name), text);
  return readClipList(join(folder, name));
}

describe('readClipList', () => {
  it('reads CSV with quotes, commas and line breaks in fields, and counts lines', async () => {
    const clips = await listOf(
      'a.csv',
      '\ufeffinput, bitrate,size\r\n"a, ""b"".mp4",8k,\r\n\r\n"two\nlines.mp4",,64x64\nlast.mp4,7600',
    );
    expect(clips).toEqual([
      { line: 2, record: { input: 'a, "b".mp4', bitrate: '8k', size: '' } },
      { line: 4, record: { input: 'two\nlines.mp4', bitrate: '', size: '64x64' } },
      { line: 6, record: { input: 'last.mp4', bitrate: '7600' } },
    ]);
  });

  it('reads JSON lines', async () => {
    expect(await listOf('a.jsonl', '{"input":"a.mp4","bytes":4000}\n\n{"input":"b.mp4"}\n')).toEqual([
      { line: 1, record: { input: 'a.mp4', bytes: 4000 } },
      { line: 3, record: { input: 'b.mp4' } },
    ]);
  });

  it('names the line that is wrong', async () => {
    await expect(listOf('b.jsonl', '{"input":"a.mp4"}\nnonsense\n')).rejects.toThrow(/line 2 of/);
    await expect(listOf('b.csv', 'input\na.mp4,8k\n')).rejects.toThrow(/Line 2 of .* 2 fields/);
    await expect(listOf('c.csv', 'input\n"a.mp4\n')).rejects.toThrow(/Line 2 of .* does not close/);
    await expect(readClipList(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'MISSING_FILE' });
  });
});
