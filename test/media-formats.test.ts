import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVideo, type OpenVideoOptions } from '@dynamics-codec/node';
import { flattened, pictureFromRgb, pictureToRgb } from 'dynamics-codec/picture';
import { makeClip, referencePictures, type ReferencePicture } from './ffmpeg-clips.js';
import { meanDifference } from './media-scene.js';
import { readVideo } from './support/read-video.js';

let folder = '';
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-formats-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Size, number and levels of pictures are those of FFmpeg; samples differ by `limit` in the mean. */
async function expectLikeFfmpeg(path: string, limit: number, filters?: string, options?: OpenVideoOptions) {
  const { source, pictures } = await readVideo(path, options);
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
    const { source, pictures } = await readVideo(file('wide.y4m'));
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
      const deep = await readVideo(file('deep.y4m'));
      const twin = await readVideo(file('twin.y4m'));
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

describe('pixel formats', () => {
  /** What is written, and how many frames of what content. */
  const layouts: [format: string, encoder: string, ending: string, tags?: string][] = [
    ['gray', 'apng', 'png'],
    ['gray16be', 'apng', 'png'],
    ['ya8', 'apng', 'png'],
    ['ya16be', 'apng', 'png'],
    ['rgb24', 'apng', 'png'],
    ['rgb48be', 'apng', 'png'],
    ['rgba', 'apng', 'png'],
    ['pal8', 'apng', 'png'],
    ['gray', 'ffv1', 'mkv', 'range=pc'],
    ['gray', 'ffv1', 'mkv', 'range=tv'],
    ['gray10le', 'ffv1', 'mkv'],
    ['gray16le', 'ffv1', 'mkv'],
    ['ya8', 'ffv1', 'mkv'],
    ['gbrp', 'utvideo', 'mkv'],
    ['gbrp9le', 'ffv1', 'mkv'],
    ['gbrp16le', 'ffv1', 'mkv'],
    ['gbrap', 'utvideo', 'mkv'],
    ['gbrap16le', 'ffv1', 'mkv'],
    ['rgb48le', 'ffv1', 'mkv'],
    ['rgba64le', 'ffv1', 'mkv'],
    ['bgra', 'ffv1', 'mkv'],
    ['yuva420p', 'ffv1', 'mkv'],
    ['yuva444p10le', 'ffv1', 'mkv'],
    ['yuv411p', 'ffv1', 'mkv', 'colorspace=bt709:range=tv'],
    ['yuv411p', 'ffv1', 'mkv', 'colorspace=bt709:range=pc'],
    ['yuv440p', 'ffv1', 'mkv', 'colorspace=smpte170m:range=tv'],
    ['yuv444p', 'ffv1', 'mkv', 'colorspace=smpte240m:range=tv'],
    ['yuvj420p', 'mjpeg', 'avi'],
    ['uyvy422', 'rawvideo', 'mov'],
    ['rgb555be', 'rawvideo', 'mov'],
    ['argb', 'qtrle', 'mov'],
    ['yuv422p10le', 'prores_ks', 'mov'],
  ];
  for (const [format, encoder, ending, tags] of layouts) {
    it(`reads ${format}${tags === undefined ? '' : ` (${tags})`} of ${encoder}`, async () => {
      const path = file(`layout.${ending}`);
      const alpha = /^ya\d|^yuva|^(gbrap|rgba|bgra|argb)/.test(format);
      const seeThrough = alpha ? ",format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='min(255,X*4)'" : '';
      await makeClip(path, {
        graph: `testsrc2=s=96x64:r=25:d=0.12,${SOFT},setsar=1${seeThrough},format=${format}${tags === undefined ? '' : `,setparams=${tags}`}`,
        encoder,
        ...(encoder === 'apng' ? { muxer: 'apng' } : {}),
        ...(encoder === 'ffv1' ? { encoderOptions: { strict: -2 } } : {}),
      });
      const { pictures } = await readVideo(path);
      const given = await referencePictures(path);
      const reference = given.map(asPicture);
      expect(pictures.length).toBe(3);
      for (const [index, picture] of pictures.entries()) {
        const rgb = pictureToRgb(flattened(picture, BLACK), 4);
        const alpha = given[index]!.rgba.filter((_, i) => i % 4 === 3);
        expect(meanDifference(picture.cover?.alpha ?? alpha.map(() => 255), alpha)).toBeLessThan(1);
        expect(meanDifference(rgb, reference[index]!)).toBeLessThan(1.5);
        for (const channel of [0, 1, 2]) {
          const ours = levels(rgb, channel);
          const theirs = levels(reference[index]!, channel);
          expect(Math.abs(ours.mean - theirs.mean)).toBeLessThan(1);
          expect(Math.abs(ours.least - theirs.least)).toBeLessThan(12);
          expect(Math.abs(ours.most - theirs.most)).toBeLessThan(12);
        }
      }
    });
  }

  it('takes RGB of 720 lines for RGB', async () => {
    await makeClip(file('hd.mov'), {
      graph: `testsrc2=s=128x720:r=25:d=0.04,${SOFT},setsar=1,format=rgb555be`,
      encoder: 'rawvideo',
    });
    const { source } = await expectLikeFfmpeg(file('hd.mov'), 3);
    expect(source.colour).toEqual({ matrix: 'bt709', range: 'limited' });
  });

  it('refuses what the decoder does not know, instead of leaving pictures out', async () => {
    await makeClip(file('blend.png'), {
      graph: `testsrc2=s=96x64:r=25:d=0.2,setsar=1,format=rgba64be`,
      encoder: 'apng',
      muxer: 'apng',
    });
    const reading = readVideo(file('blend.png')).then(({ pictures }) => pictures.length);
    await expect(reading).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

const BLACK = [0, 128, 128] as const;

/** Straight alpha over black, opaque, with colours of half the resolution, as every picture here. */
function asPicture({ width, height, rgba }: ReferencePicture): Uint8ClampedArray {
  const opaque = rgba.map((value, index) => (index % 4 === 3 ? 255 : Math.round((value * rgba[index | 3]!) / 255)));
  return pictureToRgb(pictureFromRgb(opaque, width, height, 4), 4);
}

describe('interlaced video', () => {
  const fields = (scan: string) =>
    `testsrc2=s=96x64:r=50:d=0.4,${SOFT},scroll=h=0.04,setsar=1,interlace=scan=${scan}:lowpass=off`;
  for (const [name, scan, encoder, options] of [
    ['top.mp4', 'tff', 'libx264', { flags: '+ilme+ildct', crf: 4 }],
    ['bottom.mp4', 'bff', 'libx264', { flags: '+ilme+ildct', crf: 4, 'x264-params': 'bff=1' }],
    ['top.mpg', 'tff', 'mpeg2video', { flags: '+ilme+ildct', qscale: 2 }],
    ['top.y4m', 'tff', 'wrapped_avframe', {}],
    ['bottom.y4m', 'bff', 'wrapped_avframe', {}],
  ] as const) {
    it(`makes pictures of the fields of ${name}, in their order`, async () => {
      const path = file(`interlaced-${name}`);
      await makeClip(path, { graph: `${fields(scan)},format=yuv420p`, encoder, encoderOptions: options });
      if (name.endsWith('y4m')) await tagY4m(path, scan === 'tff' ? 'It' : 'Ib');
      const { source, pictures } = await readVideo(path);
      const bwdif = 'bwdif=mode=send_frame:parity=auto:deint=interlaced';
      const right = await referencePictures(path, bwdif);
      const plain = await referencePictures(path);
      expect([pictures.length, right.length]).toEqual([10, 10]);
      for (const [index, picture] of pictures.entries()) {
        const rgb = pictureToRgb(picture, 4);
        expect(meanDifference(rgb, asPicture(right[index]!))).toBeLessThan(1.5);
        expect(meanDifference(rgb, asPicture(plain[index]!))).toBeGreaterThan(3);
      }
      expect(source.notes.join()).toMatch(/is interlaced/);
    });
  }

  async function tagY4m(path: string, tag: string): Promise<void> {
    const bytes = await readFile(path);
    bytes.write(tag, bytes.indexOf('Ip '), 'latin1');
    await writeFile(path, bytes);
  }

  it('starts where it is told', async () => {
    const path = file('interlaced-top.mp4');
    const whole = await readVideo(path);
    const { pictures } = await readVideo(path, { start: 0.2 });
    expect(pictures.length).toBe(5);
    expect(meanDifference(pictures[1]!.y, whole.pictures[6]!.y)).toBeLessThan(0.5);
  });

  it('refuses a y4m that does not say which frames are', async () => {
    await writeFile(file('mixed.y4m'), 'YUV4MPEG2 W64 H64 F25:1 Im Cmono\nFRAME\n');
    await expect(openVideo(file('mixed.y4m'))).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

describe('formats beside the usual ones', () => {
  beforeAll(() => {
    process.env['SVT_LOG'] = '-1';
  });

  for (const [name, encoder, filters, container] of [
    ['clip.avif', 'libsvtav1', 'format=yuv420p', 'mp4'],
    ['clip.wmv', 'wmv2', 'format=yuv420p', 'asf'],
    ['clip.mjpeg', 'mjpeg', 'format=yuvj420p', 'jpeg'],
    ['clip.dv', 'dvvideo', 'scale=720:480,fps=30000/1001,setsar=8/9,format=yuv411p', 'dv'],
    ['clip.mxf', 'mpeg2video', 'format=yuv420p', 'mxf'],
    ['clip.nut', 'ffv1', 'format=yuv422p10', 'nut'],
    ['clip.y4m', 'wrapped_avframe', 'format=yuv411p', 'y4m'],
  ] as const) {
    it(`reads ${name}`, async () => {
      await makeClip(file(name), {
        graph: `testsrc2=s=96x64:r=25:d=0.4,${SOFT},setsar=1,${filters}`,
        encoder,
        ...(name === 'clip.y4m' ? { muxerOptions: { strict: -1 } } : {}),
      });
      const { source, pictures } = await readVideo(file(name));
      const [first] = await referencePictures(
        file(name),
        name === 'clip.dv' ? 'bwdif=mode=send_frame,scale=720:540' : 'null',
      );
      expect(source.container).toBe(container);
      expect([source.width, source.height]).toEqual([first!.width, first!.height]);
      expect(pictures.length).toBe(name === 'clip.dv' ? 12 : 10);
      expect(meanDifference(pictureToRgb(pictures[0]!, 4), asPicture(first!))).toBeLessThan(2);
    });
  }

  it('says what it knows where it knows a file not', async () => {
    await writeFile(file('list.m3u8'), '#EXTM3U\n#EXTINF:10,\n/etc/hostname\n');
    await expect(openVideo(file('list.m3u8'))).rejects.toThrow(
      /not a video in a format that is known here \(mp4, .*convert/,
    );
  });
});
