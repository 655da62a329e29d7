import { describe, expect, it } from 'vitest';
import { swayingFrame } from '../../../../../test/fixtures/swaying-scene.js';
import { createFlow } from '../../motion/index.js';
import { createPicture, lumaPlane, type Plane } from '../../picture/index.js';
import { meanLength, originalFlows, seenAs } from './frame-flow.js';

const unhurried = (): Promise<void> => Promise.resolve();

/** A scene that pans by a pixel a frame: columns of a wider picture. */
const wide = lumaPlane(swayingFrame({ width: 96, height: 64, amplitude: 0 }, 0));
const panned = (t: number): Plane => ({
  width: 64,
  height: 64,
  data: Float32Array.from({ length: 64 * 64 }, (_, i) => wide.data[Math.floor(i / 64) * 96 + (i % 64) + t]!),
});

describe('originalFlows', () => {
  it('is the flow from each frame to the next', async () => {
    const flows = await originalFlows([0, 1, 2].map(panned), 8, unhurried);
    expect(flows.map(({ t }) => t)).toEqual([0, 1]);
    for (const { flow } of flows) {
      const inner = Array.from({ length: 32 }, (_, y) => flow.data[2 * ((16 + y) * 64 + 32)]!);
      for (const x of inner) expect(Math.abs(x + 1)).toBeLessThan(0.25);
    }
  });

  it('looks at places spread evenly, at most as many as asked for', async () => {
    const planes = Array.from({ length: 21 }, () => panned(0));
    expect((await originalFlows(planes, 4, unhurried)).map(({ t }) => t)).toEqual([2, 7, 12, 17]);
    expect(await originalFlows(planes.slice(0, 1), 4, unhurried)).toEqual([]);
  });

  it('ends where breathing throws', async () => {
    await expect(originalFlows([0, 1].map(panned), 1, () => Promise.reject(new Error('enough')))).rejects.toThrow(
      'enough',
    );
  });
});

describe('meanLength', () => {
  it('is the mean over pixels and flows', () => {
    const flow = createFlow(8, 8);
    for (let i = 0; i < flow.data.length; i += 2) flow.data.set([3, 4], i);
    const flows = [flow, createFlow(8, 8)].map((each, t) => ({ t, flow: each }));
    expect(meanLength(flows)).toBeCloseTo(2.5, 9);
    expect(meanLength([])).toBe(0);
  });
});

describe('seenAs', () => {
  it('gives the luma itself up to 256 pixels', () => {
    const picture = createPicture(256, 100);
    expect(seenAs(picture).grey.data).toBe(picture.y);
  });

  it('gives a smaller plane, in whole levels, beyond that', () => {
    const picture = createPicture(512, 300);
    picture.y.fill(77);
    const { width, height, data } = seenAs(picture).grey;
    expect({ width, height }).toEqual({ width: 256, height: 150 });
    expect(data.every((value) => value === 77)).toBe(true);
  });
});
