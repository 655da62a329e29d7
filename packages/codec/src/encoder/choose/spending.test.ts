import { describe, expect, it } from 'vitest';
import {
  EXACT_WAY,
  fakeGroup,
  FakeStills,
  smoothWay,
  STILL_BYTES,
  type FakeWay,
} from '../../../../../test/fixtures/fake-group.js';
import { standsStill } from '../../motion/index.js';
import { spend } from './spending.js';

/** Two sizes of key pictures, 200 and 400 bytes, and one between them at effort 5. */
const twoSizes = (quality: number, effort: number): number => (quality < 50 ? 200 : effort === 5 ? 300 : 400);
const twoDamages = (quality: number, effort: number): number => (quality < 50 ? 20 : effort === 5 ? 16 : 12);
const stills = (): FakeStills => new FakeStills(twoSizes, twoDamages);

describe('spend', () => {
  it('gives everything to the key picture beside motion that stands still', async () => {
    const group = fakeGroup({ ways: [EXACT_WAY] });
    const { key, motion } = await spend(1000, await group.motions.still(), group, false);
    expect(standsStill(motion)).toBe(true);
    expect(key).toBe(await group.keys.within(1000 - STILL_BYTES));
  });

  it('takes the next larger key picture where motion can do with less', async () => {
    const steep = { bytes: (price: number) => (price > 2e-4 ? 90 : 110), error: (price: number) => 0.5 + price };
    const group = fakeGroup({ ways: [steep], stills: stills() });
    const { key, motionPayload } = await spend(500, await group.motions.at(1e-4, group.fitters[0]!), group, false);
    expect({ key: key.bytes, motion: motionPayload.length }).toEqual({ key: 400, motion: STILL_BYTES + 90 });
  });

  it('keeps the key picture that the ideal motion fits beside where motion is worth more', async () => {
    const steep = {
      bytes: (price: number) => (price > 2e-4 ? 90 : 110),
      error: (price: number) => (price > 2e-4 ? 0.9 : 0.1),
    };
    const group = fakeGroup({ ways: [steep], stills: stills() });
    const { key, motionPayload } = await spend(500, await group.motions.at(1e-4, group.fitters[0]!), group, false);
    expect(motionPayload).toHaveLength(STILL_BYTES + 110);
    expect(key.bytes).toBe(300);
  });

  it('squeezes a key picture that leaves bytes, within what is left', async () => {
    const group = fakeGroup({ ways: [EXACT_WAY], stills: stills() });
    const sizes = [];
    for (const bytes of [298, 302, 390, 402])
      sizes.push((await spend(bytes, await group.motions.still(), group, false)).key.bytes);
    expect(sizes).toEqual([200, 300, 300, 400]);
  });

  it('fills up with motion at a lower price beside a key picture that leaves room', async () => {
    const group = fakeGroup({ ways: [smoothWay({})], stills: new FakeStills(() => 200) });
    const ideal = await group.motions.at(1e-3, group.fitters[0]!);
    const { motion, motionPayload } = await spend(400, ideal, group, false);
    expect(motionPayload.length).toBeGreaterThan(1.5 * ideal.payload.length);
    expect(motionPayload.length).toBeLessThanOrEqual(200);
    const [filled, before] = await Promise.all(
      [motion, ideal.motion].map((each) => group.judge.opinionOf(each, group.beside)),
    );
    expect(filled!.motion).toBeLessThan(before!.motion);
  });

  it('takes motion at a higher price where the ideal one does not fit', async () => {
    const group = fakeGroup({ ways: [smoothWay({})], stills: new FakeStills(() => 200) });
    const ideal = await group.motions.at(4e-5, group.fitters[0]!);
    expect(ideal.payload.length).toBeGreaterThan(200);
    const { motion, motionPayload } = await spend(400, ideal, group, false);
    expect(standsStill(motion)).toBe(false);
    expect(motionPayload.length).toBeLessThanOrEqual(200);
  });

  it.each([
    { what: 'moves worse', error: (price: number) => (price < 9e-4 ? 0.5 : 0.3), excess: () => 0 },
    { what: 'looks worse', error: () => 0.3, excess: (price: number) => (price < 9e-4 ? 0.1 : 0) },
  ])('does not fill up with motion that $what', async ({ error, excess }) => {
    const best = { bytes: smoothWay({}).bytes, error, excess };
    const group = fakeGroup({ ways: [best], stills: new FakeStills(() => 200) });
    const ideal = await group.motions.at(1e-3, group.fitters[0]!);
    expect((await spend(400, ideal, group, false)).motion).toBe(ideal.motion);
  });

  it('fills up with motion that keeps pictures better, although it moves no better', async () => {
    const kind = {
      bytes: smoothWay({}).bytes,
      error: () => 0.5,
      excess: (price: number) => (price < 9e-4 ? 0 : 0.2),
    };
    const group = fakeGroup({ ways: [kind], stills: new FakeStills(() => 200) });
    const ideal = await group.motions.at(1e-3, group.fitters[0]!);
    const { motion } = await spend(400, ideal, group, false);
    expect((await group.judge.opinionOf(motion, group.beside)).excess).toBe(0);
  });

  it.each<{ readonly what: string; readonly wrong: FakeWay }>([
    { what: 'slower and wrong', wrong: { bytes: () => 50, error: () => 1.1 } },
    { what: 'the reverse', wrong: { bytes: () => 50, error: () => 2, lack: () => 0 } },
    { what: 'harmful to pictures', wrong: { bytes: () => 50, error: () => 0.95, excess: () => 0.3 } },
  ])('stands still rather than send motion that is $what', async ({ wrong }) => {
    const group = fakeGroup({ ways: [wrong] });
    const { motion } = await spend(1000, await group.motions.at(1e-3, group.fitters[0]!), group, false);
    expect(standsStill(motion)).toBe(true);
  });

  it('sends motion of the right speed, although its error is larger than that of a still picture', async () => {
    const alive = { bytes: () => 20, error: () => 1.27, lack: () => 0 };
    const group = fakeGroup({ ways: [alive] });
    const ideal = await group.motions.at(1e-3, group.fitters[0]!);
    expect((await spend(1000, ideal, group, false)).motion).toBe(ideal.motion);
  });

  it('tries as many prices as the plan says', async () => {
    for (const fillSteps of [0, 3]) {
      const group = fakeGroup({ ways: [smoothWay({})], stills: new FakeStills(() => 200), plan: { fillSteps } });
      await spend(4000, await group.motions.at(1e-3, group.fitters[0]!), group, false);
      expect(group.fitters[0]!.asked.filter(({ price }) => price !== Infinity)).toHaveLength(1 + fillSteps);
    }
  });

  it('lights all motion that it fills up with', async () => {
    const group = fakeGroup({
      ways: [smoothWay({})],
      stills: new FakeStills(() => 200),
      light: { bytes: 30, factor: 1 },
    });
    const ideal = group.motions.lit(await group.motions.at(1e-3, group.fitters[0]!));
    const { motion, motionPayload } = await spend(400, ideal, group, true);
    expect(motion.light).toBeDefined();
    expect(motionPayload.length).toBeGreaterThan(ideal.payload.length);
    expect(motionPayload.length).toBeLessThanOrEqual(200);
  });
});
