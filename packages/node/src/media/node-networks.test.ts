import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  assertModel,
  drawLearned,
  endedBy,
  learnedAppearance,
  learnedMotion,
  MODEL_FILES,
  MODELS,
} from 'dynamics-codec/generator';
import { decodeHints, NO_MOTION } from 'dynamics-codec/motion';
import { createPicture, InvalidOptionError, type Picture } from 'dynamics-codec/picture';
import { evenDrawing } from '../../../../test/fixtures/drawings.js';
import { nodeNetworks } from './node-networks.js';

const FOLDER = join(import.meta.dirname, '../../../models/networks');
const [model] = MODEL_FILES;
/** Begins like a key payload of one tile with the quantiser 208; see `frame-quantiser.ts`. */
const COARSE_STILL = Uint8Array.of(22, 0b0001_0011, 0b0100_0000);

function scene(width: number, height: number): Picture {
  const out = createPicture(width, height);
  out.y.forEach((_, i) => (out.y[i] = 120 + 60 * Math.sin((i % width) / 7) * Math.cos(Math.floor(i / width) / 11)));
  out.u.forEach((_, i) => (out.u[i] = 128 + 20 * Math.sin(i / 90)));
  return out;
}

describe('models of this package', () => {
  it.each(MODEL_FILES)('$file is the file of the registry, and has a card with its checksum', async (entry) => {
    assertModel(entry, await readFile(join(FOLDER, entry.file)));
    expect(await readFile(join(FOLDER, '../cards', entry.file.replace('.onnx', '.md')), 'utf8')).toContain(
      entry.sha256,
    );
  });
});

describe('nodeNetworks', () => {
  it.each([...new Set(MODELS.map(({ appearance }) => appearance))])(
    'restores alike by both runtimes, to within one level and nearly always to the same: $file',
    async (appearance) => {
      const key = scene(90, 70);
      const restored = await Promise.all(
        (['native', 'wasm'] as const).map(async (runtime) =>
          learnedAppearance(await nodeNetworks({ runtime, threads: 1 }).open(appearance), 1, appearance).restore({
            key,
            bytes: 400,
            still: COARSE_STILL,
            seed: 7,
            fidelity: 0,
          }),
        ),
      );
      const [a, b] = restored.map(({ y, u, v }) => [...y, ...u, ...v]);
      const apart = a!.map((value, i) => Math.abs(value - b![i]!));
      expect(Math.max(...apart)).toBeLessThanOrEqual(1);
      expect(apart.filter((value) => value > 0).length).toBeLessThanOrEqual(apart.length / 1000);
      expect(a!.some((value, i) => value !== [...key.y, ...key.u, ...key.v][i])).toBe(true);
    },
  );

  it('makes motion dense alike by both runtimes, to within a thousandth of a pixel', async () => {
    const key = scene(256, 192);
    const map = {
      width: 64,
      height: 48,
      data: Float32Array.from(
        { length: 64 * 48 * 2 },
        (_, i) => 2 * Math.exp(-((((i >> 1) % 64) - 30) ** 2) / 90) * (i % 2 === 0 ? 1 : 0.3),
      ),
    };
    const coefficients = [Float32Array.of(0, 3, -2, 0.5, 0, 0, 1, 0)];
    const hints = {
      maps: [map],
      mapSteps: [0.4],
      series: { basis: 'cosine' as const, coefficients },
      cameraMoves: [],
      keyFrame: 0,
      lagrangian: false,
      advection: undefined,
      light: undefined,
      tone: undefined,
    };
    const { motion } = MODELS.at(-1)!;
    const maps = await Promise.all(
      (['native', 'wasm'] as const).map(
        async (runtime) =>
          (
            await learnedMotion({ filters: await nodeNetworks({ runtime, threads: 1 }).open(motion!) }, 2).generate({
              hints,
              key,
              seed: 0,
            })
          ).maps[0]!,
      ),
    );
    const [a, b] = maps.map(({ data }) => data);
    expect([maps[0]!.width, maps[0]!.height]).toEqual([128, 96]);
    expect(Math.max(...a!.map((value, i) => Math.abs(value - b![i]!)))).toBeLessThan(1e-3);
  });

  it('draws motion alike by both runtimes, to within a thousandth of a pixel', async () => {
    const { prior } = MODELS.at(-1)!;
    const key = scene(96, 72);
    const drawing = evenDrawing(key, { octave: 2, displacement: 0.6 });
    const hints = decodeHints(NO_MOTION, key.width, key.height, 20);
    const [a, b] = await Promise.all(
      (['native', 'wasm'] as const).map(async (runtime) => {
        const network = await nodeNetworks({ runtime, threads: 1 }).open(prior);
        return (await drawLearned(network, drawing, { key, hints, seed: 3 })).modes.map(({ map }) => map.data);
      }),
    );
    expect(a).toHaveLength(4);
    expect(Math.max(...a!.flatMap((map, k) => [...map].map((value, i) => Math.abs(value - b![k]![i]!))))).toBeLessThan(
      1e-3,
    );
    expect(Math.max(...a![0]!)).toBeGreaterThan(0.1);
  });

  it('opens a model once', () => {
    const networks = nodeNetworks();
    expect(networks.open(model!)).toBe(networks.open(model!));
  });

  it.each(['native', 'wasm'] as const)(
    'leaves the thread of the caller free, and ends waiting at an abort: %s',
    async (runtime) => {
      const networks = nodeNetworks({ runtime, threads: 1 });
      const { appearance } = MODELS[0]!;
      const controller = new AbortController();
      const network = await endedBy(networks, controller.signal).open(appearance);
      const restored = learnedAppearance(network, 1, appearance).restore({
        key: scene(704, 704),
        bytes: 400,
        still: COARSE_STILL,
        seed: 7,
        fidelity: 0,
      });
      setTimeout(() => controller.abort(new RangeError('enough')), 50);
      const begun = performance.now();
      await expect(restored).rejects.toThrow('enough');
      expect(performance.now() - begun).toBeLessThan(1000);
    },
  );

  it.each(['native', 'wasm'] as const)('does not grow with %s networks that are closed', async (runtime) => {
    const { appearance } = MODELS[0]!;
    const round = async (): Promise<void> => {
      const [one, other] = [nodeNetworks({ runtime, threads: 1 }), nodeNetworks({ runtime, threads: 1 })];
      await Promise.all([one.open(appearance), other.open(appearance)]);
      await one.close();
      const generator = learnedAppearance(await other.open(appearance), 1, appearance);
      await generator.restore({ key: scene(64, 64), bytes: 100, still: COARSE_STILL, seed: 7, fidelity: 0 });
      await other.close();
    };
    for (let i = 0; i < 4; i++) await round();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 10; i++) await round();
    expect(process.memoryUsage().rss - before).toBeLessThan(60e6);
  });

  it('runs nothing for who has closed it, and ends what runs first', async () => {
    const { appearance } = MODELS[0]!;
    const networks = nodeNetworks({ runtime: 'native', threads: 1 });
    const generator = learnedAppearance(await networks.open(appearance), 1, appearance);
    const conditions = { key: scene(64, 64), bytes: 100, still: COARSE_STILL, seed: 7, fidelity: 0 };
    const restored = generator.restore(conditions);
    await Promise.all([networks.close(), networks.close()]);
    expect((await restored).width).toBe(64);
    await expect(generator.restore(conditions)).rejects.toMatchObject({ code: 'MISSING_RUNTIME' });
    await expect(networks.open(appearance)).rejects.toMatchObject({ code: 'MISSING_RUNTIME' });
  });

  it.each([{ runtime: 'cuda' }, { threads: 0 }, { threads: 1.5 }, { models: 7 }])('refuses %o', (options) => {
    expect(() => nodeNetworks(options as object)).toThrow(InvalidOptionError);
  });

  it('tells a missing model from a wrong one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dync-models-'));
    try {
      await expect(nodeNetworks({ models: folder }).open(model!)).rejects.toMatchObject({ code: 'MISSING_MODEL' });
      await writeFile(join(folder, model!.file), 'no model');
      await expect(nodeNetworks({ models: folder }).open(model!)).rejects.toMatchObject({ code: 'BAD_MODEL' });
      expect(existsSync(join(folder, model!.file))).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
