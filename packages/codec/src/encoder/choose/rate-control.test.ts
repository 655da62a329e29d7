import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EXACT_WAY,
  FakeStills,
  fakeGroup,
  smoothWay,
  steadyDamage,
  steadySize,
  STILL_BYTES,
  USELESS_WAY,
  type FakeLight,
  type FakeWay,
} from '../../../../../test/fixtures/fake-group.js';
import { standsStill } from '../../motion/index.js';
import type { GroupChoice } from './group-score.js';
import { chooseQuality, chooseWithin } from './rate-control.js';

const sizeOf = ({ key, motionPayload }: GroupChoice): number => key.bytes + motionPayload.length;
const SMALLEST = steadySize(1, 4) + STILL_BYTES;
const LARGEST = steadySize(100, 4) + STILL_BYTES;

/** Motion that takes 40 bytes and moves so well beside key pictures of at most 9 levels of noise, and like `coarse` beside others. */
function besideFine(coarse: number): FakeWay {
  return { bytes: () => 40, error: (_price, _share, damage) => (damage <= 9 ? 0.1 : coarse) };
}

/** Motion of the right speed for 20 bytes, with an error. */
function alive(error: number): FakeWay {
  return { bytes: () => 20, error: () => error, lack: () => 0 };
}

/** Motion for 20 bytes with an error that makes frames worse than the key picture. */
function harmful(error: number, excess = 0.3): FakeWay {
  return { bytes: () => 20, error: () => error, excess: () => excess };
}

describe('chooseWithin', () => {
  it('gives no bytes to motion that explains nothing', async () => {
    const { key, motion, motionPayload } = await chooseWithin(1000, fakeGroup({ ways: [USELESS_WAY] }));
    expect(standsStill(motion)).toBe(true);
    expect(motionPayload).toHaveLength(STILL_BYTES);
    expect(key.bytes).toBeGreaterThan(0.95 * (1000 - STILL_BYTES));
  });

  it('takes motion that is exact and cheap', async () => {
    const choice = await chooseWithin(1000, fakeGroup({ ways: [USELESS_WAY, EXACT_WAY] }));
    expect(choice.motionPayload).toHaveLength(STILL_BYTES + 40);
    expect(sizeOf(choice)).toBeGreaterThan(950);
  });

  it('gives motion more where it is worth more, and the key picture where the motion is faint', async () => {
    const way = smoothWay({});
    const strong = await chooseWithin(1500, fakeGroup({ ways: [way] }));
    const stillError = 0.0005;
    const faintWay = { ...way, error: (price: number) => stillError * way.error(price, 1, 0) };
    const faint = await chooseWithin(1500, fakeGroup({ ways: [faintWay], stillError }));
    expect(strong.motionPayload.length).toBeGreaterThan(2 * faint.motionPayload.length);
    expect(strong.key.bytes).toBeLessThan(faint.key.bytes);
  });

  it('never exceeds a budget that the smallest key picture fits, and uses it up', async () => {
    const light = fc.option(fc.record({ bytes: fc.integer({ min: 1, max: 60 }), factor: fc.constant(0.9) }));
    const group = fc.record({
      bytes: fc.integer({ min: SMALLEST, max: LARGEST }),
      scale: fc.double({ min: 0.2, max: 4, noNaN: true }),
      least: fc.double({ min: 0.02, max: 1.2, noNaN: true }),
      light,
    });
    await fc.assert(
      fc.asyncProperty(group, async ({ bytes, scale, least, light: given }) => {
        const facts = { ways: [smoothWay({ scale, least })], ...(given === null ? {} : { light: given }) };
        const size = sizeOf(await chooseWithin(bytes, fakeGroup(facts)));
        expect(size).toBeLessThanOrEqual(bytes);
        expect(size).toBeGreaterThanOrEqual(0.95 * bytes - 3);
      }),
      { numRuns: 30, seed: 12 },
    );
  });

  it('takes the smallest key picture and no motion where even that does not fit', async () => {
    const { key, motion } = await chooseWithin(10, fakeGroup({ ways: [EXACT_WAY] }));
    expect(key.quality).toBe(1);
    expect(standsStill(motion)).toBe(true);
  });

  it('drops motion that moves well beside a fine key picture but worse than a still one beside the chosen one', async () => {
    const bytes = 500;
    const still = await chooseWithin(bytes, fakeGroup({ ways: [USELESS_WAY] }));
    expect(steadyDamage(still.key.quality, 4)).toBeGreaterThan(9);
    const { key, motion } = await chooseWithin(bytes, fakeGroup({ ways: [besideFine(1.5)] }));
    expect(standsStill(motion)).toBe(true);
    expect(key.bytes).toBe(still.key.bytes);
    expect(standsStill((await chooseWithin(bytes, fakeGroup({ ways: [besideFine(0.5)] }))).motion)).toBe(false);
    expect(standsStill((await chooseWithin(4000, fakeGroup({ ways: [besideFine(1.5)] }))).motion)).toBe(false);
  });

  it('looks for other motion beside the chosen key picture before it drops all', async () => {
    const humble = { bytes: () => 30, error: () => 0.6 };
    const { motionPayload } = await chooseWithin(500, fakeGroup({ ways: [besideFine(1.5), humble] }));
    expect(motionPayload).toHaveLength(STILL_BYTES + 30);
  });

  it('drops other motion, too, where that is worse beside the key picture that it leaves bytes for', async () => {
    const bold = {
      bytes: () => 200,
      error: (_price: number, _share: number, damage: number) => (damage < 5 ? 0.1 : 1.5),
    };
    const fickle = {
      bytes: () => 40,
      error: (_price: number, _share: number, damage: number) => (damage > 9 ? 0.3 : 1.5),
    };
    const { key, motion } = await chooseWithin(700, fakeGroup({ ways: [bold, fickle] }));
    expect(standsStill(motion)).toBe(true);
    expect(key.bytes).toBeGreaterThan(650);
  });

  it.each<{ readonly what: string; readonly way: FakeWay; readonly stillExcess?: number; readonly moves: boolean }>([
    { what: 'of the right speed in wrong directions', way: alive(1.27), moves: true },
    { what: 'of the right speed in the reverse direction', way: alive(2), moves: false },
    { what: 'as wrong as standing still, and none the faster', way: { bytes: () => 20, error: () => 1 }, moves: false },
    { what: 'better, but spoils pictures', way: harmful(0.9), moves: false },
    { what: 'better, and spoils pictures a little', way: harmful(0.1, 0.01), moves: true },
    { what: 'better, and spoils pictures less than standing still', way: harmful(0.9), stillExcess: 0.4, moves: true },
    { what: 'no better, but keeps pictures better', way: harmful(1, 0.05), stillExcess: 0.3, moves: true },
  ])('sends motion or not that is $what', async ({ way, stillExcess = 0, moves }) => {
    const { motion, motionPayload } = await chooseWithin(1000, fakeGroup({ ways: [way], stillExcess }));
    expect(standsStill(motion)).toBe(!moves);
    expect(motionPayload).toHaveLength(STILL_BYTES + (moves ? way.bytes(1, 1) : 0));
    const byQuality = await chooseQuality(60, fakeGroup({ ways: [way], stillExcess }));
    expect(standsStill(byQuality.motion)).toBe(!moves);
  });

  it('takes the motion that keeps pictures better of two that move alike', async () => {
    const ways = [harmful(0.3, 0.1), { ...harmful(0.3, 0.02), bytes: () => 25 }];
    const { motionPayload } = await chooseWithin(1000, fakeGroup({ ways }));
    expect(motionPayload).toHaveLength(STILL_BYTES + 25);
  });

  it('stands still where nothing moves, whatever motion costs next to nothing', async () => {
    for (const error of [0, 0.01]) {
      const idle = { bytes: () => 1, error: () => error, lack: () => 0 };
      const group = fakeGroup({ ways: [idle], stillError: 0 });
      expect(standsStill((await chooseWithin(1000, group)).motion)).toBe(true);
      expect(standsStill((await chooseQuality(50, group)).motion)).toBe(true);
    }
  });

  it('drops motion that spoils pictures beside the chosen key picture only', async () => {
    const spoiling = (excess: number): FakeWay => ({
      bytes: () => 40,
      error: () => 0.7,
      excess: (_price, _share, damage) => (damage <= 9 ? 0 : excess),
    });
    const still = await chooseWithin(500, fakeGroup({ ways: [USELESS_WAY] }));
    const { key, motion } = await chooseWithin(500, fakeGroup({ ways: [spoiling(0.9)] }));
    expect(standsStill(motion)).toBe(true);
    expect(key.bytes).toBe(still.key.bytes);
    expect(standsStill((await chooseWithin(500, fakeGroup({ ways: [spoiling(0)] }))).motion)).toBe(false);
    expect(standsStill((await chooseWithin(4000, fakeGroup({ ways: [spoiling(0.9)] }))).motion)).toBe(false);
  });

  it.each<{ readonly what: string; readonly light: FakeLight; readonly taken: boolean }>([
    { what: 'cheap and harmless', light: { bytes: 30, factor: 1 }, taken: true },
    { what: 'dear', light: { bytes: 60, factor: 0.9 }, taken: false },
    { what: 'harmful', light: { bytes: 30, factor: 1.05 }, taken: false },
  ])('takes light or not where it is $what', async ({ light, taken }) => {
    const { motion, motionPayload } = await chooseWithin(1000, fakeGroup({ ways: [EXACT_WAY], light }));
    expect(motion.light !== undefined).toBe(taken);
    expect(motionPayload).toHaveLength(STILL_BYTES + 40 + (taken ? light.bytes : 0));
    expect(motion.modes).toHaveLength(1);
  });

  it('lights a picture that nothing moves in', async () => {
    const { motion } = await chooseWithin(1000, fakeGroup({ ways: [USELESS_WAY], light: { bytes: 30, factor: 0.9 } }));
    expect(motion.light).toBeDefined();
    expect(motion.modes).toHaveLength(0);
  });
});

describe('chooseQuality', () => {
  it('takes the way that moves best, whatever it costs', async () => {
    const dear = { bytes: () => 900, error: () => 0.2 };
    const cheap = { bytes: () => 20, error: () => 0.3 };
    for (const ways of [
      [dear, cheap, USELESS_WAY],
      [USELESS_WAY, cheap, dear],
    ]) {
      const { motionPayload } = await chooseQuality(50, fakeGroup({ ways }));
      expect(motionPayload).toHaveLength(STILL_BYTES + 900);
    }
  });

  it('stands still where nothing moves better', async () => {
    expect(standsStill((await chooseQuality(80, fakeGroup({ ways: [USELESS_WAY] }))).motion)).toBe(true);
  });

  it('never gives a smaller key picture or less motion for more quality', async () => {
    const group = fakeGroup({ ways: [smoothWay({})], stills: new FakeStills(steadySize) });
    let last = { key: 0, motion: 0 };
    for (let quality = 0; quality <= 100; quality += 5) {
      const { key, motionPayload } = await chooseQuality(quality, group);
      expect(key.bytes).toBeGreaterThanOrEqual(last.key);
      expect(motionPayload.length).toBeGreaterThanOrEqual(last.motion);
      last = { key: key.bytes, motion: motionPayload.length };
    }
    expect(last.key).toBeGreaterThan(steadySize(70, 4));
  });

  it('takes light as within a budget', async () => {
    const lit = await chooseQuality(50, fakeGroup({ ways: [EXACT_WAY], light: { bytes: 5, factor: 1 } }));
    expect(lit.motion.light).toBeDefined();
    const dark = await chooseQuality(50, fakeGroup({ ways: [EXACT_WAY], light: { bytes: 5, factor: 1.1 } }));
    expect(dark.motion.light).toBeUndefined();
  });
});
