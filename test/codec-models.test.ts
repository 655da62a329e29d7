/** @file Streams that name a model: what decoders with and without it make of them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { Decoder, encode, ModelError, readStreamInfo, type NetworkRuntime } from 'dynamics-codec';
import type { NetworkTensor } from 'dynamics-codec/generator';
import { parseHeader } from 'dynamics-codec/bitstream';
import { nodeStills } from '@dynamics-codec/node';
import { withHeaderByte } from './fixtures/edited-stream.js';
import { swayingClip } from './fixtures/swaying-scene.js';

const SIDE = 64;
/** Place of the model's id in a header of one-byte sides and a one-byte rate. */
const MODEL_AT = 8;
const encoded = async (modelId?: number): Promise<Uint8Array> => {
  const options = {
    frameRate: { numerator: 25, denominator: 1 },
    target: { quality: 20 },
    stills: nodeStills(),
  } as const;
  return (
    await encode(
      swayingClip({ width: SIDE, height: SIDE, frames: 12 }),
      modelId === undefined ? options : { ...options, modelId },
    )
  ).bytes;
};

/** What a prior gives that draws the noise it begins with. */
const still = ({ data, shape }: NetworkTensor): Record<string, NetworkTensor> => ({
  velocity: { data: new Float32Array(data.length), shape },
});

/** A network that makes everything lighter by some levels. */
const lighterBy = (levels: number): NetworkRuntime => ({
  open: () =>
    Promise.resolve({
      run: ({ picture, state }) =>
        Promise.resolve(
          picture === undefined
            ? still(state!)
            : { restored: { data: picture.data.map((value) => value + levels / 255), shape: picture.shape } },
        ),
    }),
});
const lighter = lighterBy(10);
const mean = (samples: Uint8Array): number => samples.reduce((sum, value) => sum + value, 0) / samples.length;
const missing: NetworkRuntime = {
  open: () => Promise.reject(new ModelError('MISSING_MODEL', 'Expected a model but received none')),
};

let plain: Uint8Array;
let named: Uint8Array;

beforeAll(async () => {
  plain = await encoded();
  named = await encoded(7);
});

async function firstFrame(
  bytes: Uint8Array,
  options: Partial<Parameters<typeof Decoder.open>[1]> = {},
): Promise<{ luma: Uint8Array; note: string | undefined }> {
  const decoder = await Decoder.open(bytes, { stills: nodeStills(), motion: 0, ...options });
  return { luma: (await decoder.frameAt(0)).y, note: decoder.note };
}

/** Zero filters for motion, the picture itself for the key. @param weight of one tap of the filters */
const motionless = (weight: number): NetworkRuntime => ({
  open: ({ file }) =>
    Promise.resolve({
      run: ({ picture, scene, state }) => {
        if (state !== undefined) return Promise.resolve(still(state));
        if (!file.startsWith('motion')) return Promise.resolve({ restored: picture! });
        const [, , height, width] = scene!.shape as [number, number, number, number];
        const data = Float32Array.from({ length: 272 * height * width }, (_, i) => (i < height * width ? weight : 0));
        return Promise.resolve({ filters: { data, shape: [1, 272, height, width] } });
      },
    }),
});

async function frameAt(
  bytes: Uint8Array,
  options: Partial<Parameters<typeof Decoder.open>[1]>,
): Promise<{ luma: Uint8Array }> {
  const decoder = await Decoder.open(bytes, { stills: nodeStills(), ...options });
  return { luma: (await decoder.frameAt(8 / 25)).y };
}

describe('a stream that is made for learned motion', () => {
  const options = {
    frameRate: { numerator: 25, denominator: 1 },
    target: { quality: 20 },
    stills: nodeStills(),
    modelId: 8,
  } as const;
  const clip = (): ReturnType<typeof swayingClip> => swayingClip({ width: SIDE, height: SIDE, frames: 12 });

  it('names the model without it where that moves no worse, or where networks cannot be run', async () => {
    for (const networks of [motionless(0), motionless(3)])
      expect(readStreamInfo((await encode(clip(), { ...options, networks })).bytes).modelId).toBe(7);
    expect(readStreamInfo((await encode(clip(), options)).bytes).modelId).toBe(7);
  });

  it('moves by the network where there is one, and as without it where its filters are zero', async () => {
    const stream = withHeaderByte(named, MODEL_AT, 8);
    const moving = (weight: number, motion: number): Promise<{ luma: Uint8Array }> =>
      frameAt(stream, { networks: motionless(weight), generator: 'learned', motion });
    // On a grid that is twice as fine, at so small a size.
    const { luma } = await frameAt(named, {
      networks: motionless(0),
      generator: 'learned',
      motion: 1,
    });
    expect(mean((await moving(0, 1)).luma.map((value, i) => Math.abs(value - luma[i]!)))).toBeLessThan(0.5);
    expect((await moving(3, 1)).luma).not.toEqual((await moving(0, 1)).luma);
    expect(await moving(3, 0)).toEqual(await moving(0, 0));
  });
});

describe('a stream that names a model', () => {
  it('has its id in the header and is otherwise as it was', () => {
    expect([readStreamInfo(plain).modelId, readStreamInfo(named).modelId]).toEqual([0, 7]);
    const { headerLength } = parseHeader(plain);
    expect(named.length).toBe(plain.length);
    expect(named.subarray(headerLength)).toEqual(plain.subarray(headerLength));
  });

  it('is restored by the model where there is one, as far as fidelity lets it', async () => {
    for (const [fidelity, levels] of [
      [0, 10],
      [0.5, 5],
      [1, 0],
    ] as const) {
      const same = await firstFrame(named, { networks: lighterBy(0), fidelity });
      const { luma, note } = await firstFrame(named, { networks: lighter, fidelity, generator: 'learned' });
      expect(Math.abs(mean(luma) - mean(same.luma) - levels)).toBeLessThan(0.5);
      expect(note).toBeUndefined();
    }
  });

  it('is restored classically without the model, which is told, or not at all where that was asked for', async () => {
    const classical = await firstFrame(plain);
    for (const networks of [{}, { networks: missing }]) {
      const { luma, note } = await firstFrame(named, networks);
      expect(luma).toEqual(classical.luma);
      expect(note).toMatch(/model 7/);
    }
    expect(await firstFrame(named, { networks: lighter, generator: 'classical' })).toEqual(classical);
    await expect(firstFrame(named, { networks: missing, generator: 'learned' })).rejects.toMatchObject({
      code: 'MISSING_MODEL',
    });
    await expect(firstFrame(named, { generator: 'learned' })).rejects.toMatchObject({ code: 'MISSING_RUNTIME' });
  });

  it('is refused where this version does not know the model', async () => {
    const unknown = withHeaderByte(named, MODEL_AT, 99);
    expect(readStreamInfo(unknown).modelId).toBe(99);
    await expect(firstFrame(unknown, { networks: lighter, generator: 'classical' })).rejects.toMatchObject({
      code: 'UNSUPPORTED_STREAM',
    });
    await expect(encoded(99)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('does not touch streams without one', async () => {
    expect(await firstFrame(plain, { networks: lighter, generator: 'learned' })).toEqual(await firstFrame(plain));
    await expect(firstFrame(plain, { fidelity: 2 })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });
});
