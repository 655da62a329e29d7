import { describe, expect, it } from 'vitest';
import type { Flow } from '../motion/index.js';
import { createPicture, type Plane } from '../picture/index.js';
import { classicalAppearance } from './appearance/classical-appearance.js';
import { upsampleGuided } from './motion/guided-upsampling.js';

function plane(width: number, height: number, at: (x: number, y: number) => number): Plane {
  return {
    width,
    height,
    data: Float32Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
  };
}

function flow(width: number, height: number, at: (x: number, y: number) => readonly [number, number]): Flow {
  return {
    width,
    height,
    data: Float32Array.from(
      { length: width * height * 2 },
      (_, i) => at((i >> 1) % width, Math.floor((i >> 1) / width))[i & 1]!,
    ),
  };
}

const NO_STILL = new Uint8Array(0);

describe('upsampleGuided', () => {
  const flat = (width: number, height: number): Plane => plane(width, height, () => 128);

  it('keeps a constant flow whatever the guide shows', () => {
    const guide = plane(48, 40, (x, y) => (x * 37 + y * 91) % 255);
    const out = upsampleGuided(
      flow(12, 10, () => [1.5, -2]),
      guide,
      plane(12, 10, (x, y) => (x * 53 + y * 17) % 255),
    );
    for (let i = 0; i < out.data.length; i++) expect(out.data[i]).toBeCloseTo(i % 2 === 0 ? 1.5 : -2, 5);
  });

  it('is bilinear where the guide is flat', () => {
    const out = upsampleGuided(
      flow(8, 8, (x) => [x, 0]),
      flat(32, 32),
      flat(8, 8),
    );
    // Dense cell x has its centre at coarse position (x + 0.5) / 4 - 0.5.
    for (let x = 2; x < 30; x++) expect(out.data[2 * (5 * 32 + x)]).toBeCloseTo((x + 0.5) / 4 - 0.5, 4);
  });

  it('lets motion end where the guide has an edge', () => {
    const moving = flow(8, 8, (x) => [x < 4 ? 2 : 0, 0]);
    const edgeAt = 16;
    const guide = plane(32, 32, (x) => (x < edgeAt ? 30 : 220));
    const out = upsampleGuided(
      moving,
      guide,
      plane(8, 8, (x) => (x < 4 ? 30 : 220)),
    );
    const value = (x: number): number => out.data[2 * (16 * 32 + x)]!;
    expect(value(edgeAt - 1)).toBeGreaterThan(1.8);
    expect(value(edgeAt)).toBeLessThan(0.2);
    const blurred = upsampleGuided(moving, flat(32, 32), flat(8, 8)).data[2 * (16 * 32 + edgeAt)]!;
    expect(blurred).toBeGreaterThan(0.5);
  });

  it("takes sizes that do not divide, and a flow of the guide's own size", () => {
    const out = upsampleGuided(
      flow(5, 4, (x, y) => [x, y]),
      flat(13, 11),
      flat(5, 4),
    );
    expect([out.width, out.height]).toEqual([13, 11]);
    expect(out.data.every((value) => value >= 0 && value <= 4)).toBe(true);
    const same = flow(6, 6, (x, y) => [x - y, y]);
    expect(upsampleGuided(same, flat(6, 6), flat(6, 6)).data).toEqual(same.data);
  });
});

describe('classicalAppearance', () => {
  it('leaves the key picture alone at no strength and a flat one at any', async () => {
    const key = createPicture(64, 64);
    key.y.fill(90);
    expect(await classicalAppearance.restore({ key, bytes: 90, still: NO_STILL, seed: 3, fidelity: 1 })).toBe(key);
    expect(await classicalAppearance.restore({ key, bytes: 90, still: NO_STILL, seed: 3, fidelity: 0 })).toEqual(key);
    key.y[70] = 200;
    expect(await classicalAppearance.restore({ key, bytes: 64 * 64, still: NO_STILL, seed: 3, fidelity: 0 })).toBe(key);
    expect(classicalAppearance.modelId).toBe(0);
  });

  it('steepens edges, by no more than its limit, and leaves chroma and the given picture as they were', async () => {
    const key = createPicture(64, 64);
    for (let i = 0; i < key.y.length; i++) key.y[i] = i % 64 < 32 ? 60 : 180;
    const before = key.y.slice();
    const { y, u } = await classicalAppearance.restore({ key, bytes: 90, still: NO_STILL, seed: 3, fidelity: 0 });
    expect(y[31]).toBe(50);
    expect(y[32]).toBe(190);
    expect([y[10], y[50]]).toEqual([60, 180]);
    expect(u).toEqual(key.u);
    expect(key.y).toEqual(before);
    const half = await classicalAppearance.restore({ key, bytes: 90, still: NO_STILL, seed: 3, fidelity: 0.5 });
    expect(half.y[31]).toBe(52);
  });
});
