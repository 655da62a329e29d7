import { frameQuantiser } from '../../key/index.js';
import { describe, expect, it } from 'vitest';
import { createPicture, type Picture } from '../../picture/index.js';
import { chooseAppearance } from '../choose-generators.js';
import { classicalAppearance } from './classical-appearance.js';
import { ModelError } from '../errors.js';
import { learnedAppearance } from './learned-appearance.js';
import { assertModel, MODELS, modelOf } from '../models.js';
import type { Network, NetworkRuntime, NetworkTensor } from '../network.js';
import { sha256 } from '../sha256.js';

function noisy(width: number, height: number): Picture {
  const out = createPicture(width, height);
  for (const plane of [out.y, out.u, out.v]) plane.forEach((_, i) => (plane[i] = (i * 37 + ((i * i) % 101)) & 255));
  return out;
}

/** The beginning of a still of a quantiser index. */
const stillOf = (quantiser: number) => Uint8Array.of(22, 0b0001_0000 | (quantiser >> 4), (quantiser << 4) & 255, 0);
/** The beginning of one of a coarse quantiser, whether bits for tiles go before it or not. */
const COARSE_STILL = Uint8Array.of(22, 0b0001_0011, 255, 255, 255);

type Inputs = Readonly<Record<string, NetworkTensor>>;

/** A network of one 3x3 mean per plane, with zeros beyond its input, as convolutions have. */
function blurring(seen: Inputs[] = []): Network {
  return {
    run(inputs) {
      seen.push(inputs);
      const { data, shape } = inputs['picture']!;
      const [, planes, height, width] = shape as [number, number, number, number];
      const out = new Float32Array(data.length);
      for (let p = 0; p < planes; p++) {
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            let sum = 0;
            for (let dy = -1; dy <= 1; dy++)
              for (let dx = -1; dx <= 1; dx++)
                if (y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width)
                  sum += data[(p * height + y + dy) * width + x + dx]! + 0.5;
            out[(p * height + y) * width + x] = sum / 9 - 0.5;
          }
        }
      }
      return Promise.resolve({ restored: { data: out, shape } });
    },
  };
}

const echo = (seen: Inputs[] = []): Network => ({
  run(inputs) {
    seen.push(inputs);
    return Promise.resolve({ restored: inputs['picture']! });
  },
});

describe('learnedAppearance', () => {
  it.each([
    [64, 64],
    [70, 90],
    [65, 67],
    [800, 66],
  ])('gives back what the network gives back, at %i x %i', async (width, height) => {
    const key = noisy(width, height);
    const seen: Inputs[] = [];
    expect(
      await learnedAppearance(echo(seen), 1, { noise: 0 }).restore({
        key,
        bytes: 100,
        still: COARSE_STILL,
        seed: 0,
        fidelity: 0,
      }),
    ).toEqual(key);
    for (const { picture, quantiser } of seen) {
      expect(picture!.shape[2]! % 4).toBe(0);
      expect(picture!.shape[3]! % 4).toBe(0);
      expect(quantiser!.data[0]).toBeCloseTo(frameQuantiser(COARSE_STILL, width, height) / 255, 6);
    }
    expect(seen).toHaveLength(width > 768 ? 2 : 1);
  });

  it('lays the planes out as phases of the luma and chroma, from -0.5 to 0.5, and goes on with the edge', async () => {
    const key = noisy(65, 64);
    const seen: Inputs[] = [];
    await learnedAppearance(echo(seen), 1, { noise: 0 }).restore({
      key,
      bytes: 100,
      still: COARSE_STILL,
      seed: 0,
      fidelity: 0,
    });
    const { data, shape } = seen[0]!['picture']!;
    expect(shape).toEqual([1, 6, 32, 36]);
    const at = (plane: number, y: number, x: number): number =>
      Math.round((data[(plane * 32 + y) * 36 + x]! + 0.5) * 255);
    expect([at(0, 3, 5), at(1, 3, 5), at(2, 3, 5), at(3, 3, 5)]).toEqual([
      key.y[6 * 65 + 10],
      key.y[6 * 65 + 11],
      key.y[7 * 65 + 10],
      key.y[7 * 65 + 11],
    ]);
    expect([at(4, 3, 5), at(5, 3, 5)]).toEqual([key.u[3 * 33 + 5], key.v[3 * 33 + 5]]);
    expect([at(0, 3, 35), at(4, 3, 35)]).toEqual([key.y[6 * 65 + 64], key.u[3 * 33 + 32]]);
  });

  it('restores tiles as it restores the whole', async () => {
    const key = noisy(900, 64);
    const tiled = await learnedAppearance(blurring(), 1, { noise: 0 }).restore({
      key,
      bytes: 100,
      still: COARSE_STILL,
      seed: 0,
      fidelity: 0,
    });
    const narrow = createPicture(420, 64);
    for (let y = 0; y < 64; y++) for (let x = 0; x < 420; x++) narrow.y[y * 420 + x] = key.y[y * 900 + x + 300]!;
    const whole = await learnedAppearance(blurring(), 1, { noise: 0 }).restore({
      key: narrow,
      bytes: 100,
      still: COARSE_STILL,
      seed: 0,
      fidelity: 0,
    });
    for (const y of [0, 31, 63])
      for (let x = 2; x < 418; x++) expect(tiled.y[y * 900 + x + 300]).toBe(whole.y[y * 420 + x]);
  });

  it('does less with more fidelity, and nothing to a finely coded picture', async () => {
    const key = noisy(64, 64);
    const seen: Inputs[] = [];
    const generator = learnedAppearance(blurring(seen), 1, { noise: 0 });
    const full = await generator.restore({ key, bytes: 100, still: COARSE_STILL, seed: 0, fidelity: 0 });
    const half = await generator.restore({ key, bytes: 100, still: COARSE_STILL, seed: 0, fidelity: 0.5 });
    for (let i = 0; i < key.y.length; i += 7)
      expect(Math.abs(half.y[i]! - (key.y[i]! + full.y[i]!) / 2)).toBeLessThanOrEqual(1);
    const runs = seen.length;
    expect(await generator.restore({ key, bytes: 100, still: COARSE_STILL, seed: 0, fidelity: 1 })).toBe(key);
    expect(await generator.restore({ key, bytes: 64 * 64, still: stillOf(25), seed: 0, fidelity: 0 })).toBe(key);
    expect(seen).toHaveLength(runs);
  });

  it('hands out white noise that the seed and the place decide, in tiles as in the whole', async () => {
    const grainy: Network = {
      run({ picture, noise }) {
        const { data, shape } = picture!;
        const out = data.slice();
        for (let i = 0; i < noise!.data.length; i++) out[i]! += noise!.data[i]! / 16;
        return Promise.resolve({ restored: { data: out, shape } });
      },
    };
    const grey = (width: number): Picture => {
      const out = createPicture(width, 64);
      for (const plane of [out.y, out.u, out.v]) plane.fill(128);
      return out;
    };
    const shown = (width: number, seed: number): Promise<Picture> =>
      learnedAppearance(grainy, 1, { noise: 4 }).restore({
        key: grey(width),
        bytes: 100,
        still: COARSE_STILL,
        seed,
        fidelity: 0,
      });
    const [wide, narrow, other] = await Promise.all([shown(900, 3), shown(700, 3), shown(700, 4)]);
    for (let y = 0; y < 64; y++)
      expect(wide.y.subarray(900 * y, 900 * y + 700)).toEqual(narrow.y.subarray(700 * y, 700 * y + 700));
    const noise = Array.from(narrow.y, (value) => (value - 128) / 16);
    const product = (from: readonly number[], distance: number): number =>
      noise.slice(distance).reduce((sum, value, i) => sum + value * from[i]!, 0) / (noise.length - distance);
    expect(product(noise, 0)).toBeCloseTo(1, 1);
    for (const distance of [1, 2, 700, 701, 1400]) expect(Math.abs(product(noise, distance))).toBeLessThan(0.03);
    expect(
      Math.abs(
        product(
          Array.from(other.y, (value) => (value - 128) / 16),
          0,
        ),
      ),
    ).toBeLessThan(0.03);
    expect(narrow.u.every((value) => value === 128)).toBe(true);
  });

  it('tells networks the quantiser of the still, and leaves finely coded pictures alone', async () => {
    const seen: Inputs[] = [];
    const generator = learnedAppearance(echo(seen), 5, { noise: 0 });
    const key = noisy(64, 64);
    await generator.restore({ key, bytes: 9000, still: stillOf(204), seed: 0, fidelity: 0 });
    expect(Object.keys(seen[0]!)).toEqual(['picture', 'quantiser']);
    expect(seen[0]!['quantiser']!.data[0]).toBeCloseTo(0.8, 6);
    expect(await generator.restore({ key, bytes: 9, still: stillOf(25), seed: 0, fidelity: 0 })).toBe(key);
    expect(seen).toHaveLength(1);
  });

  it('names a network that is not what it should be', async () => {
    const wrong: Network = { run: () => Promise.resolve({ other: { data: new Float32Array(1), shape: [1] } }) };
    await expect(
      learnedAppearance(wrong, 1, { noise: 0 }).restore({
        key: noisy(64, 64),
        bytes: 1,
        still: COARSE_STILL,
        seed: 0,
        fidelity: 0,
      }),
    ).rejects.toMatchObject({ code: 'BAD_MODEL' });
  });
});

describe('chooseAppearance', () => {
  const networks: NetworkRuntime = { open: () => Promise.resolve(echo()) };
  const broken: NetworkRuntime = { open: () => Promise.reject(new ModelError('MISSING_MODEL', 'Not there')) };

  it('takes the model of the stream where it may and can', async () => {
    expect((await chooseAppearance(7, 'auto', networks)).appearance.modelId).toBe(7);
    expect((await chooseAppearance(7, 'learned', networks)).appearance.modelId).toBe(7);
    for (const [id, choice] of [
      [7, 'classical'],
      [0, 'auto'],
      [0, 'learned'],
    ] as const) {
      expect(await chooseAppearance(id, choice, networks)).toEqual({
        appearance: classicalAppearance,
        note: undefined,
      });
    }
  });

  it('falls back and says why, or fails where that was asked for', async () => {
    expect((await chooseAppearance(7, 'auto', broken)).note).toMatch(/model 7.*Not there/);
    expect((await chooseAppearance(7, 'auto', undefined)).appearance).toBe(classicalAppearance);
    await expect(chooseAppearance(7, 'learned', broken)).rejects.toMatchObject({ code: 'MISSING_MODEL' });
    await expect(chooseAppearance(7, 'learned', undefined)).rejects.toMatchObject({ code: 'MISSING_RUNTIME' });
  });
});

describe('models', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('have the checksum of FIPS 180-4 (%#)', (text, digest) => {
    expect(sha256(new TextEncoder().encode(text))).toBe(digest);
  });

  it('are known by id and refused where they are others', () => {
    expect(modelOf(7)).toBe(MODELS[0]);
    expect(modelOf(0)).toBeUndefined();
    expect(() => assertModel(MODELS[0]!.appearance, new Uint8Array(8))).toThrow(ModelError);
  });
});
