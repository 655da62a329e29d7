import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noPause } from '../../math/index.js';
import { asDecoded, EFFORT, FakeStills, KEY_FRAME, steadySize } from '../../../../../test/fixtures/fake-group.js';
import { classicalAppearance, type AppearanceConditions } from '../../generator/index.js';
import { splitGrain, type StillDecoder, type StillEncoder } from '../../key/index.js';
import { createPicture, grainAmount, type GrainAmount, type Picture } from '../../picture/index.js';
import { encoderPlan, type StillEfforts } from '../encoder-plan.js';
import { KeyLadder, type CodedKey, type KeyRestoration } from './key-ladder.js';

/** Those of the plan, but pictures are always tried anew. */
const EFFORTS: StillEfforts = { ...encoderPlan().stills, squeezeBelow: Infinity };
const PLAIN: KeyRestoration = { appearance: asDecoded, grainy: false, seed: 0 };
const QUALITIES = Array.from({ length: 100 }, (_, i) => i + 1);

function ladderOf(
  stills: StillEncoder & StillDecoder,
  restoration: Partial<KeyRestoration> = {},
  efforts = EFFORTS,
): KeyLadder {
  return new KeyLadder(KEY_FRAME, stills, efforts, { ...PLAIN, ...restoration }, noPause);
}

/** Sizes that never fall: many plateaus, some cliffs. */
const sizes = fc
  .array(fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(9), fc.nat(400)), { minLength: 100, maxLength: 100 })
  .map((steps) => {
    let size = 2;
    return steps.map((step) => (size += step));
  });

describe('KeyLadder', () => {
  it('encodes each quality once', async () => {
    const stills = new FakeStills();
    const ladder = ladderOf(stills);
    ladder.prepare();
    for (const bytes of [60, 200, 201, 900, 200, 5000]) await ladder.within(bytes);
    await ladder.distanceAt(300);
    expect(await ladder.at(20)).toBe(await ladder.at(20));
    const asked = stills.asked.map(({ quality }) => quality);
    expect(new Set(asked).size).toBe(asked.length);
    expect(stills.asked.every(({ effort }) => effort === EFFORT)).toBe(true);
    expect(asked.length).toBeLessThan(40);
  });

  it('within() is the best quality that fits, else the smallest', async () => {
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.array(fc.integer({ min: -20, max: 9000 }), { minLength: 1, maxLength: 4 }),
        async (all, budgets) => {
          const ladder = ladderOf(
            new FakeStills(
              (quality) => all[quality - 1]!,
              () => 4,
            ),
          );
          for (const bytes of budgets) {
            const best = QUALITIES.findLast((quality) => all[quality - 1]! <= bytes) ?? 1;
            expect((await ladder.within(bytes)).quality).toBe(best);
          }
        },
      ),
      { numRuns: 30, seed: 5 },
    );
  });

  it('above() is the next larger one, over plateaus of up to three', async () => {
    const plateaus = ladderOf(new FakeStills((quality) => 100 + 10 * Math.floor(quality / 4)));
    const next = await plateaus.above(await plateaus.at(40));
    expect(next).toMatchObject({ quality: 44, bytes: 210 });
    const flat = ladderOf(new FakeStills(() => 100));
    expect(await flat.above(await flat.at(40))).toBeUndefined();
    const steady = ladderOf(new FakeStills());
    expect((await steady.above(await steady.at(99)))?.quality).toBe(100);
    expect(await steady.above(await steady.at(100))).toBeUndefined();
  });

  it('squeezed() is the largest of the other efforts that fits', async () => {
    const stills = new FakeStills();
    const ladder = ladderOf(stills);
    const coded = await ladder.at(50);
    const around = [
      [51, 3],
      [52, 3],
      [51, 5],
      [52, 6],
    ] as const;
    for (let bytes = coded.bytes - 5; bytes < 1.2 * coded.bytes; bytes++) {
      const fitting = around.map(([quality, effort]) => steadySize(quality, effort)).filter((size) => size <= bytes);
      expect((await ladder.squeezed(coded, bytes)).bytes).toBe(Math.max(coded.bytes, ...fitting));
    }
    expect((await ladder.squeezed(await ladder.at(100), 1e6)).quality).toBe(100);
  });

  it('squeezed() leaves a picture alone that uses nearly all of its bytes', async () => {
    const stills = new FakeStills();
    const ladder = ladderOf(stills, {}, { ...EFFORTS, squeezeBelow: 0.9 });
    const coded = await ladder.at(50);
    expect(await ladder.squeezed(coded, coded.bytes / 0.91)).toBe(coded);
    expect(stills.asked).toHaveLength(1);
    expect((await ladder.squeezed(coded, coded.bytes / 0.89)).bytes).toBeGreaterThan(coded.bytes);
  });

  it('squeezed() is the best beside it at a higher effort, where efforts rise for the last picture', async () => {
    // Each step of effort takes a level of noise.
    const stills = new FakeStills(steadySize, (quality, effort) => 30 * 1.045 ** (-quality / 2) - effort);
    const ladder = ladderOf(stills, {}, { ...EFFORTS, search: 3, last: 4 });
    const coded = await ladder.at(50);
    for (let bytes = coded.bytes - 50; bytes < 1.2 * coded.bytes; bytes++) {
      const sizes = [49, 50, 51].map((quality) => steadySize(quality, 4)).filter((size) => size <= bytes);
      expect((await ladder.squeezed(coded, bytes)).bytes).toBe(sizes.at(-1) ?? coded.bytes);
    }
    expect(stills.asked.filter(({ effort }) => effort === 3)).toHaveLength(1);
    expect((await ladder.squeezed(await ladder.at(1), 1e6)).quality).toBe(2);
    expect((await ladder.squeezed(await ladder.at(100), 1e6)).quality).toBe(100);
  });

  it('distanceAt() goes through known points, log-log straight between and beyond them', async () => {
    const ladder = ladderOf(new FakeStills());
    const known = await Promise.all([8, 20, 36].map((quality) => ladder.at(quality)));
    for (const { bytes, distance } of known) expect(await ladder.distanceAt(bytes)).toBeCloseTo(distance, 6);
    const [low, middle] = known as [CodedKey, CodedKey];
    const between = await ladder.distanceAt(Math.sqrt(low.bytes * middle.bytes));
    expect(between).toBeCloseTo(Math.sqrt(low.distance * middle.distance), 6);
    expect(await ladder.distanceAt(low.bytes ** 2 / middle.bytes)).toBeCloseTo(low.distance ** 2 / middle.distance, 6);
    expect(await ladder.distanceAt(4000)).toBeLessThan(known[2]!.distance);
    expect(await ladder.distanceAt(-5)).toBeGreaterThan(low.distance);
  });

  it('distanceAt() is finite where all sizes are one', async () => {
    const ladder = ladderOf(new FakeStills(() => 50));
    for (const bytes of [1, 50, 500]) expect(Number.isFinite(await ladder.distanceAt(bytes))).toBe(true);
  });

  it('passes on what the still encoder throws, wherever it was started', async () => {
    const broken = { encode: () => Promise.reject(new Error('no encoder')), decode: () => Promise.reject(new Error()) };
    const ladder = ladderOf(broken);
    ladder.prepare();
    await expect(ladder.within(100)).rejects.toThrow('no encoder');
    await expect(ladder.at(8)).rejects.toThrow('no encoder');
  });
});

describe('KeyLadder with grain', () => {
  /** Decodes to the picture without its texture. */
  const smoothingTo = (bytes: number): StillEncoder & StillDecoder => ({
    encode: () => Promise.resolve(new Uint8Array(bytes)),
    decode: () => Promise.resolve(blurred(KEY_FRAME)),
  });
  const smoothing = smoothingTo(90);

  it('counts the byte that grain may take, and takes it where texture is missing', async () => {
    const grainy = ladderOf(smoothing, { grainy: true });
    const coded = await grainy.at(20);
    expect(coded.bytes).toBe(91);
    const { payload, restored, shown } = await grainy.finish(coded);
    expect(payload).toHaveLength(91);
    expect(splitGrain(payload).grain).toBeGreaterThan(0);
    expect(restored).toEqual(coded.decoded);
    expect(shown.y).not.toEqual(restored.y);
    const exact = ladderOf(
      new FakeStills(
        () => 90,
        () => 0,
      ),
      { grainy: true },
    );
    expect((await exact.finish(await exact.at(20))).payload).toHaveLength(90);
  });

  it('is left out where grain is', async () => {
    const ladder = ladderOf(smoothing);
    const coded = await ladder.at(20);
    expect(coded.bytes).toBe(90);
    const { payload, restored, shown } = await ladder.finish(coded);
    expect(payload).toBe(coded.still);
    expect(shown).toBe(restored);
  });

  it('adds 0.8 as much beside a learned restoration as beside the classical one', async () => {
    const amountBy = async (appearance: KeyRestoration['appearance']): Promise<GrainAmount> => {
      // With so many bytes, the classical one changes nothing.
      const ladder = ladderOf(smoothingTo(1000), { grainy: true, appearance });
      return grainAmount(splitGrain((await ladder.finish(await ladder.at(20))).payload).grain);
    };
    const [learned, classical] = [await amountBy(asDecoded), await amountBy(classicalAppearance)];
    // Amounts are rounded to steps of 0.2 and 0.05.
    expect(Math.abs(learned.even - 0.8 * classical.even)).toBeLessThan(0.2);
    expect(Math.abs(learned.textured - 0.8 * classical.textured)).toBeLessThan(0.05);
    expect(learned.even + learned.textured).toBeLessThan(classical.even + classical.textured);
  });

  it('gives size and seed to the generator, at full strength, and finishes each picture once', async () => {
    const asked: AppearanceConditions[] = [];
    const appearance: KeyRestoration['appearance'] = {
      modelId: 0,
      restore: (conditions) => {
        asked.push(conditions);
        return Promise.resolve(conditions.key);
      },
    };
    const ladder = ladderOf(smoothing, { grainy: true, appearance, seed: 7 });
    const coded = await ladder.at(20);
    const finished = await ladder.finish(coded);
    expect(await ladder.finish(coded)).toBe(finished);
    expect(asked).toEqual([{ key: coded.decoded, still: coded.still, bytes: 91, seed: 7, fidelity: 0 }]);
  });

  it('draws its grain from the seed', async () => {
    const shownBy = async (seed: number): Promise<Picture> => {
      const ladder = ladderOf(smoothing, { grainy: true, seed });
      return (await ladder.finish(await ladder.at(20))).shown;
    };
    expect(await shownBy(3)).toEqual(await shownBy(3));
    expect((await shownBy(3)).y).not.toEqual((await shownBy(4)).y);
  });
});

/** Mean over 5x5 samples, so that what is left has no grain. */
function blurred({ width, height, y }: Picture): Picture {
  const out = createPicture(width, height);
  const at = (value: number, side: number): number => Math.min(side - 1, Math.max(0, value));
  for (let i = 0; i < y.length; i++) {
    let sum = 0;
    for (let dy = -2; dy <= 2; dy++)
      for (let dx = -2; dx <= 2; dx++)
        sum += y[at(Math.floor(i / width) + dy, height) * width + at((i % width) + dx, width)]!;
    out.y[i] = sum / 25;
  }
  return out;
}
