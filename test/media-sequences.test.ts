import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVideoWriter, openVideo, type OpenVideoOptions } from '@dynamics-codec/node';
import { numberOf, numberedPicture } from './media-scene.js';

let folder = '';
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-numbered-'));
  const writer = await createVideoWriter(file('frame_%04d.png'), {
    width: 64,
    height: 64,
    frameRate: { numerator: 25, denominator: 1 },
    colour: { matrix: 'bt601', range: 'limited' },
  });
  for (let index = 1; index <= 9; index++) await writer.write(numberedPicture(64, 64, index));
  await writer.finish();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(path: string, options?: OpenVideoOptions) {
  const source = await openVideo(path, options);
  const numbers: number[] = [];
  try {
    for await (const picture of source.frames()) numbers.push(numberOf(picture));
  } finally {
    await source.close();
  }
  return { numbers, notes: source.notes };
}

describe('numbered pictures', () => {
  it('are read without the files that systems hide among them', async () => {
    for (const name of ['._frame_0002.png', '._frame.png', 'Thumbs.db', '.DS_Store', 'desktop.ini'])
      await writeFile(file(name), 'no picture');
    for (const input of [folder, file('frame_%04d.png')])
      expect(await read(input)).toEqual({ numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9], notes: [] });
  });

  it('begin at a number', async () => {
    expect((await read(file('frame_%04d.png'), { startNumber: 7 })).numbers).toEqual([7, 8, 9]);
    await expect(read(file('frame_%04d.png'), { startNumber: 12 })).rejects.toThrow(/has no picture 12/);
    for (const input of [folder, file('frame_0001.png'), '-'])
      await expect(openVideo(input, { startNumber: 7 })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(openVideo(file('frame_%04d.png'), { startNumber: 0.5 })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
  });

  it('end at a gap, which is told', async () => {
    await rm(file('frame_0004.png'));
    const { numbers, notes } = await read(file('frame_%04d.png'));
    expect(numbers).toEqual([1, 2, 3]);
    expect(notes).toEqual([
      expect.stringMatching(/has no picture 4: the 3 pictures before it are read, the 5 after it/),
    ]);
    expect(await read(file('frame_%04d.png'), { startNumber: 5 })).toEqual({ numbers: [5, 6, 7, 8, 9], notes: [] });
    expect(await read(folder)).toEqual({ numbers: [1, 2, 3, 5, 6, 7, 8, 9], notes: [] });
  });

  it('are named as the pattern says', async () => {
    await copyFile(file('frame_0001.png'), file('frame_0.png'));
    expect((await read(file('frame_%04d.png'))).numbers).toEqual([1, 2, 3]);
  });
});
