import { describe, expect, it } from 'vitest';
import { createFlow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import { splatFlow } from './forward-flow.js';

const SIDE = 64;

/** A dark bar of eight pixels on textured ground. @param left where it begins */
function barAt(left: number): Plane {
  const data = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    return x >= left && x < left + 8 ? 20 + (((x - left) * 5 + y * 3) % 16) : 150 + ((x * 37 + y * 53) % 60);
  });
  return { width: SIDE, height: SIDE, data };
}

describe('splatFlow', () => {
  it('says where points of the key picture go', () => {
    const backward = createFlow(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) if (i % SIDE >= 36 && i % SIDE < 44) backward.data[2 * i] = -12;
    const forward = splatFlow(backward, barAt(24), barAt(36), { width: 32, height: 32 }, 2);
    const at = (x: number, y: number): number[] => [...forward.data.subarray(2 * (y * 32 + x), 2 * (y * 32 + x) + 2)];
    // The bar in cells 12 to 15 goes 12 pixels of the plane to the right, 24 of the full picture.
    for (let x = 12; x < 16; x++) expect(at(x, 16)[0]).toBeCloseTo(24, 2);
    for (const x of [2, 8, 24, 30]) expect(at(x, 16)).toEqual([0, 0]);
  });

  it('fills what no pixel comes from', () => {
    const backward = createFlow(SIDE, SIDE);
    // All comes from the left half.
    for (let i = 0; i < SIDE * SIDE; i++) backward.data[2 * i] = i % SIDE >= 32 ? -32 : 0;
    const flat: Plane = { width: SIDE, height: SIDE, data: new Float32Array(SIDE * SIDE).fill(100) };
    const { data } = splatFlow(backward, flat, flat, { width: 16, height: 16 }, 1);
    data.forEach((value, i) => expect(value).toBeCloseTo(i % 2 === 0 ? 16 : 0, 4));
  });

  it('is at rest where nothing matches', () => {
    const away = createFlow(SIDE, SIDE);
    away.data.fill(1000);
    const { data } = splatFlow(away, barAt(3), barAt(9), { width: 16, height: 16 }, 1);
    expect(data.every((value) => value === 0)).toBe(true);
  });
});
