import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStreamInfo } from 'dynamics-codec';
import { DRAWN_MOTION_SECTION, parseGroup, parseStream, sectionData } from 'dynamics-codec/bitstream';
import { NEWEST_MODEL, withoutMotion } from 'dynamics-codec/generator';
import { decodeStatistics, readStatistics, type MotionStatistics } from 'dynamics-codec/motion';
import type { Picture } from 'dynamics-codec/picture';
import { createVideoWriter } from '@dynamics-codec/node';
import { meanDifference } from './media-scene.js';
import { decodedFrames } from './support/decoded-frames.js';
import { writeLakePhotographs } from './support/lake-photographs.js';
import { runDync, type CommandResult } from './support/run-dync.js';

const [WIDTH, HEIGHT] = [96, 64];
/** A lake is calm; so strong, something moves whatever the network thinks of it. */
const LIVELY = ['--strength', '4', '--seconds', '0.5', '--generator', 'classical'];

let folder = '';
const file = (name: string) => join(folder, name);
const animate = (input: string, output: string, ...more: readonly string[]): Promise<CommandResult> =>
  runDync(['animate', file(input), '-o', output === '-' ? '-' : file(output), ...more]);

function expectFailure({ code, err }: CommandResult, expected: number, message: RegExp): void {
  expect(err).toMatch(/^dync: [^\n]+\n$/);
  expect(err).toMatch(message);
  expect(code).toBe(expected);
}

/** Writes a clip in which the columns of a picture swing. */
async function writeSwinging(name: string, picture: Picture, amplitude: number): Promise<void> {
  const { width, height } = picture;
  const writer = await createVideoWriter(file(name), {
    width,
    height,
    frameRate: { numerator: 25, denominator: 1 },
    colour: { matrix: 'bt709', range: 'limited' },
  });
  for (let t = 0; t < 30; t++) {
    const y = picture.y.map((_, i) => {
      const x = (i % width) + Math.round(amplitude * Math.sin(0.8 * t));
      return picture.y[Math.floor(i / width) * width + Math.min(Math.max(x, 0), width - 1)]!;
    });
    await writer.write({ ...picture, y });
  }
  await writer.finish();
}

async function statisticsOf(name: string): Promise<MotionStatistics> {
  const bytes = await readFile(file(name));
  const { header, groups } = parseStream(bytes);
  const data = sectionData(parseGroup(bytes, groups[0]!).sections, DRAWN_MOTION_SECTION)!;
  return decodeStatistics(
    readStatistics(data, { width: header.width, height: header.height, index: 0, offset: 0 }),
    header.width,
    header.height,
  );
}

/** Sum of the strengths of columns of the statistics, as shares of their width. */
function strengthIn({ displacement }: MotionStatistics, from: number, to: number): number {
  return displacement.reduce(
    (sum, { width, data }) =>
      sum + data.reduce((all, value, i) => all + (i % width >= from * width && i % width < to * width ? value : 0), 0),
    0,
  );
}

const framesOf = async (name: string): Promise<Picture[]> => decodedFrames(await readFile(file(name)));
const difference = (a: Picture, b: Picture): number => meanDifference(a.y, b.y);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-animate-'));
  const lake = await writeLakePhotographs(folder, WIDTH, HEIGHT);
  await writeSwinging('swinging.mp4', lake, 3);
  await writeSwinging('standing.mp4', lake, 0);
  await sharp({ create: { width: 10, height: 7, channels: 3, background: '#fff' } })
    .png()
    .toFile(file('white.png'));
  await sharp({ create: { width: 10, height: 7, channels: 3, background: '#000' } })
    .png()
    .toFile(file('black.png'));
  await sharp(Buffer.from([255, 255, 0, 0]), { raw: { width: 4, height: 1, channels: 1 } })
    .png()
    .toFile(file('left.png'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('dync animate', () => {
  it('makes a loop of a photograph: a still and a few bytes of statistics', async () => {
    const { code, out, err } = await animate(
      'lake.png',
      'lake.dync',
      ...['--strength', '3', '--seconds', '2', '--fps', '12', '--seed', '7', '--json'],
    );
    expect([code, err]).toEqual([0, '']);
    const bytes = await readFile(file('lake.dync'));
    const info = readStreamInfo(bytes);
    expect(info).toMatchObject({ width: WIDTH, height: HEIGHT, frames: 24, modelId: withoutMotion(NEWEST_MODEL) });
    expect(info.groups).toHaveLength(1);
    const { loopFrames, modes, keyBytes, statisticsBytes } = info.groups[0]!;
    expect([loopFrames, modes]).toEqual([24, 0]);
    expect(statisticsBytes).toBeLessThanOrEqual(80);
    expect(JSON.parse(out.toString())).toEqual({
      input: file('lake.png'),
      output: file('lake.dync'),
      width: WIDTH,
      height: HEIGHT,
      frames: 24,
      bytes: bytes.length,
      stillBytes: keyBytes,
      motionBytes: statisticsBytes,
    });
    const frames = await framesOf('lake.dync');
    expect(frames).toHaveLength(24);
    const steps = frames.map((frame, t) => difference(frame, frames[(t + 1) % frames.length]!));
    const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1]!;
    expect(usual).toBeGreaterThan(0.01);
    expect(steps.at(-1)!).toBeLessThan(2 * usual + 0.1);
  });

  it('turns a photograph as its camera was held, and writes to standard output', async () => {
    const { code, out } = await animate('turned.jpg', '-', ...LIVELY, '--bytes', '900');
    expect(code).toBe(0);
    expect(readStreamInfo(out)).toMatchObject({ width: HEIGHT, height: WIDTH, modelId: 0 });
    expect(out.length).toBeLessThanOrEqual(900);
  });

  it('moves where a mask of any size is white', async () => {
    expect(await animate('lake.png', 'all.dync', ...LIVELY)).toMatchObject({ code: 0, err: '' });
    expect(await animate('lake.png', 'white.dync', ...LIVELY, '--mask', file('white.png'))).toMatchObject({ code: 0 });
    expect(await readFile(file('white.dync'))).toEqual(await readFile(file('all.dync')));
    expect(await animate('lake.png', 'left.dync', ...LIVELY, '--mask', file('left.png'))).toMatchObject({ code: 0 });
    const left = await statisticsOf('left.dync');
    expect(strengthIn(left, 0, 0.4)).toBeGreaterThan(4 * strengthIn(left, 0.6, 1));
    const none = await animate('lake.png', 'black.dync', ...LIVELY, '--mask', file('black.png'));
    expect(none).toMatchObject({ code: 0 });
    expect(none.err).toMatch(/^dync: nothing in this picture is expected to move/);
  });

  it('moves as strongly as a clip', async () => {
    const moved = await animate('lake.png', 'like.dync', '--like', file('swinging.mp4'), '--generator', 'classical');
    expect(moved).toMatchObject({ code: 0, err: '' });
    expect(strengthIn(await statisticsOf('like.dync'), 0, 1)).toBeGreaterThan(0);
    const still = await animate('lake.png', 'calm.dync', '--like', file('standing.mp4'), '--generator', 'classical');
    expect(still.err).toMatch(/^dync: nothing in this picture is expected to move/);
    expect(readStreamInfo(await readFile(file('calm.dync'))).groups[0]!.statisticsBytes).toBe(0);
  });

  it('says that a picture stands still at strength 0', async () => {
    const { code, out, err } = await animate('lake.png', 'still.dync', ...LIVELY, '--strength', '0', '--json');
    expect([code, err]).toEqual([0, 'dync: the picture stands still: that is what --strength 0 asks for\n']);
    expect(JSON.parse(out.toString())).toMatchObject({ motionBytes: 0 });
    const frames = await framesOf('still.dync');
    expect(difference(frames[0]!, frames[6]!)).toBe(0);
  });

  it('refuses wrong usage with one line and code 2', async () => {
    for (const [args, message] of [
      [['--strength', '5'], /from 0 to 4/],
      [['--strength', 'much'], /from 0 to 4/],
      [['--seconds', '0'], /from 0\.5 to 40/],
      [['--fps', '0'], /from 1 to 120/],
      [['--seed', '1.5'], /an integer/],
      [['--size', '10'], /256x256/],
      [['--quality', '0'], /from 1 to 100/],
      [['--generator', 'best'], /learned, classical/],
      [['--loud'], /unknown option/],
      [['--bytes', '900', '--quality', '5'], /one of --bytes and --quality/],
    ] as const)
      expectFailure(await animate('lake.png', 'wrong.dync', ...args), 2, message);
    expectFailure(await runDync(['animate', file('lake.png')]), 2, /--output/);
    expectFailure(await animate('lake.png', '-', '--json'), 2, /both want standard output/);
    expectFailure(await animate('lake.png', 'lake.png', '--force'), 2, /replace the input/);
    expectFailure(
      await animate('lake.png', 'white.png', '--force', '--mask', file('white.png')),
      2,
      /replace the input/,
    );
  });

  it('fails with one line, and leaves nothing behind', async () => {
    await writeFile(file('drawing.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>');
    await writeFile(file('cut.png'), (await readFile(file('lake.png'))).subarray(0, 2000));
    await writeFile(file('there.dync'), 'something else');
    const before = await readdir(folder);
    expectFailure(await animate('nowhere.jpg', 'x.dync'), 1, /nowhere\.jpg" does not exist/);
    expectFailure(await animate('drawing.svg', 'x.dync'), 1, /drawing\.svg" is svg; a photograph is JPEG/);
    expectFailure(await animate('cut.png', 'x.dync'), 1, /cut\.png" is damaged or cut short/);
    expectFailure(await animate('lake.png', 'there.dync'), 1, /already exists; use --force/);
    expectFailure(await animate('lake.png', 'no/where.dync'), 1, /no\/where|no folder|does not exist/);
    expectFailure(await animate('lake.png', 'x.dync', '--mask', file('none.png')), 1, /none\.png" does not exist/);
    expectFailure(await animate('lake.png', 'x.dync', '--mask', file('drawing.svg')), 1, /is svg/);
    expectFailure(await animate('lake.png', 'x.dync', '--like', file('none.mp4')), 1, /none\.mp4/);
    expectFailure(await animate('lake.png', 'x.dync', '--seconds', '40', '--fps', '120'), 1, /frames for seconds/);
    const interrupted = await runDync(['animate', file('lake.png'), '-o', file('x.dync')], AbortSignal.abort());
    expectFailure(interrupted, 130, /interrupted/);
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(file('there.dync'), 'utf8')).toBe('something else');
  });
});
