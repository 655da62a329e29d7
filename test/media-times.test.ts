import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVideoWriter, type OpenVideoOptions } from '@dynamics-codec/node';
import { framesPerSecond, pictureToRgb, type Picture } from 'dynamics-codec/picture';
import { cutClip, makeClip, referencePictures } from './ffmpeg-clips.js';
import { meanDifference, scenePicture } from './media-scene.js';
import { readVideo } from './support/read-video.js';

let folder = '';
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-times-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(path: string, options?: OpenVideoOptions) {
  const { source, pictures } = await readVideo(path, options);
  return { pictures, fps: framesPerSecond(source.frameRate), source };
}

/** How often a picture is followed by itself. */
function repeats(pictures: readonly Picture[]): number {
  return pictures.filter((picture, index) => index > 0 && Buffer.compare(picture.y, pictures[index - 1]!.y) === 0)
    .length;
}

/** A moving picture at a rate, without the repeats that a still background would give. */
const moving = (fps: number, frames: number) => `testsrc2=s=96x64:r=${fps}:d=${frames / fps},setsar=1,format=yuv420p`;

describe('cuts by edit list', () => {
  beforeAll(() => makeClip(file('long.mp4'), { graph: moving(25, 100), encoder: 'libx264' }));

  for (const name of ['cut.mp4', 'cut.mov']) {
    it(`shows what ${name} was cut to`, async () => {
      await cutClip(file('long.mp4'), file(name), 3);
      const { pictures, fps, source } = await read(file(name));
      const reference = await referencePictures(file(name));
      expect([pictures.length, reference.length, fps, source.frameCount]).toEqual([25, 25, 25, 25]);
      for (const [index, picture] of pictures.entries())
        expect(meanDifference(pictureToRgb(picture, 4), reference[index]!.rgba)).toBeLessThan(4);
    });
  }

  it('starts within the part that is shown', async () => {
    const whole = await read(file('cut.mp4'));
    const { pictures } = await read(file('cut.mp4'), { start: 0.4 });
    expect(pictures.length).toBe(15);
    expect(pictures[0]!.y).toEqual(whole.pictures[10]!.y);
  });

  it('still says where pictures are missing', async () => {
    const bytes = await readFile(file('cut.mp4'));
    const data = bytes.indexOf('mdat') + 4;
    await writeFile(file('holes.mp4'), Buffer.concat([bytes.subarray(0, data), Buffer.alloc(bytes.length)]));
    await expect(read(file('holes.mp4'))).rejects.toMatchObject({ code: 'TRUNCATED' });
  });
});

describe('streams without times', () => {
  for (const [name, encoder] of [
    ['raw.h264', 'libx264'],
    ['raw.hevc', 'libx265'],
    ['raw.m2v', 'mpeg2video'],
    ['raw.mkv', 'libx264'],
    ['raw.avi', 'mpeg4'],
  ] as const) {
    it(`counts the pictures of ${name}`, async () => {
      for (const fps of [25, 50]) {
        const quiet = encoder === 'libx265' ? { 'x265-params': 'log-level=none' } : {};
        await makeClip(file(name), { graph: moving(fps, 40), encoder, encoderOptions: quiet });
        const { pictures, fps: found } = await read(file(name));
        expect([pictures.length, repeats(pictures), found]).toEqual([40, 0, fps]);
      }
    });
  }

  it('starts in mid-stream', async () => {
    await makeClip(file('start.h264'), { graph: moving(25, 40), encoder: 'libx264' });
    const whole = await read(file('start.h264'));
    const { pictures } = await read(file('start.h264'), { start: 0.8 });
    expect(pictures.length).toBe(20);
    expect(pictures[0]!.y).toEqual(whole.pictures[20]!.y);
  });

  it('keeps pictures before zero', async () => {
    await makeClip(file('negative.mkv'), {
      graph: `${moving(25, 40)},setpts=PTS-0.52/TB`,
      encoder: 'libx264',
      muxerOptions: { avoid_negative_ts: 'disabled' },
    });
    const { pictures, fps } = await read(file('negative.mkv'));
    expect([pictures.length, repeats(pictures), fps]).toEqual([40, 0, 25]);
  });
});

/** Writes the delays of a GIF's pictures anew, hundredths of a second; the last one holds for all that follow. */
async function gifWithDelays(name: string, count: number, delays: readonly number[]): Promise<void> {
  await makeClip(file(name), {
    graph: `testsrc2=s=96x64:r=25:d=${count / 25},setsar=1,format=rgb8`,
    encoder: 'gif',
  });
  const bytes = await readFile(file(name));
  let index = 0;
  for (let at = bytes.indexOf('21f904', 0, 'hex'); at >= 0; at = bytes.indexOf('21f904', at + 8, 'hex'))
    bytes.writeUInt16LE(delays[Math.min(index++, delays.length - 1)]!, at + 4);
  expect(index).toBe(count);
  await writeFile(file(name), bytes);
}

const repeated = (count: number, value: number) => Array.from({ length: count }, () => value);

describe('animations', () => {
  it('looks past a hold for the rate, repeats the picture that is held, and says so', async () => {
    await gifWithDelays('hold.gif', 20, [...repeated(10, 5), 300, 5]);
    const { pictures, fps, source } = await read(file('hold.gif'));
    expect([fps, pictures.length, repeats(pictures)]).toEqual([20, 79, 59]);
    expect(source.frameCount).toBe(79);
    expect(source.notes.join()).toMatch(/read at 20 frames per second/);
    const other = await read(file('hold.gif'), { fps: 10 });
    expect([other.fps, other.pictures.length]).toEqual([10, 40]);
  });

  it('takes uneven hundredths for the rate that they stand for', async () => {
    await gifWithDelays(
      'thirty.gif',
      21,
      Array.from({ length: 21 }, (_, index) => (index % 3 === 2 ? 4 : 3)),
    );
    const { pictures, fps, source } = await read(file('thirty.gif'));
    expect([fps, pictures.length, repeats(pictures), source.notes]).toEqual([30, 21, 0, []]);
  });

  for (const delay of [0, 1]) {
    it(`shows pictures of ${delay} hundredths for ten, as browsers do`, async () => {
      await gifWithDelays('fast.gif', 20, [delay]);
      const { pictures, fps, source } = await read(file('fast.gif'));
      expect([fps, pictures.length, repeats(pictures), source.frameCount]).toEqual([10, 20, 0, 20]);
    });
  }

  it('believes two hundredths, and starts where it is told', async () => {
    await gifWithDelays('fifty.gif', 20, [2]);
    const whole = await read(file('fifty.gif'));
    expect([whole.fps, whole.pictures.length]).toEqual([50, 20]);
    const { pictures } = await read(file('fifty.gif'), { start: 0.1 });
    expect(pictures.length).toBe(15);
    expect(pictures[0]!.y).toEqual(whole.pictures[5]!.y);
  });
});

describe('variable rates', () => {
  it('follows the part that moves in a clip with a hold', async () => {
    const graph = `${moving(30, 60)},setpts='if(lt(N,30),N,N+90)',settb=1/30`;
    for (const name of ['phone.mp4', 'phone.mkv']) {
      await makeClip(file(name), { graph, encoder: 'libx264' });
      const { pictures, fps } = await read(file(name));
      expect([fps, pictures.length, repeats(pictures)]).toEqual([30, 150, 90]);
    }
    const { source } = await read(file('phone.mp4'));
    expect(source.notes.join()).toMatch(/read at 30 frames per second/);
  });
});

/** Delays that a GIF declares, hundredths of a second. */
async function gifDelays(path: string): Promise<number[]> {
  const bytes = await readFile(path);
  const delays: number[] = [];
  for (let at = bytes.indexOf('21f904', 0, 'hex'); at >= 0; at = bytes.indexOf('21f904', at + 8, 'hex'))
    delays.push(bytes.readUInt16LE(at + 4));
  return delays;
}

describe('GIF out', () => {
  for (const fps of [30, 60]) {
    it(`lasts as long as a clip of ${fps} frames a second, in any browser`, async () => {
      const count = Math.round(0.97 * fps);
      const writer = await createVideoWriter(file('out.gif'), {
        width: 64,
        height: 64,
        frameRate: { numerator: fps, denominator: 1 },
        colour: { matrix: 'bt601', range: 'limited' },
      });
      for (let index = 0; index < count; index++) await writer.write(scenePicture(64, 64, 3 * index));
      await writer.finish();
      const delays = await gifDelays(file('out.gif'));
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(2);
      expect(Math.abs(delays.reduce((sum, delay) => sum + delay, 0) - (100 * count) / fps)).toBeLessThanOrEqual(1);
      expect(delays.length).toBe(Math.round((count * Math.min(fps, 50)) / fps));
    });
  }
});
