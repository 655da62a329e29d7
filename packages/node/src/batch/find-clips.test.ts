import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findClips } from './find-clips.js';
import { nameStreams } from './name-streams.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-find-'));
  for (const name of ['sub/deep', 'frames', 'empty']) await mkdir(join(folder, name), { recursive: true });
  for (const name of ['a.mp4', 'a.mov', '.hidden.mp4', 'notes.txt', 'sub/b.webm', 'sub/deep/c.GIF', 'frames/f_1.png'])
    await writeFile(join(folder, name), name);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function streamsOf(...inputs: string[]): Promise<string[]> {
  return nameStreams(await findClips(inputs.map((input) => join(folder, input))), 'out');
}

describe('findClips and nameStreams', () => {
  it('take the videos below a folder, and a folder of pictures for one clip', async () => {
    expect(await streamsOf('.')).toEqual(
      ['a.mov.dync', 'a.mp4.dync', 'frames.dync', 'sub/b.dync', 'sub/deep/c.dync'].map((name) => join('out', name)),
    );
  });

  it('take patterns, single files, and files that are not there', async () => {
    expect(await streamsOf('**/*.{webm,mp4}')).toEqual([join('out', 'a.dync'), join('out', 'sub/b.dync')]);
    expect(await streamsOf('frames/f_%d.png', 'gone.mp4')).toEqual([join('out', 'f.dync'), join('out', 'gone.dync')]);
  });

  it('take a list, whose paths begin at its folder', async () => {
    await writeFile(join(folder, 'sub/list.csv'), 'input,output,bitrate\nb.webm,x/y.dync,9k\n../a.mp4,,\n');
    const clips = await findClips([join(folder, 'sub/list.csv')]);
    expect(clips).toMatchObject([
      { input: join(folder, 'sub/b.webm'), output: 'x/y.dync', record: { bitrate: '9k' } },
      { input: join(folder, 'a.mp4'), name: 'a.mp4' },
    ]);
    expect(nameStreams(clips, 'out')).toEqual([join('out', 'x/y.dync'), join('out', 'a.dync')]);
  });

  it('refuse names outside of the folder, and one name for two clips', async () => {
    const clip = { input: 'a', name: 'a', record: {} };
    expect(() => nameStreams([{ ...clip, output: '../x.dync' }], 'out')).toThrow(/not a place within/);
    expect(() => nameStreams([{ ...clip, output: '/x.dync' }], 'out')).toThrow(/not a place within/);
    const one = { ...clip, output: 'x.dync' };
    expect(() => nameStreams([one, { ...one, output: 'X.dync' }], 'out')).toThrow(/would both become/);
    await expect(findClips([join(folder, 'empty')])).rejects.toMatchObject({ code: 'MISSING_FILE' });
  });
});
