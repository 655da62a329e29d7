/** @file What callers without types hand in is refused by a typed error that names the field, at the call. */
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder, DynamicsError, encode, readStreamInfo } from 'dynamics-codec';
import { createPicture } from 'dynamics-codec/picture';
import { createVideoWriter, nodeStills, openVideo, writeWholeFile } from '@dynamics-codec/node';

type Loose = (...values: unknown[]) => Promise<unknown>;

const stills = nodeStills();
const colour = { matrix: 'bt709', range: 'limited' } as const;
const frameRate = { numerator: 25, denominator: 1 };
const ENCODE = { frameRate, target: { quality: 20 }, stills, preset: 'fast' };
const WRITE = { width: 64, height: 64, frameRate, colour };
const black = createPicture(64, 64);
const encodes = encode as unknown as Loose;
const opens = ((...values: Parameters<typeof Decoder.open>) => Decoder.open(...values)) as Loose;
const reads = openVideo as unknown as Loose;
const writes = createVideoWriter as unknown as Loose;

let stream: Uint8Array;
let folder: string;

beforeAll(async () => {
  stream = new Uint8Array(await readFile(join(import.meta.dirname, 'golden/still.dync')));
  folder = await mkdtemp(join(tmpdir(), 'typed-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function refusal(work: () => Promise<unknown>): Promise<DynamicsError> {
  const error: unknown = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DynamicsError);
  return error as DynamicsError;
}

describe('encode', () => {
  it.each([null, undefined, 7, {}, 'frames'])('refuses %j for frames', async (frames) => {
    expect(await refusal(() => encodes(frames, ENCODE))).toMatchObject({ code: 'INVALID_OPTION' });
  });

  it.each([
    ['options', null],
    ['options', 7],
    ['stills', { ...ENCODE, stills: null }],
    ['stills.decode', { ...ENCODE, stills: { encode: () => undefined } }],
    ['frameRate', { ...ENCODE, frameRate: undefined }],
    ['frameRate', { ...ENCODE, frameRate: 25 }],
    ['target', { ...ENCODE, target: {} }],
    ['target', { ...ENCODE, target: null }],
    ['target', { ...ENCODE, target: { bytes: 100, quality: 5 } }],
    ['target', { ...ENCODE, target: { size: 100 } }],
    ['target.bytes', { ...ENCODE, target: { bytes: '100' } }],
    ['colour.matrix', { ...ENCODE, colour: { matrix: 'rgb', range: 'full' } }],
    ['colour.range', { ...ENCODE, colour: { matrix: 'bt601', range: 'tv' } }],
    ['colour', { ...ENCODE, colour: 'bt601' }],
    ['networks', { ...ENCODE, networks: null }],
    ['groups', { ...ENCODE, groups: 4 }],
    ['without', { ...ENCODE, without: 'grain' }],
    ['onProgress', { ...ENCODE, onProgress: true }],
    ['signal', { ...ENCODE, signal: {} }],
    ['maxPixels', { ...ENCODE, maxPixels: 'many' }],
  ])('names %s', async (option, options) => {
    const error = await refusal(() => encodes([black], options));
    expect(error.code).toBe('INVALID_OPTION');
    expect((error as { option?: string }).option).toMatch(new RegExp(`^${option}`));
  });

  it.each([null, 7, { width: 64, height: 64 }, { ...black, v: [] }])('refuses %j for a frame', async (frame) => {
    expect(await refusal(() => encodes([black, frame], ENCODE))).toMatchObject({ code: 'INVALID_OPTION' });
  });
});

describe('Decoder', () => {
  it.each([null, undefined, 7, {}, 'DYN', [null], ['DYN'], [[68, 89, 78]]])(
    'refuses %j for a source',
    async (source) => {
      const { code } = await refusal(() => opens(source, { stills }));
      expect(['INVALID_OPTION', 'NOT_A_STREAM']).toContain(code);
    },
  );

  it.each([null, undefined, {}, { stills: null }, { stills: {} }, { stills, networks: 5 }, { stills, generator: 'x' }])(
    'refuses the options %j',
    async (options) => {
      expect(await refusal(() => opens(stream, options))).toMatchObject({ code: 'INVALID_OPTION' });
    },
  );

  it('refuses what is no time, no stream and no payload', async () => {
    const decoder = await Decoder.open(stream, { stills });
    for (const time of [NaN, Infinity, '1', null, undefined])
      expect(await refusal(() => decoder.frameAt(time as number))).toMatchObject({ code: 'INVALID_OPTION' });
    for (const motion of ['1', -1, NaN])
      expect(await refusal(() => opens(stream, { stills, motion }))).toMatchObject({ code: 'INVALID_OPTION' });
    for (const bytes of [null, undefined, 'DYN', []])
      expect(() => readStreamInfo(bytes as unknown as Uint8Array)).toThrow(DynamicsError);
    for (const payload of [null, 'x', undefined])
      expect(await refusal(() => (stills.decode as unknown as Loose)(payload, 64, 64))).toBeInstanceOf(DynamicsError);
    expect(await refusal(() => (stills.encode as unknown as Loose)(black, null))).toBeInstanceOf(DynamicsError);
  });
});

describe('files', () => {
  it.each([null, undefined, 7, '', 'a\0b.mp4', {}])('refuse %j for a path', async (path) => {
    for (const work of [() => reads(path), () => writes(path, WRITE), () => writeWholeFile(path as string, stream)])
      expect(await refusal(work)).toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('refuse options of the wrong kind', async () => {
    for (const options of [null, 7, { size: 7 }, { signal: 1 }, { start: '1s' }])
      expect(await refusal(() => reads('x.mp4', options))).toMatchObject({ code: 'INVALID_OPTION' });
    const wrong = { frameRate: null, colour: null, format: 'avi', width: '64', signal: 7, quality: 'best' };
    for (const [name, value] of Object.entries(wrong)) {
      const options = { ...WRITE, [name]: value };
      expect(await refusal(() => writes(join(folder, 'x.mp4'), options))).toMatchObject({ code: 'INVALID_OPTION' });
    }
  });

  it.each(['mp4', 'webm', 'gif', 'y4m'] as const)('of %s take any rate, or refuse it by name', async (format) => {
    for (const [numerator, denominator] of [
      [1, 2 ** 31 - 1],
      [2 ** 31 - 1, 1],
      [2 ** 31 - 1, 2 ** 31 - 2],
      [2 ** 31, 1],
      [999_999, 1000],
      [1, 100],
    ] as const) {
      const output = join(folder, `rate.${format}`);
      try {
        const writer = await createVideoWriter(output, { ...WRITE, frameRate: { numerator, denominator } });
        await writer.write(black);
        await writer.finish();
      } catch (error) {
        expect(error).toMatchObject({ code: 'INVALID_OPTION', option: 'frameRate' });
      }
    }
  });

  it.each(['x.mp4', 'x.webm', 'x.gif', 'x.y4m', 'x_%02d.png'])('without pictures are refused: %s', async (name) => {
    const writer = await createVideoWriter(join(folder, name), WRITE);
    expect(await refusal(() => writer.finish())).toMatchObject({ code: 'NO_FRAMES' });
  });
});
