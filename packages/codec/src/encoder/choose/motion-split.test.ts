import { describe, expect, it } from 'vitest';
import {
  EXACT_WAY,
  fakeGroup,
  smoothWay,
  STILL_BYTES,
  steadySize,
  USELESS_WAY,
  type FakeGroup,
  type FakeWay,
} from '../../../../../test/fixtures/fake-group.js';
import { encoderPlan } from '../encoder-plan.js';
import { scoreBeside } from './group-score.js';
import { STILLNESS } from './motion-judge.js';
import { COARSE_SERIES, FINE_SERIES, USUAL_SERIES } from './motion-ladder.js';
import { bestSplit } from './motion-split.js';

/** Prices a third apart. */
const PRICES = Array.from({ length: 30 }, (_, i) => 4e-3 * 1.35 ** -i);
/** 63 bytes at a price of 1e-3 and ten times as many at a hundredth of it. */
const bytesAt = (price: number): number => Math.round(2 / Math.sqrt(price));

/** Distance of the best key picture of all qualities that fits into a size. */
async function distanceWithin({ keys }: FakeGroup, bytes: number): Promise<number> {
  let best = 1;
  for (let quality = 1; quality <= 100; quality++) if (steadySize(quality, 4) <= bytes) best = quality;
  return (await keys.at(best)).distance;
}

describe('bestSplit', () => {
  it.each([400, 800, 1600, 3200])('of %i bytes is the one that trying all of them finds', async (bytes) => {
    const way = smoothWay({});
    const group = fakeGroup({ ways: [way], plan: { prices: PRICES } });
    const scores = new Map<number, number>();
    for (const price of PRICES) {
      const motion = STILL_BYTES + way.bytes(price, USUAL_SERIES);
      if (motion > 0.7 * bytes) break;
      const error = way.error(price, USUAL_SERIES, 0);
      const opinion = { error, motion: (1 + STILLNESS) * error, excess: 0, stillness: 0, shade: 0 };
      scores.set(price, scoreBeside(await distanceWithin(group, bytes - motion), opinion, group.judge));
    }
    const { price } = await bestSplit(bytes, fakeGroup({ ways: [way], plan: { prices: PRICES } }));
    // Sizes of key pictures come in steps of 4.5 %, and their distances are interpolated from three.
    expect(scores.get(price)!).toBeLessThan(Math.min(...scores.values()) + 0.15);
    expect(Math.max(...scores.values()) - Math.min(...scores.values())).toBeGreaterThan(0.3);
  });

  it('lies where motion becomes exact, and not a price further', async () => {
    const needed = 150;
    const cliff = { bytes: bytesAt, error: (price: number) => (bytesAt(price) < needed ? 0.9 : 0.05) };
    const { price, payload } = await bestSplit(1500, fakeGroup({ ways: [cliff], plan: { prices: PRICES } }));
    expect(price).toBe(PRICES.find((each) => bytesAt(each) >= needed));
    expect(payload).toHaveLength(STILL_BYTES + bytesAt(price));
  });

  it('stands still where motion explains nothing', async () => {
    expect((await bestSplit(1000, fakeGroup({ ways: [USELESS_WAY] }))).price).toBe(Infinity);
  });

  it('takes the better of two ways', async () => {
    const group = fakeGroup({ ways: [smoothWay({}), EXACT_WAY] });
    expect((await bestSplit(1000, group)).fitter).toBe(group.fitters[1]);
  });

  it('tries a variant about the best price of its original, as far as that gets better', async () => {
    const cliff = (needed: number, factor = 1): FakeWay => ({
      bytes: (price) => factor * bytesAt(price),
      error: (price) => (bytesAt(price) < needed ? 0.9 : 0.05),
    });
    const plan = { prices: PRICES, without: new Set(['series-choice'] as const) };
    const original = PRICES.find((price) => bytesAt(price) >= 300)!;
    const asked = async (variant: FakeWay): Promise<{ readonly taken: boolean; readonly prices: number[] }> => {
      const group = fakeGroup({ ways: [cliff(300), { ...variant, variantOf: 0 }], plan });
      const { fitter } = await bestSplit(1500, group);
      return { taken: fitter === group.fitters[1], prices: group.fitters[1]!.asked.map(({ price }) => price) };
    };
    const at = PRICES.indexOf(original);
    // Better for fewer bytes: from the original's price to higher ones.
    const cheaper = await asked({ ...cliff(200), error: (price) => (bytesAt(price) < 200 ? 0.9 : 0.04) });
    expect(cheaper.taken).toBe(true);
    expect(cheaper.prices.slice(0, 3)).toEqual([PRICES[at], PRICES[at + 1], PRICES[at - 1]]);
    expect(cheaper.prices.length).toBeLessThan(8);
    // Dearer and no better.
    expect(await asked(cliff(300, 1.5))).toEqual({
      taken: false,
      prices: [PRICES[at], PRICES[at + 1], PRICES[at - 1]],
    });
  });

  it('does not try variants of what is not there', async () => {
    const group = fakeGroup({
      ways: [
        { ...USELESS_WAY, bytes: () => 0 },
        { ...EXACT_WAY, variantOf: 0 },
      ],
    });
    expect((await bestSplit(1000, group)).price).toBe(Infinity);
    expect(group.fitters[1]!.asked).toHaveLength(0);
  });

  it('takes motion of the right speed before none, although its error is larger', async () => {
    const alive = { bytes: () => 20, error: () => 1.27, lack: () => 0 };
    expect((await bestSplit(1000, fakeGroup({ ways: [alive] }))).price).not.toBe(Infinity);
    const reverse = { ...alive, error: () => 2 };
    expect((await bestSplit(1000, fakeGroup({ ways: [reverse] }))).price).toBe(Infinity);
  });

  it('takes the way that keeps pictures better of two that move alike', async () => {
    const alike = (excess: number): FakeWay => ({ bytes: () => 40, error: () => 0.5, excess: () => excess });
    const group = fakeGroup({ ways: [alike(0.2), alike(0.05), alike(0.1)] });
    expect((await bestSplit(1000, group)).fitter).toBe(group.fitters[1]);
  });

  it('stands still where motion spoils pictures more than it moves them better', async () => {
    const harmful = { bytes: () => 20, error: () => 0.9, excess: () => 0.3 };
    expect((await bestSplit(1000, fakeGroup({ ways: [harmful] }))).price).toBe(Infinity);
    expect((await bestSplit(1000, fakeGroup({ ways: [harmful], stillExcess: 0.4 }))).price).not.toBe(Infinity);
  });

  it('leaves three tenths of the bytes to the key picture, however well dear motion moves', async () => {
    const dear = { bytes: () => 720, error: () => 0 };
    expect((await bestSplit(1000, fakeGroup({ ways: [dear] }))).price).toBe(Infinity);
    expect((await bestSplit(1100, fakeGroup({ ways: [dear] }))).price).not.toBe(Infinity);
  });

  it('tries dearer motion than the plan where the first price takes much of the bytes', async () => {
    const large = { bytes: (price: number) => Math.round(60 / Math.sqrt(price)), error: () => 0.3 };
    const small = await bestSplit(1000, fakeGroup({ ways: [large], plan: { prices: [4e-3, 1e-3] } }));
    expect(small.price).not.toBe(Infinity);
    expect(small.payload.length).toBeLessThan(300);
    const group = fakeGroup({ ways: [large], plan: { prices: [4e-3, 1e-3] } });
    await bestSplit(9000, group);
    expect(Math.max(...group.fitters[0]!.asked.map(({ price }) => price).filter(Number.isFinite))).toBe(4e-3);
  });

  it('does not go on to prices that get worse and worse', async () => {
    const ever = { bytes: bytesAt, error: (price: number) => 1 + 0.5 * bytesAt(price) };
    const group = fakeGroup({ ways: [ever], plan: { prices: PRICES, without: new Set(['series-choice'] as const) } });
    await bestSplit(4000, group);
    const tried = group.fitters[0]!.asked.filter(({ price }) => price !== Infinity);
    expect(tried.length).toBeLessThan(5);
  });

  it('takes finer series where they are worth their bytes', async () => {
    const fine = (bytes: number, error: number): FakeWay => ({
      bytes: (price, share) => bytesAt(price) + (share === FINE_SERIES ? bytes : 0),
      error: (_price, share) => (share === FINE_SERIES ? error : 0.4),
    });
    expect((await bestSplit(1000, fakeGroup({ ways: [fine(20, 0.2)] }))).seriesShare).toBe(FINE_SERIES);
    expect((await bestSplit(1000, fakeGroup({ ways: [fine(900, 0.35)] }))).seriesShare).toBe(USUAL_SERIES);
  });

  it('tries finer series at the best price and up to five times it', async () => {
    const prices = [4e-3, 1e-3, 2.5e-4, 6e-5];
    const cliff = { bytes: bytesAt, error: (price: number) => (price > 3e-4 ? 0.9 : 0.05) };
    const group = fakeGroup({ ways: [cliff], plan: { prices } });
    expect((await bestSplit(2000, group)).price).toBe(2.5e-4);
    const fine = group.fitters[0]!.asked.filter(({ seriesShare }) => seriesShare === FINE_SERIES);
    expect(fine.map(({ price }) => price)).toEqual([1e-3, 2.5e-4]);
  });

  it('takes coarser series where nothing else is worth its bytes, and tries them near the best price where it is', async () => {
    const wild = { bytes: bytesAt, error: (_price: number, share: number) => (share === COARSE_SERIES ? 0.7 : 1.4) };
    expect((await bestSplit(1000, fakeGroup({ ways: [wild] }))).seriesShare).toBe(COARSE_SERIES);
    const saving = {
      bytes: (price: number, share: number) => (share === COARSE_SERIES ? 0.5 : 1) * bytesAt(price),
      error: () => 0.5,
    };
    const group = fakeGroup({ ways: [saving] });
    expect((await bestSplit(1000, group)).seriesShare).toBe(COARSE_SERIES);
    const tried = group.fitters[0]!.asked.filter(({ seriesShare }) => seriesShare === COARSE_SERIES);
    expect(tried.length).toBeLessThan(4);
  });

  it('keeps to the usual series without the choice of them', async () => {
    const without = new Set(['series-choice'] as const);
    const group = fakeGroup({ ways: [USELESS_WAY], plan: { without } });
    expect((await bestSplit(1000, group)).price).toBe(Infinity);
    expect(new Set(group.fitters[0]!.asked.map(({ seriesShare }) => seriesShare))).toEqual(new Set([USUAL_SERIES]));
  });

  it('uses the set price without the split, whatever comes of it', async () => {
    const group = fakeGroup({ ways: [USELESS_WAY, EXACT_WAY], plan: encoderPlan('balanced', ['split']) });
    const { price, fitter, seriesShare } = await bestSplit(1000, group);
    expect({ price, seriesShare }).toEqual({ price: 2.5e-4, seriesShare: USUAL_SERIES });
    expect(fitter).toBe(group.fitters[0]);
    expect(group.fitters[0]!.asked).toHaveLength(1);
    expect(group.stills.asked).toHaveLength(0);
  });
});
