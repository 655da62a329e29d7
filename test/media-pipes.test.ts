import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPipe, openVideo } from '@dynamics-codec/node';
import { makeClip } from './ffmpeg-clips.js';

let folder = '';
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-pipes-'));
  await promisify(execFile)('mkfifo', [file('pipe')]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes a file into the pipe, as `cat FILE > pipe` does; it waits for a reader. */
function pour(name: string): ChildProcess {
  return spawn('sh', ['-c', 'cat "$0" > "$1"', file(name), file('pipe')], { stdio: 'ignore' });
}

describe('pipes as files', () => {
  for (const [name, encoder] of [
    ['clip.y4m', 'wrapped_avframe'],
    ['clip.mp4', 'libx264'],
  ] as const) {
    it(`reads ${name} from a pipe`, async () => {
      await makeClip(file(name), { graph: 'testsrc2=s=96x64:r=25:d=0.4,setsar=1,format=yuv420p', encoder });
      const writer = pour(name);
      const source = await openVideo(file('pipe'));
      let pictures = 0;
      for await (const picture of source.frames()) pictures += picture.width / 96;
      await source.close();
      writer.kill();
      expect(pictures).toBe(10);
    });
  }

  it('knows files from pipes and devices', async () => {
    expect(await isPipe('-')).toBe(true);
    expect(await isPipe(file('pipe'))).toBe(true);
    expect(await isPipe('/dev/null')).toBe(true);
    expect(await isPipe(file('clip.mp4'))).toBe(false);
    expect(await isPipe(file('nothing.mp4'))).toBe(false);
    expect(await isPipe(folder)).toBe(false);
    await expect(openVideo('/dev/null')).rejects.toMatchObject({ code: 'NO_FRAMES' });
  });
});
