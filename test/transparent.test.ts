import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { animate, Decoder, encode, readStreamInfo, type Picture } from 'dynamics-codec';
import { parseStream, writeStream } from 'dynamics-codec/bitstream';
import type { NetworkRuntime } from 'dynamics-codec/generator';
import { createVideoWriter, nodeStills } from '@dynamics-codec/node';
import { clearClip } from './fixtures/clear-clip.js';
import { withGroups } from './fixtures/edited-stream.js';
import { swayingClip } from './fixtures/swaying-scene.js';
import { GOLDEN_CLIPS } from './golden/clips.js';
import { decodedFrames } from './support/decoded-frames.js';
import { readVideo } from './support/read-video.js';

const stills = nodeStills();
const FRAME_RATE = { numerator: 25, denominator: 1 };
const COLOUR = { matrix: 'bt709', range: 'limited' } as const;
const OPTIONS = { frameRate: FRAME_RATE, stills, preset: 'fast' } as const;
const SMALL = { width: 64, height: 64, frames: 6, amplitude: 3, seed: 21 };
const { frames } = GOLDEN_CLIPS.find(({ name }) => name === 'transparent')!;
const clip = frames();
const stream = new Uint8Array(readFileSync(join(import.meta.dirname, 'golden/transparent.dync')));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'transparent-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Mean difference of the alpha of two pictures, in levels. */
function alphaError(a: Picture, b: Picture): number {
  const [one, other] = [a.cover!.alpha, b.cover!.alpha];
  return one.reduce((sum, value, i) => sum + Math.abs(value - other[i]!), 0) / one.length;
}

/** The stream without some sections: what a decoder that does not know them reads. */
function withoutSections(bytes: Uint8Array): Uint8Array {
  const { header } = parseStream(bytes);
  const groups: Parameters<typeof writeStream>[1][number][] = [];
  withGroups(bytes, (group) => {
    groups.push({ ...group, sections: group.sections.filter(({ critical }) => critical) });
    return group;
  });
  return writeStream({ ...header, sections: [] }, groups);
}

describe('a transparent stream', () => {
  it('keeps within its bytes, of which alpha takes few, and says so', async () => {
    const { bytes, report } = await encode(clearClip(SMALL), { ...OPTIONS, target: { bytes: 1200 } });
    const { transparent, groups } = readStreamInfo(bytes);
    expect([transparent, bytes.length <= 1200]).toEqual([true, true]);
    expect(groups[0]!.coverBytes).toBeGreaterThan(20);
    expect(groups[0]!.coverBytes).toBeLessThan(200);
    expect(report.note).toContain('shows through: its alpha takes');
  });

  it('gives pictures whose alpha moves with them, over black, and through the seam of two groups', async () => {
    const pictures = await decodedFrames(stream);
    const still = pictures.map((picture, t) => alphaError({ ...picture, cover: clip[0]!.cover }, clip[t]!));
    pictures.forEach((picture, t) => {
      expect(picture.cover!.matte).toBe(0);
      expect(alphaError(picture, clip[t]!)).toBeLessThan(7);
      expect(picture.y[0]).toBeLessThan(12);
    });
    const mean = pictures.reduce((sum, picture, t) => sum + alphaError(picture, clip[t]!), 0) / pictures.length;
    expect(mean).toBeLessThan(0.6 * Math.max(...still));
  });

  it('is the same pictures over its grey to a decoder that knows nothing of it', async () => {
    const plain = withoutSections(stream);
    const [known, unknown] = [await decodedFrames(stream), await decodedFrames(plain)];
    expect(unknown.every(({ cover }) => cover === undefined)).toBe(true);
    const covered = known[5]!.cover!.alpha.findIndex((a) => a === 255);
    expect(unknown[5]!.y[covered]).toBe(known[5]!.y[covered]);
    expect(readStreamInfo(plain).transparent).toBe(false);
  });

  it('refuses damaged alpha, and only in the group that has it', async () => {
    const broken = withGroups(stream, (group, index) => ({
      ...group,
      sections: group.sections.map((section) =>
        section.id === 2 && index === 1 ? { ...section, data: Uint8Array.of(3, 1, 2) } : section,
      ),
    }));
    const decoder = await Decoder.open(broken, { stills });
    expect((await decoder.frameAt(0)).cover).toBeDefined();
    await expect(decoder.frameAt(1.4)).rejects.toMatchObject({ code: 'CORRUPT_STREAM', group: 1 });
    decoder.close();
    const { header } = parseStream(stream);
    const matte = { id: 1, critical: false, data: new Uint8Array(2) };
    const long = writeStream({ ...header, sections: [matte] }, [
      { frames: 1, sections: [], key: Uint8Array.of(1), motion: new Uint8Array(0) },
    ]);
    await expect(Decoder.open(long, { stills })).rejects.toMatchObject({ code: 'CORRUPT_STREAM' });
  });

  it('comes of a photograph with alpha, which then moves with the picture', async () => {
    const strengths = { shape: [1, 10, 16, 16], data: new Float32Array(2560).fill(3) };
    const networks: NetworkRuntime = { open: () => Promise.resolve({ run: () => Promise.resolve({ strengths }) }) };
    const [picture] = clearClip(SMALL);
    const { bytes } = await animate(picture!, { stills, networks, seconds: 1 });
    expect(readStreamInfo(bytes).transparent).toBe(true);
    const pictures = await decodedFrames(bytes);
    expect(alphaError(pictures[0]!, picture!)).toBeLessThan(12);
    expect(Math.max(...pictures.map((frame) => alphaError(frame, pictures[0]!)))).toBeGreaterThan(0.5);
    expect(pictures.every(({ y, cover }) => cover!.matte === 0 && y[0]! < 12)).toBe(true);
  });

  it('costs opaque clips nothing, whether they say that they are opaque or not', async () => {
    const opaque = swayingClip({ ...SMALL, frames: 3, amplitude: 0 });
    const said = opaque.map((picture) => ({
      ...picture,
      cover: { alpha: new Uint8Array(picture.y.length).fill(255), matte: 0 },
    }));
    const options = { ...OPTIONS, target: { quality: 15 } };
    const [a, b] = [await encode(opaque, options), await encode(said, options)];
    expect(a.bytes).toEqual(b.bytes);
    expect(readStreamInfo(a.bytes).transparent).toBe(false);
  });
});

describe('files with alpha', () => {
  const write = async (name: string, options: { background?: string } = {}): Promise<string> => {
    const output = join(folder, name);
    const { width, height } = clip[0]!;
    const facts = { width, height, frameRate: FRAME_RATE, colour: COLOUR, transparent: true, ...options };
    const writer = await createVideoWriter(output, facts);
    for (const picture of clip.slice(0, 5)) await writer.write(picture);
    await writer.finish();
    return writer.note ?? '';
  };
  const read = async (name: string, options = {}): Promise<Picture[]> =>
    (await readVideo(join(folder, name), options)).pictures;

  it.each([
    ['a.webm', 4],
    ['a.webp', 0.1],
    ['a.gif', 8],
    ['a_%03d.png', 0],
  ] as const)('are written and read: %s', async (name, most) => {
    expect(await write(name)).toBe('');
    const pictures = await read(name);
    expect(pictures).toHaveLength(5);
    pictures.forEach((picture, t) => expect(alphaError(picture, clip[t]!)).toBeLessThanOrEqual(most));
    const [flat] = await read(name, { background: '#fff' });
    expect([flat!.cover, flat!.y[0]! > 245]).toEqual([undefined, true]);
  });

  it.each(['b.mp4', 'b.avif', 'b.y4m'])('are written over black where a format has no alpha: %s', async (name) => {
    expect(await write(name)).toContain('over black');
    const [first] = await read(name);
    expect([first!.cover, first!.y[0]! < 8]).toEqual([undefined, true]);
  });

  it('are written over another colour where that is asked for', async () => {
    expect(await write('c.webp', { background: '#ffffff' })).toBe('');
    const [first] = await read('c.webp');
    expect([first!.cover, first!.y[0]! > 245]).toEqual([undefined, true]);
  });
});
