import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVideo, type OpenVideoOptions } from '@dynamics-codec/node';
import { pictureToRgb, type Picture } from 'dynamics-codec/picture';
import { makeClip, referencePictures } from './ffmpeg-clips.js';
import { meanDifference } from './media-scene.js';

let folder = '';
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-formats-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(path: string, options?: OpenVideoOptions) {
  const source = await openVideo(path, options);
  const pictures: Picture[] = [];
  try {
    for await (const picture of source.frames()) pictures.push(picture);
  } finally {
    await source.close();
  }
  return { source, pictures };
}

/** Size, number and levels of pictures are those of FFmpeg; samples differ by `limit` in the mean. */
async function expectLikeFfmpeg(path: string, limit: number, filters?: string, options?: OpenVideoOptions) {
  const { source, pictures } = await read(path, options);
  const reference = await referencePictures(path, filters);
  expect(pictures.length).toBe(reference.length);
  for (const [index, picture] of pictures.entries()) {
    const { width, height, rgba } = reference[index]!;
    expect([picture.width, picture.height]).toEqual([width, height]);
    const rgb = pictureToRgb(picture, 4);
    expect(meanDifference(rgb, rgba)).toBeLessThan(limit);
    for (const channel of [0, 1, 2]) {
      const ours = levels(rgb, channel);
      const theirs = levels(rgba, channel);
      expect(Math.abs(ours.mean - theirs.mean)).toBeLessThan(1);
    }
  }
  return { source, pictures };
}

function levels(rgba: ArrayLike<number>, channel: number) {
  let sum = 0;
  let [least, most] = [255, 0];
  for (let i = channel; i < rgba.length; i += 4) {
    sum += rgba[i]!;
    least = Math.min(least, rgba[i]!);
    most = Math.max(most, rgba[i]!);
  }
  return { mean: (4 * sum) / rgba.length, least, most };
}

const SOFT = 'gblur=sigma=2,hue=s=0.5';

describe('pixels that are not square', () => {
  for (const [shape, width, height] of [
    ['4/3', 171, 96],
    ['3/4', 128, 128],
    ['44/45', 128, 98],
    ['64/45', 182, 96],
  ] as const) {
    it(`shows the whole picture where they are ${shape}`, async () => {
      for (const name of ['mp4', 'y4m', 'mkv']) {
        const path = file(`sar-${width}-${height}.${name}`);
        await makeClip(path, {
          graph: `testsrc2=s=128x96:r=25:d=0.12,${SOFT},setsar=${shape},format=yuv420p`,
          encoder: name === 'y4m' ? 'wrapped_avframe' : name === 'mkv' ? 'ffv1' : 'libx264',
          ...(name === 'mp4' ? { encoderOptions: { crf: 4 } } : {}),
        });
        const { source } = await expectLikeFfmpeg(path, 1.5, `scale=${width}:${height}`);
        expect([source.width, source.height]).toEqual([width, height]);
      }
    });
  }

  it('shrinks the other side where one would grow beyond the limit', async () => {
    const header = 'YUV4MPEG2 W4000 H64 F25:1 A2:1 Cmono\nFRAME\n';
    await writeFile(file('wide.y4m'), Buffer.concat([Buffer.from(header), Buffer.alloc(4000 * 64, 90)]));
    const { source, pictures } = await read(file('wide.y4m'));
    expect([source.width, source.height, pictures.length]).toEqual([4000, 32, 1]);
  });
});

describe('y4m of more than 8 bits', () => {
  for (const format of [
    'yuv420p9le',
    'yuv420p10le',
    'yuv422p10le',
    'yuv444p12le',
    'yuv420p16le',
    'gray10le',
    'gray16le',
  ]) {
    it(`reads ${format} as its twin of 8 bits`, async () => {
      const graph = `testsrc2=s=64x48:r=25:d=0.4,${SOFT}`;
      const grey = format.startsWith('gray');
      const eight = grey ? 'gray' : format.replace(/p\d+le$/, 'p');
      for (const [name, pixels] of [
        ['deep.y4m', format],
        ['twin.y4m', eight],
      ] as const) {
        await makeClip(file(name), {
          graph: `${graph},format=${eight},format=${pixels},setparams=chroma_location=left`,
          encoder: 'wrapped_avframe',
          muxerOptions: { strict: -1 },
        });
      }
      const deep = await read(file('deep.y4m'));
      const twin = await read(file('twin.y4m'));
      expect(deep.pictures.length).toBe(10);
      for (const [index, { y, u, v }] of deep.pictures.entries()) {
        const other = twin.pictures[index]!;
        expect(meanDifference(y, other.y)).toBeLessThan(0.6);
        expect(meanDifference(u, other.u)).toBeLessThan(0.6);
        expect(meanDifference(v, other.v)).toBeLessThan(0.6);
      }
    });
  }
});
