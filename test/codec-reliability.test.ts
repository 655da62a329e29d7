/**
 * @file What a decoder of untrusted streams must withstand: of whatever bytes, pictures or one typed error, soon.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DRAWN_MOTION_SECTION, parseGroup, parseStream, writeStream, type Section } from 'dynamics-codec/bitstream';
import { Decoder, DynamicsError, readStreamInfo, type PlayBudgets } from 'dynamics-codec';
import { nodeStills } from '@dynamics-codec/node';
import { bareHeader, withGroups, withHeaderByte } from './fixtures/edited-stream.js';
import { seededRandom } from './fixtures/random.js';
import { withDrawnMotion } from './fixtures/with-drawn-motion.js';

const stills = nodeStills();
const load = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(join(import.meta.dirname, 'golden', `${name}.dync`)));

/** Opens a stream and decodes its first and last frame. Returns the code of the error, or the number of samples. */
async function play(bytes: Uint8Array, budgets: PlayBudgets = {}): Promise<string | number> {
  try {
    const decoder = await Decoder.open(bytes, { stills, ...budgets });
    const first = await decoder.frameAt(0);
    const last = await decoder.frameAt(decoder.info.duration);
    decoder.close();
    expect([last.width, last.height]).toEqual([decoder.info.width, decoder.info.height]);
    expect(first.y).toHaveLength(decoder.info.width * decoder.info.height);
    return first.y.length;
  } catch (error) {
    if (!(error instanceof DynamicsError)) throw error;
    expect(error.message.length).toBeGreaterThan(20);
    return error.code;
  }
}

/** A copy with `edits` random bytes replaced, bits flipped, or runs moved. */
function scrambled(bytes: Uint8Array, edits: number, random: (below: number) => number): Uint8Array {
  const out = bytes.slice();
  for (let i = 0; i < edits && out.length > 0; i++) {
    const at = random(out.length);
    const kind = random(4);
    if (kind === 0) out[at] = random(256);
    else if (kind === 1) out[at]! ^= 1 << random(8);
    else if (kind === 2) out.copyWithin(random(out.length), at, at + random(12));
    else out.fill(random(2) * 255, at, at + random(6));
  }
  return out;
}

describe('damaged streams', () => {
  let loop: Uint8Array;
  let cut: Uint8Array;
  let split: Uint8Array;
  let open: Uint8Array;

  beforeAll(async () => {
    [loop, cut, split, open] = await Promise.all([load('loop'), load('cut'), load('split'), load('open')]);
  });

  it('every prefix of three streams: truncated, or the frames that are whole', async () => {
    for (const stream of [loop, cut, open]) {
      const { groups } = parseStream(stream);
      for (let length = 0; length < stream.length; length++) {
        const result = await play(stream.subarray(0, length));
        expect(result).toBe('TRUNCATED_STREAM');
        if (length % 50 === 0) expect(() => readStreamInfo(stream.subarray(0, length))).toThrow(DynamicsError);
      }
      expect(await play(stream)).toBeGreaterThan(0);
      expect(groups.length).toBeGreaterThan(0);
    }
  });

  it('every flipped bit of a stream: one typed error', async () => {
    const codes = new Map<string | number, number>();
    for (let bit = 0; bit < loop.length * 8; bit++) {
      const damaged = loop.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      const result = await play(damaged);
      codes.set(result, (codes.get(result) ?? 0) + 1);
    }
    expect([...codes.keys()].sort()).toEqual([
      'CORRUPT_STREAM',
      'NOT_A_STREAM',
      'TRUNCATED_STREAM',
      'UNSUPPORTED_STREAM',
    ]);
  });

  it('random edits of whole streams: a typed error', async () => {
    const random = seededRandom(1);
    for (let i = 0; i < 3000; i++) await play(scrambled([loop, cut, split, open][i % 4]!, 1 + random(6), random));
  });

  it('random edits of the motion under a right checksum: pictures or a typed error', async () => {
    const random = seededRandom(2);
    const results = new Set<string | number>();
    for (let i = 0; i < 250; i++) {
      const stream = [loop, split, await load('advection')][i % 3]!;
      results.add(
        await play(
          withGroups(stream, (group) => ({ ...group, motion: scrambled(group.motion, 1 + random(8), random) })),
        ),
      );
    }
    expect([...results].some((result) => typeof result === 'number')).toBe(true);
    expect([...results].filter((result) => typeof result === 'string')).toEqual(['CORRUPT_STREAM']);
  });

  it('motion of random bytes, of any length, in every size of picture', async () => {
    const random = seededRandom(3);
    const still = await load('still');
    for (let i = 0; i < 250; i++) {
      const motion = Uint8Array.from({ length: random(60) }, () => random(256));
      // Known tools, so that what follows is read.
      if (motion.length > 0) motion[0]! &= 31;
      await play(withGroups(still, (group) => ({ ...group, motion, frames: 1 + random(1024) })));
    }
  });

  it('drawn motion of random bytes and of random edits, under a right checksum: pictures or a typed error', async () => {
    const random = seededRandom(5);
    const results = new Set<string | number>();
    const streams = [loop, split, await load('still')].map(withDrawnMotion);
    for (let i = 0; i < 48; i++) {
      results.add(
        await play(
          withGroups(streams[i % 3]!, (group) => {
            const [{ data }] = group.sections as [Section];
            const changed =
              i % 2 === 0
                ? scrambled(data, 1 + random(8), random)
                : Uint8Array.from({ length: random(90) }, () => random(256));
            return { ...group, sections: [{ id: DRAWN_MOTION_SECTION, critical: random(2) === 0, data: changed }] };
          }),
        ),
      );
    }
    expect([...results].some((result) => typeof result === 'number')).toBe(true);
    expect([...results].filter((result) => typeof result === 'string')).toEqual(['CORRUPT_STREAM']);
  });

  it('random edits of the key picture under a right checksum: pictures or a typed error', async () => {
    const random = seededRandom(4);
    const results = new Set<string | number>();
    for (let i = 0; i < 400; i++) {
      const stream = [loop, cut][i % 2]!;
      results.add(
        await play(withGroups(stream, (group) => ({ ...group, key: scrambled(group.key, 1 + random(5), random) }))),
      );
    }
    expect([...results].filter((result) => typeof result === 'string')).toEqual(['CORRUPT_STREAM']);
  });

  it('key pictures cut short or of nonsense', async () => {
    for (let length = 1; length < 60; length++)
      await play(withGroups(loop, (group) => ({ ...group, key: group.key.slice(0, length) })));
    expect(await play(withGroups(loop, (group) => ({ ...group, key: group.key.slice(0, 1) })))).toBe('CORRUPT_STREAM');
    for (let value = 0; value < 256; value += 15)
      await play(withGroups(loop, (group) => ({ ...group, key: new Uint8Array(100).fill(value) })));
    expect(await play(withGroups(loop, (group) => ({ ...group, key: new Uint8Array(100).fill(255) })))).toBe(
      'CORRUPT_STREAM',
    );
  });

  it('every value of every byte of the header under a right checksum', async () => {
    const { headerLength } = parseStream(loop);
    for (let at = 0; at < headerLength - 2; at++) {
      for (let value = 0; value < 256; value += at < 4 ? 5 : 1) {
        const result = await play(withHeaderByte(loop, at, value));
        // Another size or another number of frames may fit the key picture or not; both are fine.
        expect(['string', 'number']).toContain(typeof result);
      }
    }
  });

  it('a stream followed by anything', async () => {
    expect(await play(Uint8Array.from([...loop, 0]))).toBe('CORRUPT_STREAM');
    expect(await play(Uint8Array.from([...loop, ...loop]))).toBe('CORRUPT_STREAM');
  });
});

describe('bombs', () => {
  const [side64, rate, colour, model, seed] = [6, 3, 1, 0, 0];
  const huge = [255, 255, 255, 255, 7];

  it.each([
    ['65535x65535 pixels', bareHeader(255, 255, 7, 255, 255, 7, rate, colour, model, seed, 1, 2, 6)],
    ['a side of 0', bareHeader(0, 0, rate, colour, model, seed, 1, 2, 6)],
    ['2^31-1 groups', bareHeader(side64, side64, rate, colour, model, seed, ...huge)],
    ['65535 groups in a few bytes', bareHeader(side64, side64, rate, colour, model, seed, 255, 255, 3, 2, 6)],
    ['2^31-1 frames', bareHeader(side64, side64, rate, colour, model, seed, 1, ...huge, 6)],
    ['a group of 2^31-1 bytes', bareHeader(side64, side64, rate, colour, model, seed, 1, 2, ...huge)],
    [
      'a group of 16 megabytes that is not there',
      bareHeader(side64, side64, rate, colour, model, seed, 1, 2, 128, 128, 128, 8),
    ],
    ['no groups', bareHeader(side64, side64, rate, colour, model, seed, 0)],
    ['no frames', bareHeader(side64, side64, rate, colour, model, seed, 1, 0, 6)],
    ['a frame rate of 0', bareHeader(side64, side64, 0, 0, 1, colour, model, seed, 1, 2, 6)],
  ])('%s are refused without taking memory', async (_name, bytes) => {
    const before = process.memoryUsage().arrayBuffers;
    expect(await play(bytes)).toMatch(/STREAM$/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4e6);
  });

  it('a small key picture and motion under a header of 4096x4096: a typed error or that picture', async () => {
    const loop = await load('loop');
    const { header, groups } = parseStream(loop);
    const big = writeStream({ ...header, width: 4096, height: 4096 }, [parseGroup(loop, groups[0]!)]);
    expect(await play(big)).toBe('LIMIT');
    const result = await play(big, { maxPixels: Infinity });
    expect([4096 * 4096, 'CORRUPT_STREAM']).toContain(result);
  });
});
