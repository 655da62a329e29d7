import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVideoWriter, openVideo, type VideoWriterOptions } from '@dynamics-codec/node';
import { pictureToRgb, type ColourDescription, type Picture } from 'dynamics-codec/picture';
import { writeNative } from './media-native.js';
import { meanDifference, numberOf, numberedPicture, scenePicture } from './media-scene.js';
import { readVideo } from './support/read-video.js';

let folder = '';
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-media-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const BT709: ColourDescription = { matrix: 'bt709', range: 'limited' };
const DEFAULTS = { width: 96, height: 80, frameRate: { numerator: 25, denominator: 1 }, colour: BT709 } as const;

async function write(
  name: string,
  pictures: readonly Picture[],
  options: Partial<VideoWriterOptions> = {},
): Promise<void> {
  const [first] = pictures;
  const size = { width: first!.width, height: first!.height };
  const writer = await createVideoWriter(file(name), { ...DEFAULTS, ...size, ...options });
  for (const picture of pictures) await writer.write(picture);
  await writer.finish();
}

const scene = (count: number, width = 96, height = 80) =>
  Array.from({ length: count }, (_, index) => scenePicture(width, height, index));
const numbers = (count: number, width = 96, height = 80) =>
  Array.from({ length: count }, (_, index) => numberedPicture(width, height, index));

describe('round trips', () => {
  const tolerance = { 'a.mp4': 1.5, 'a.webm': 2.5, 'a.y4m': 0.6, 'frame_%04d.png': 0.8, 'a.gif': 9 };
  for (const [name, limit] of Object.entries(tolerance)) {
    it(`${name} gives back what was written`, async () => {
      const pictures = scene(12);
      await write(name, pictures);
      const { source, pictures: back } = await readVideo(file(name));
      expect(source).toMatchObject({
        width: 96,
        height: 80,
        frameRate: { numerator: 25, denominator: 1 },
        frameCount: 12,
        hasAudio: false,
      });
      expect(back).toHaveLength(12);
      for (const [index, picture] of back.entries()) {
        expect(meanDifference(pictureToRgb(picture, 3), pictureToRgb(pictures[index]!, 3))).toBeLessThan(limit);
      }
    });
  }

  for (const matrix of ['bt601', 'bt709', 'bt2020'] as const) {
    for (const range of ['limited', 'full'] as const) {
      for (const ending of ['mp4', 'webm', 'y4m']) {
        it(`${ending} keeps the tags ${matrix} ${range}, and the picture`, async () => {
          const name = `${matrix}-${range}.${ending}`;
          const pictures = scene(2);
          await write(name, pictures, { colour: { matrix, range }, quality: 95 });
          const { source, pictures: back } = await readVideo(file(name));
          expect(source.colour).toEqual({ matrix, range });
          expect(meanDifference(back[1]!.y, pictures[1]!.y)).toBeLessThan(1.2);
          expect(meanDifference(back[1]!.u, pictures[1]!.u)).toBeLessThan(1.5);
          expect(meanDifference(back[1]!.v, pictures[1]!.v)).toBeLessThan(1.5);
        });
      }
    }
  }

  for (const [numerator, denominator] of [
    [30000, 1001],
    [24000, 1001],
    [30, 1],
    [50, 1],
    [12, 1],
  ] as const) {
    it(`keeps the rate ${numerator}/${denominator}`, async () => {
      for (const ending of ['mp4', 'webm', 'y4m']) {
        const name = `rate-${numerator}.${ending}`;
        await write(name, numbers(10), { frameRate: { numerator, denominator } });
        const { source, pictures } = await readVideo(file(name));
        expect(source.frameRate).toEqual({ numerator, denominator });
        expect(pictures.map(numberOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      }
    });
  }

  it('keeps odd sizes where the format can', async () => {
    for (const name of ['odd.webm', 'odd.y4m', 'odd_%03d.png', 'odd.gif']) {
      const pictures = scene(3, 97, 81);
      await write(name, pictures);
      const { source, pictures: back } = await readVideo(file(name));
      expect([source.width, source.height, back.length]).toEqual([97, 81, 3]);
      expect(meanDifference(back[2]!.y, pictures[2]!.y)).toBeLessThan(8);
    }
  });

  it('cuts odd sizes to even for mp4 and says so', async () => {
    const writer = await createVideoWriter(file('odd.mp4'), { ...DEFAULTS, width: 97, height: 81 });
    expect(writer).toMatchObject({ width: 96, height: 80 });
    expect(writer.note).toMatch(/even sizes only/);
    for (const picture of scene(2, 97, 81)) await writer.write(picture);
    await writer.finish();
    const { source } = await readVideo(file('odd.mp4'));
    expect([source.width, source.height]).toEqual([96, 80]);
  });
});

describe('choosing frames', () => {
  beforeAll(() => write('clip.mp4', numbers(25)));

  it('starts where it is told and stops after the number of frames', async () => {
    const { source, pictures } = await readVideo(file('clip.mp4'), { start: 0.4, frames: 5 });
    expect(source.frameCount).toBe(5);
    expect(pictures.map(numberOf)).toEqual([10, 11, 12, 13, 14]);
  });

  it('halves and doubles the rate', async () => {
    const half = await readVideo(file('clip.mp4'), { fps: 12.5, frames: 6 });
    expect(half.pictures).toHaveLength(6);
    expect(half.pictures.map(numberOf).every((n, i) => Math.abs(n - 2 * i) <= 1)).toBe(true);
    const double = await readVideo(file('clip.mp4'), { fps: 50 });
    expect(double.pictures).toHaveLength(50);
    expect(double.source.frameRate).toEqual({ numerator: 50, denominator: 1 });
  });

  it('cuts and scales to a size without distortion', async () => {
    const wide = scenePicture(160, 80, 0);
    await write('wide.y4m', [wide]);
    const { pictures } = await readVideo(file('wide.y4m'), { size: { width: 40, height: 40 } });
    expect([pictures[0]!.width, pictures[0]!.height]).toEqual([40, 40]);
    expect(Math.abs(pictures[0]!.y[20 * 40 + 20]! - wide.y[41 * 160 + 81]!)).toBeLessThan(4);
  });

  it('refuses a start beyond the end', async () => {
    await expect(readVideo(file('clip.mp4'), { start: 100 })).rejects.toMatchObject({ code: 'NO_FRAMES' });
  });

  it('refuses options out of range before it opens anything', async () => {
    for (const options of [{ start: -1 }, { frames: 0 }, { fps: 0 }, { size: { width: 0, height: 64 } }]) {
      await expect(openVideo(file('none.mp4'), options)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    }
  });

  it('stops when the signal is raised', async () => {
    const controller = new AbortController();
    const source = await openVideo(file('clip.mp4'), { signal: controller.signal });
    const frames = source.frames();
    await frames.next();
    controller.abort();
    await expect(
      (async () => {
        for (;;) if ((await frames.next()).done) return;
      })(),
    ).rejects.toMatchObject({ code: 'ABORTED' });
    await source.close();
  });
});

describe('unusual files', () => {
  it('makes a variable rate constant', async () => {
    const times = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 18, 19];
    await writeNative(
      file('vfr.mkv'),
      times.map((time) => ({ picture: numberedPicture(64, 64, time), time })),
      { fps: 20 },
    );
    const { source, pictures } = await readVideo(file('vfr.mkv'), { fps: 20 });
    expect(source.frameRate).toEqual({ numerator: 20, denominator: 1 });
    const shown = pictures.map(numberOf);
    expect(shown.slice(0, 20)).toEqual([0, 1, 2, 3, 3, 3, 3, 7, 8, 9, 9, 9, 9, 9, 9, 15, 16, 17, 18, 19]);
    const own = await readVideo(file('vfr.mkv'));
    expect(own.pictures.length / (own.source.frameRate.numerator / own.source.frameRate.denominator)).toBeCloseTo(1, 0);
  });

  it('turns pictures by the rotation tag', async () => {
    const picture = numberedPicture(96, 64, 10);
    for (let y = 0; y < 16; y++) picture.y.fill(250, y * 96, y * 96 + 24);
    for (const [turn, corner] of [
      [90, 'right top'],
      [180, 'right bottom'],
      [270, 'left bottom'],
    ] as const) {
      await writeNative(
        file(`turn${turn}.mp4`),
        [0, 1, 2].map((time) => ({ picture, time })),
        { fps: 25, clockwiseTurn: turn },
      );
      const { source, pictures } = await readVideo(file(`turn${turn}.mp4`));
      const size = turn === 180 ? [96, 64] : [64, 96];
      expect([source.width, source.height]).toEqual(size);
      expect(brightCorner(pictures[0]!)).toBe(corner);
    }
  });

  it('reads 10 bits', async () => {
    const pictures = scene(3);
    await writeNative(
      file('ten.mp4'),
      pictures.map((picture, time) => ({ picture, time })),
      { fps: 25, kind: 'hevc10' },
    );
    const { source, pictures: back } = await readVideo(file('ten.mp4'));
    expect(source.codec).toBe('hevc');
    expect(meanDifference(back[1]!.y, pictures[1]!.y)).toBeLessThan(2);
    expect(meanDifference(back[1]!.v, pictures[1]!.v)).toBeLessThan(2);
  });

  it.each(['vp8alpha', 'vp9alpha'] as const)('reads what is transparent in WebM, over black: %s', async (kind) => {
    const pictures = [0, 1].map((time) => ({ picture: numberedPicture(96, 64, 20), time }));
    await writeNative(file(`${kind}.webm`), pictures, { fps: 25, kind });
    const { pictures: back } = await readVideo(file(`${kind}.webm`));
    expect(back).toHaveLength(2);
    for (const { y, cover } of back) {
      expect(y[32 * 96 + 8]).toBeLessThan(6);
      expect(y[32 * 96 + 88]).toBeGreaterThan(170);
      expect([cover!.alpha[32 * 96 + 8]! < 4, cover!.alpha[32 * 96 + 88]! > 251]).toEqual([true, true]);
    }
  });

  it('refuses high dynamic range', async () => {
    await writeNative(
      file('hdr.mp4'),
      numbers(8, 64, 64).map((picture, time) => ({ picture, time })),
      { fps: 25, kind: 'pq' },
    );
    await expect(openVideo(file('hdr.mp4'))).rejects.toThrow(/high dynamic range \(PQ\)/);
  });

  it('takes a folder of pictures', async () => {
    await write('folder/p_%02d.png', numbers(11));
    const { pictures } = await readVideo(file('folder'));
    expect(pictures.map(numberOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('reads animated webp', async () => {
    await writeNative(
      file('a.webp'),
      numbers(5).map((picture, time) => ({ picture, time })),
      { fps: 10, kind: 'webp' },
    );
    const { source, pictures } = await readVideo(file('a.webp'));
    expect(source.container).toBe('webp');
    expect(pictures.map(numberOf)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('files that are refused', () => {
  it('says which file is missing', async () => {
    await expect(openVideo(file('nothing.mp4'))).rejects.toMatchObject({ code: 'MISSING_FILE' });
    await expect(openVideo(file('nothing_%03d.png'))).rejects.toMatchObject({ code: 'NO_FRAMES' });
  });

  it('tells text and noise from video', async () => {
    await writeFile(file('text.mp4'), 'This is no video, whatever its name says.\n'.repeat(50));
    await writeFile(
      file('noise.webm'),
      Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919 + ((i * i) >> 3)) & 255),
    );
    await writeFile(file('empty.mp4'), '');
    await expect(openVideo(file('text.mp4'))).rejects.toMatchObject({ code: 'NOT_A_VIDEO' });
    await expect(openVideo(file('noise.webm'))).rejects.toMatchObject({ code: 'NOT_A_VIDEO' });
    await expect(openVideo(file('empty.mp4'))).rejects.toMatchObject({ code: 'NO_FRAMES' });
  });

  for (const ending of ['mp4', 'webm', 'gif', 'y4m']) {
    it(`gives the frames of a cut ${ending}, then says that it is cut`, async () => {
      const name = `cut.${ending}`;
      await write(name, scene(20));
      const length = (await readFile(file(name))).length;
      await truncate(file(name), Math.floor(length * 0.6));
      let frames = 0;
      const reading = (async () => {
        const source = await openVideo(file(name));
        try {
          for await (const picture of source.frames()) frames += picture.width / 96;
        } finally {
          await source.close();
        }
      })();
      await expect(reading).rejects.toMatchObject({ code: 'TRUNCATED' });
      expect(frames).toBeLessThan(20);
    });
  }

  it('refuses sides beyond the limit before it decodes', async () => {
    await writeFile(file('huge.y4m'), 'YUV4MPEG2 W5000 H64 F25:1\nFRAME\n');
    await expect(openVideo(file('huge.y4m'))).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });
});

describe('writing', () => {
  it('leaves nothing behind when aborted', async () => {
    for (const name of ['gone/a.mp4', 'gone/a.webm', 'gone/a.gif', 'gone/a.y4m', 'gone/p_%02d.png']) {
      await write('gone/keep_%02d.png', numbers(1));
      const writer = await createVideoWriter(file(name), DEFAULTS);
      for (const picture of scene(3)) await writer.write(picture);
      await writer.abort();
    }
    expect(await readdir(file('gone'))).toEqual(['keep_01.png']);
  });

  it('refuses unknown endings, missing folders and pictures of another size', async () => {
    await expect(createVideoWriter(file('a.avi'), DEFAULTS)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(createVideoWriter(file('a.png'), DEFAULTS)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(createVideoWriter(file('no/such/a.mp4'), DEFAULTS)).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    const writer = await createVideoWriter(file('size.mp4'), DEFAULTS);
    await expect(writer.write(scenePicture(64, 64, 0))).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await writer.abort();
  });
});

function brightCorner(picture: Picture): string {
  const { width, height, y } = picture;
  for (const [name, at] of [
    ['left top', 4 * width + 4],
    ['right top', 5 * width - 5],
    ['left bottom', (height - 5) * width + 4],
    ['right bottom', (height - 4) * width - 5],
  ] as const) {
    if (y[at]! > 180) return name;
  }
  return 'none';
}
