/**
 * @file Golden streams: what was once written must always decode to the same. `npm run golden` writes them; its head
 * says when that may be done.
 *
 * Integers and pictures are exact everywhere.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGroup, parseStream } from 'dynamics-codec/bitstream';
import { Decoder } from 'dynamics-codec';
import { splitGrain } from 'dynamics-codec/key';
import { nodeStills } from '@dynamics-codec/node';
import { GOLDEN_CLIPS } from './clips.js';
import { describeStream, pictureChecksum, type GoldenStream } from './describe-stream.js';

const NAMES = [...GOLDEN_CLIPS.map(({ name }) => name), 'lakeside', 'open'];

async function golden(name: string): Promise<{ bytes: Uint8Array; expected: GoldenStream }> {
  const file = join(import.meta.dirname, name);
  return {
    bytes: await readFile(`${file}.dync`),
    expected: JSON.parse(await readFile(`${file}.json`, 'utf8')) as GoldenStream,
  };
}

/** Whether drawn motion changes what a stream shows. */
async function stirs(bytes: Uint8Array): Promise<boolean> {
  const [sent, drawn] = await Promise.all(
    [0, 1].map(async (liveliness) => {
      const decoder = await Decoder.open(bytes, { stills: nodeStills(), liveliness });
      const picture = await decoder.frameAt(0.3);
      decoder.close();
      return pictureChecksum(picture);
    }),
  );
  return sent !== drawn;
}

describe('golden streams', () => {
  it.each(NAMES)('%s decodes to the integers and pictures that it was written with', async (name) => {
    const { bytes, expected } = await golden(name);
    expect(await describeStream(bytes, nodeStills())).toEqual(expected);
  });

  it('show the features they are named for', async () => {
    const infos = Object.fromEntries(
      await Promise.all(NAMES.map(async (name) => [name, (await golden(name)).expected.info] as const)),
    );
    expect(infos['oscillation']!.groups[0]!.modes).toBeGreaterThan(0);
    expect(infos['still']!.groups[0]!.modes).toBe(0);
    expect(infos['loop']!.groups[0]!.loopFrames).toBe(12);
    expect(infos['cut']!.groups.map(({ frames }) => frames)).toEqual([14, 16]);
    expect(infos['split']!.groups.length).toBe(3);
    expect([infos['odd-size']!.width, infos['odd-size']!.height]).toEqual([67, 65]);
    const grained = (await golden('grain')).bytes;
    expect(splitGrain(parseGroup(grained, parseStream(grained).groups[0]!).key).grain).toBeGreaterThan(0);
    expect(infos['lagrangian']!.groups[0]!.modes).toBeGreaterThan(0);
    const drawn = infos['drawn']!.groups;
    expect(drawn.length).toBeGreaterThan(1);
    for (const { statisticsBytes } of [...drawn, ...infos['drawn-loop']!.groups])
      expect(statisticsBytes).toBeGreaterThan(20);
    expect(infos['drawn-loop']!.groups[0]!.loopFrames).toBe(12);
    for (const name of ['drawn', 'drawn-loop']) expect(await stirs((await golden(name)).bytes)).toBe(true);
    expect(infos['transparent']!.transparent).toBe(true);
    expect(infos['transparent']!.groups.length).toBeGreaterThan(1);
    for (const { coverBytes } of infos['transparent']!.groups) expect(coverBytes).toBeGreaterThan(20);
    expect(infos['lakeside']!.groups[0]!.modes).toBe(8);
    expect(infos['lakeside']!.bitrate).toBeLessThanOrEqual(6000);
  });
  it('decode alike in closed and in open form', async () => {
    const [closed, open] = await Promise.all([golden('cut'), golden('open')]);
    expect([parseStream(closed.bytes).open, parseStream(open.bytes).open]).toEqual([false, true]);
    expect(open.expected.tokens).toEqual(closed.expected.tokens);
    expect(open.expected.pictures).toEqual(closed.expected.pictures);
  });
});
