import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFlow, type Flow } from '../motion/index.js';
import { FlowInverter } from './inverse-flow.js';

const [WIDTH, HEIGHT] = [32, 24];
/** Pixels per cell, across and down. */
const [ACROSS, DOWN] = [2, 3];

/** @param at displacement in pixels of the point in a cell */
function flowOf(at: (x: number, y: number) => readonly [number, number]): Flow {
  const flow = createFlow(WIDTH, HEIGHT);
  for (let i = 0; i < WIDTH * HEIGHT; i++) flow.data.set(at(i % WIDTH, Math.floor(i / WIDTH)), 2 * i);
  return flow;
}

function inverse(flow: Flow): (x: number, y: number) => number[] {
  new FlowInverter(flow, ACROSS, DOWN).invert(flow);
  return (x, y) => [...flow.data.subarray(2 * (y * WIDTH + x), 2 * (y * WIDTH + x) + 2)];
}

describe('FlowInverter', () => {
  it('leaves what rests alone', () => {
    const flow = flowOf(() => [0, 0]);
    inverse(flow);
    expect(flow.data.every((value) => Math.abs(value) < 1e-5)).toBe(true);
  });

  it('turns a shift round, up to the border', () => {
    const flow = flowOf(() => [3.3, -4.1]);
    inverse(flow);
    flow.data.forEach((value, i) => expect(value).toBeCloseTo(i % 2 === 0 ? -3.3 : 4.1, 4));
  });

  it('finds where points of a rotation come from', () => {
    const angle = 0.2;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const turned = (x: number, y: number, way: 1 | -1): [number, number] => {
      const [dx, dy] = [(x - 16) * ACROSS, (y - 12) * DOWN];
      return [cos * dx - way * sin * dy - dx, way * sin * dx + cos * dy - dy];
    };
    const back = inverse(flowOf((x, y) => turned(x, y, 1)));
    for (let y = 6; y < 18; y++) {
      for (let x = 8; x < 24; x++) {
        const [dx, dy] = turned(x, y, -1);
        expect(back(x, y)[0]).toBeCloseTo(dx, 3);
        expect(back(x, y)[1]).toBeCloseTo(dy, 3);
      }
    }
  });

  it('shows a stalk that has swung further than it is wide, and background where it was', () => {
    const stalk = (x: number): boolean => x >= 10 && x <= 12;
    const back = inverse(flowOf((x) => [stalk(x) ? 8 * ACROSS : 0, 0]));
    for (let x = 18; x <= 20; x++) expect(back(x, 12)).toEqual([-8 * ACROSS, 0]);
    for (const x of [2, 8, 15, 16, 23, 30]) expect(back(x, 12)).toEqual([0, 0]);
    // From beside the stalk, not from it.
    for (let x = 10; x <= 12; x++) {
      const from = x + back(x, 12)[0]! / ACROSS;
      expect(from < 10 || from > 12).toBe(true);
    }
  });

  it('shows what moved further in front, whichever is drawn first', () => {
    for (const way of [1, -1]) {
      const far = (x: number): boolean => (way === 1 ? x <= 9 : x >= 22);
      const back = inverse(flowOf((x) => [far(x) ? way * 12 : way * 2, 0]));
      expect(back(way === 1 ? 12 : 19, 5)[0]).toBeCloseTo(-12 * way, 4);
    }
  });

  it('gives finite displacements, whatever it is given', () => {
    const value = fc.oneof(fc.float(), fc.float({ min: -90, max: 90, noNaN: true }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 6, maxLength: 60 }), (values) => {
        const flow = createFlow(WIDTH, HEIGHT);
        flow.data.forEach((_, i) => (flow.data[i] = values[(i * 7) % values.length]!));
        inverse(flow);
        expect(flow.data.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
