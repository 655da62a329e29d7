import { describe, expect, it } from 'vitest';
import { addDisplacement, integrateStreamlines, phasesAt } from './advection.js';
import { createFlow } from './flow/index.js';

function uniform(vx: number, vy: number, side = 16): ReturnType<typeof createFlow> {
  const flow = createFlow(side, side);
  for (let i = 0; i < side * side; i++) flow.data.set([vx, vy], 2 * i);
  return flow;
}

describe('streamlines', () => {
  it('go back along a uniform velocity, age by age, and rest at age 0', () => {
    const lines = integrateStreamlines(uniform(1.5, -0.5), 12, [4, 4], Infinity);
    expect(lines.reach).toBe(9);
    expect(integrateStreamlines(uniform(1, 0), 12, [4, 4]).reach).toBe(6);
    for (const age of [-9, -2.5, 0, 0.25, 4, 9]) {
      const out = createFlow(16, 16);
      addDisplacement(lines, age, out);
      expect(out.data[0]).toBeCloseTo(-1.5 * age, 4);
      expect(out.data[1]).toBeCloseTo(0.5 * age, 4);
    }
  });

  it('stay on the circles of a rotation', () => {
    const side = 33;
    const flow = createFlow(side, side);
    const omega = 0.05;
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) flow.data.set([-omega * (y - 16) * 4, omega * (x - 16) * 4], 2 * (y * side + x));
    const lines = integrateStreamlines(flow, 20, [4, 4]);
    const out = createFlow(side, side);
    addDisplacement(lines, 10, out);
    const at = 2 * (16 * side + 22);
    const [x, y] = [24 + out.data[at]!, out.data[at + 1]!];
    expect(Math.hypot(x, y)).toBeCloseTo(24, 1);
    expect(Math.atan2(y, x)).toBeCloseTo(-10 * omega, 2);
  });
});

describe('phases', () => {
  it('share all the weight, show the key picture undistorted at its own time, and repeat', () => {
    const [first] = phasesAt(24, 0);
    expect(first).toEqual({ age: 0, weight: 1 });
    for (let t = -30; t < 60; t += 0.7) {
      const phases = phasesAt(24, t);
      expect(phases[0].weight + phases[1].weight).toBeCloseTo(1, 9);
      for (const { age } of phases) expect(Math.abs(age)).toBeLessThanOrEqual(12);
      expect(phasesAt(24, t + 24)[0].weight).toBeCloseTo(phases[0].weight, 9);
    }
  });

  it('that stray start elsewhere in each life, age by one each frame and weigh what others weigh', () => {
    expect(phasesAt(24, 0, Infinity)[0]).toEqual({ age: 0, weight: 1 });
    const middles = new Set<number>();
    for (let life = -8; life < 8; life++) {
      const [first] = phasesAt(24, 24 * life, Infinity);
      const later = phasesAt(24, 24 * life + 7.5, Infinity);
      expect(later[0].age).toBeCloseTo(first.age + 7.5, 9);
      expect(later.map(({ weight }) => weight)).toEqual(phasesAt(24, 24 * life + 7.5).map(({ weight }) => weight));
      const [, second] = phasesAt(24, 24 * life + 12, Infinity);
      expect(Math.abs(second.age - first.age)).toBeGreaterThan(2);
      for (const age of [first.age, second.age]) expect(Math.abs(age)).toBeLessThanOrEqual(6);
      middles.add(first.age).add(second.age);
    }
    expect(middles.size).toBe(32);
  });

  it('that stray repeat after the lives of a loop', () => {
    for (const lives of [1, 2, 5]) {
      expect(phasesAt(24, 0, lives)[0].age).toBe(0);
      for (let t = -40; t < 200; t += 5.3) {
        const now = phasesAt(24, t, lives);
        for (const [i, later] of phasesAt(24, t + 24 * lives, lives).entries()) {
          expect(later.age).toBeCloseTo(now[i]!.age, 9);
          expect(later.weight).toBeCloseTo(now[i]!.weight, 9);
        }
      }
    }
  });
});
