import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVideo } from '@dynamics-codec/node';
import { makeClip } from './ffmpeg-clips.js';

const FRAMES = 12;
const GRAPH = `testsrc2=s=96x64:r=10:d=${FRAMES / 10},setsar=1`;
const CLIPS = [
  { name: 'clip.gif', encoder: 'gif', format: 'rgb8' },
  { name: 'clip.mp4', encoder: 'libx264', format: 'yuv420p' },
  { name: 'fragments.mp4', encoder: 'libx264', format: 'yuv420p', movflags: 'frag_keyframe+empty_moov' },
  { name: 'fast.mp4', encoder: 'libx264', format: 'yuv420p', movflags: 'faststart' },
  { name: 'clip.webm', encoder: 'libvpx-vp9', format: 'yuv420p' },
  { name: 'clip.webp', encoder: 'libwebp_anim', format: 'bgra' },
  { name: 'clip.png', encoder: 'apng', format: 'rgb24', muxer: 'apng' },
  { name: 'clip.avi', encoder: 'mpeg4', format: 'yuv420p' },
  { name: 'clip.y4m', encoder: 'wrapped_avframe', format: 'yuv420p' },
] as const;

let folder = '';
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-ends-'));
  for (const { name, encoder, format, ...rest } of CLIPS) {
    await makeClip(file(name), {
      graph: `${GRAPH},format=${format}`,
      encoder,
      ...('muxer' in rest ? { muxer: rest.muxer } : {}),
      ...('movflags' in rest ? { muxerOptions: { movflags: rest.movflags } } : {}),
      ...(encoder === 'libx264' ? { encoderOptions: { g: 4 } } : {}),
    });
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function count(path: string): Promise<number> {
  const source = await openVideo(path);
  let pictures = 0;
  try {
    for await (const picture of source.frames()) pictures += picture.width / 96;
  } finally {
    await source.close();
  }
  return pictures;
}

const TEXT = Buffer.from('Hello, world! made by hand, 21 November; thanks!\n');
const noise = (length: number) => Buffer.from(Array.from({ length }, (_, i) => (i * 7919 + ((i * i) >> 3)) & 255));

describe('bytes behind the last picture', () => {
  for (const { name } of CLIPS) {
    it(`are no part of ${name}`, async () => {
      const clip = await readFile(file(name));
      for (const behind of [Buffer.from('x'), Buffer.from('\n'), TEXT, Buffer.alloc(700), noise(3000)]) {
        await writeFile(file(`behind-${name}`), Buffer.concat([clip, behind]));
        expect(await count(file(`behind-${name}`))).toBe(FRAMES);
      }
    });

    it(`${name} is cut where it is`, async () => {
      const clip = await readFile(file(name));
      const within = clip.lastIndexOf('mdat');
      const ends =
        name === 'fragments.mp4'
          ? [within - 20, within + 2, within + 50]
          : [0.4, 0.6, 0.9].map((share) => Math.floor(share * clip.length));
      for (const end of ends) {
        await writeFile(file(`cut-${name}`), clip.subarray(0, end));
        await expect(count(file(`cut-${name}`))).rejects.toMatchObject({ code: 'TRUNCATED' });
      }
    });
  }

  it('may stand where a GIF has lost its trailer', async () => {
    const clip = await readFile(file('clip.gif'));
    const bare = clip.subarray(0, -1);
    expect(clip.at(-1)).toBe(0x3b);
    for (const behind of [Buffer.alloc(0), Buffer.alloc(300), Buffer.from('Hello, world')]) {
      await writeFile(file('bare.gif'), Buffer.concat([bare, behind]));
      expect(await count(file('bare.gif'))).toBe(FRAMES);
    }
    const announced = Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0]);
    await writeFile(file('announced.gif'), Buffer.concat([bare, announced]));
    await expect(count(file('announced.gif'))).rejects.toMatchObject({ code: 'TRUNCATED' });
  });

  it('may stand between the frames of a y4m, a few at a time', async () => {
    const clip = await readFile(file('clip.y4m'));
    const third = clip.indexOf('FRAME', clip.indexOf('FRAME', clip.indexOf('FRAME') + 1) + 1);
    for (const stray of ['x', '\n', '\r\n', 'abc\0'])
      for (const at of [third, clip.length]) {
        const bytes = Buffer.concat([clip.subarray(0, at), Buffer.from(stray), clip.subarray(at)]);
        await writeFile(file('stray.y4m'), bytes);
        expect(await count(file('stray.y4m'))).toBe(FRAMES);
      }
    for (const begun of ['F', 'FRAM', 'FRAME', 'FRAME\n', 'FRAME\nabc']) {
      await writeFile(file('begun.y4m'), Buffer.concat([clip, Buffer.from(begun)]));
      await expect(count(file('begun.y4m'))).rejects.toMatchObject({ code: 'TRUNCATED' });
    }
    const frame = clip.length - clip.lastIndexOf('FRAME');
    await writeFile(file('garbage.y4m'), Buffer.concat([clip, noise(2 * frame)]));
    await expect(count(file('garbage.y4m'))).rejects.toMatchObject({ code: 'TRUNCATED' });
  });
});
