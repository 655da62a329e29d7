import { describe, expect, it } from 'vitest';
import { EXACT_WAY, fakeGroup, smoothWay, STILL_BYTES } from '../../../../../test/fixtures/fake-group.js';
import { standsStill } from '../../motion/index.js';
import { FINE_SERIES, MotionLadder, USUAL_SERIES } from './motion-ladder.js';

describe('MotionLadder', () => {
  it('fits and writes each fitter, price and share of series once', async () => {
    const { fitters } = fakeGroup({ ways: [smoothWay({}), EXACT_WAY] });
    let written = 0;
    const ladder = new MotionLadder(fitters, undefined, () => new Uint8Array(++written));
    const first = await ladder.at(1e-3, fitters[0]!);
    expect(await ladder.at(1e-3, fitters[0]!, USUAL_SERIES)).toBe(first);
    const others = [
      await ladder.at(1e-3, fitters[1]!),
      await ladder.at(2e-3, fitters[0]!),
      await ladder.at(1e-3, fitters[0]!, FINE_SERIES),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
    expect(written).toBe(4);
    expect(fitters.map(({ asked }) => asked.length)).toEqual([3, 1]);
    expect(others[2]).toMatchObject({ fitter: fitters[0], price: 1e-3, seriesShare: FINE_SERIES });
  });

  it('has no motion at an infinite price', async () => {
    const { motions } = fakeGroup({ ways: [EXACT_WAY] });
    expect(standsStill((await motions.still()).motion)).toBe(true);
    expect(await motions.still()).toBe(await motions.still());
    expect((await motions.still()).payload).toHaveLength(STILL_BYTES);
  });

  it('keeps the motion that it lights', async () => {
    const { motions, fitters } = fakeGroup({ ways: [EXACT_WAY], light: { bytes: 7, factor: 1 } });
    const dark = await motions.at(1e-3, fitters[0]!, FINE_SERIES);
    const bright = motions.lit(dark);
    expect(bright.motion).toEqual({ ...dark.motion, light: motions.light });
    expect(bright.motion.modes).toBe(dark.motion.modes);
    expect(bright).toMatchObject({ fitter: fitters[0], price: 1e-3, seriesShare: FINE_SERIES });
    expect(bright.payload).toHaveLength(dark.payload.length + 7);
    expect(dark.motion.light).toBeUndefined();
  });
});
