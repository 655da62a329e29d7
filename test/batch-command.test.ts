import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { encodeFile } from '../packages/node/src/jobs/encode-file.js';
import { bundledDync } from './support/built-command.js';
import { endOf } from './support/end-of.js';
import { writeSceneClip } from './support/scene-clip.js';

let command = '';
let folder = '';
const file = (name: string) => join(folder, name);
const SETTINGS = ['--quality', '20', '--preset', 'fast', '--generator', 'classical', '--frames', '4'];

interface Report {
  readonly done: number;
  readonly kept: number;
  readonly failed: number;
  readonly clips: readonly { readonly input: string; readonly state: string; readonly error?: { code: string } }[];
}

async function batch(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const child = spawn(process.execPath, [command, 'batch', ...args, ...SETTINGS, '--jobs', '2'], { cwd: folder });
  const [end, out] = await Promise.all([endOf(child), text(child.stdout)]);
  return { ...end, out };
}

async function reported(...args: string[]): Promise<Report> {
  return JSON.parse((await batch(...args, '--json')).out) as Report;
}

beforeAll(async () => {
  command = await bundledDync();
  folder = await mkdtemp(join(tmpdir(), 'dync-batch-'));
  await mkdir(file('clips/sub'), { recursive: true });
  await writeSceneClip(file('clips/a.y4m'), 4);
  await writeSceneClip(file('clips/sub/b.y4m'), 4, 5);
  await writeFile(file('clips/broken.mp4'), 'no video\n'.repeat(100));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('dync batch', () => {
  it('encodes what it can as dync encode does, says what it cannot, and does nothing twice', async () => {
    const { code, out, err } = await batch('clips', '-o', 'out');
    expect({ code, err }).toEqual({ code: 1, err: 'dync: 1 of 3 clips failed\n' });
    expect(out).toMatch(/clips\/broken.mp4 +failed .* not a video/);
    expect(out).toMatch(/2 done, 0 kept, 1 failed/);
    const files = (await readdir(file('out'), { recursive: true })).sort();
    expect(files).toEqual(['a.dync', 'a.dync.json', 'broken.dync.json', 'sub', 'sub/b.dync', 'sub/b.dync.json']);
    const alone = await encodeFile(
      file('clips/sub/b.y4m'),
      { quality: 20, preset: 'fast', generator: 'classical', frames: 4 },
      { threads: 1 },
    );
    expect(await readFile(file('out/sub/b.dync'))).toEqual(Buffer.from(alone.bytes));

    // Dates say nothing: a copy is the same clip, and a failure stays one until it is asked for again.
    await copyFile(file('clips/a.y4m'), file('copy'));
    await copyFile(file('copy'), file('clips/a.y4m'));
    const again = await reported('clips', '-o', 'out');
    expect(again).toMatchObject({ done: 0, kept: 2, failed: 1 });
    expect(again.clips[1]).toMatchObject({ state: 'failed', before: true, error: { code: 'NOT_A_VIDEO' } });

    // What is torn or lost is made again, what was failed is tried again.
    const whole = await readFile(file('out/a.dync'));
    await writeFile(file('out/a.dync'), whole.subarray(0, 100));
    await rm(file('out/sub/b.dync.json'));
    await copyFile(file('clips/a.y4m'), file('clips/broken.mp4'));
    const mended = await reported('clips', '-o', 'out', '--retry');
    expect(mended).toMatchObject({ done: 2, kept: 0, failed: 1 });
    expect(mended.clips[2]?.error).toMatchObject({ code: 'WRITE_FAILED' });
    expect(await readFile(file('out/a.dync'))).toEqual(whole);
  });

  it('ends cleanly by Ctrl-C', async () => {
    const args = [command, 'batch', 'clips', '-o', 'cut', ...SETTINGS, '--jobs', '1'];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = endOf(child);
    await vi.waitUntil(() => existsSync(file('cut/a.dync')), { timeout: 60_000 });
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 'SIGINT', err: 'dync: interrupted\n' });
    const files = await readdir(file('cut'), { recursive: true });
    expect(files.filter((name) => !/^(sub|[\w/]+\.dync(\.json)?)$/.test(name))).toEqual([]);
  });

  it('takes settings by the clip out of a list, and refuses bad ones before any work', async () => {
    await writeFile(
      file('list.jsonl'),
      '{"input":"clips/a.y4m","output":"small.dync","bytes":300}\n{"input":"none.mp4"}\n',
    );
    const { clips } = await reported('list.jsonl', '-o', 'listed');
    expect(clips).toMatchObject([
      { output: join('listed', 'small.dync'), state: 'done', report: { onTarget: expect.any(Boolean) as unknown } },
      { state: 'failed', error: { code: 'MISSING_FILE' } },
    ]);
    await writeFile(file('bad.csv'), 'input,bitrate\nclips/a.y4m,8k\nclips/a.y4m,much\n');
    const { code, err } = await batch('bad.csv', '-o', 'bad');
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/^dync: line 3 of "bad.csv": .*much.*\n$/) as unknown,
    });
    expect(await readdir(folder)).not.toContain('bad');
  });
});
