import { describe, expect, it } from 'vitest';
import { addDisplacement, addStrayed, integrateStreamlines, phasesAt } from './advection.js';
import { createFlow } from './flow/index.js';

function uniform(vx: number, vy: number, side = 16): ReturnType<typeof createFlow> {
  const flow = createFlow(side, side);
  for (let i = 0; i < side * side; i++) flow.data.set([vx, vy], 2 * i);
  return flow;
}

describe('streamlines', () => {
  it('go back along a uniform velocity, age by age, and rest at age 0', () => {
    const lines = integrateStreamlines(uniform(1.5, -0.5), 12, [4, 4], 'whole');
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

describe('paths that turn back', () => {
  const side = 64;

  it.each([0.5, 4, 40, 1e5])('never leave the picture at %d pixels a frame', (speed) => {
    const lines = integrateStreamlines(uniform(speed, -speed), 24, [4, 4], 'by-place');
    for (const { data } of lines.maps)
      data.forEach((displacement, i) => {
        const cell = i & 1 ? Math.floor(i / 32) : (i >> 1) % 16;
        const there = 4 * (cell + 0.5) + displacement;
        expect(there).toBeGreaterThanOrEqual(-1e-3);
        expect(there).toBeLessThanOrEqual(side + 1e-3);
      });
  });

  it('are those of others where they stay inside, and their mirror image beyond the border', () => {
    const plain = integrateStreamlines(uniform(2, 0), 24, [4, 4], 'whole');
    const folded = integrateStreamlines(uniform(2, 0), 24, [4, 4], 'by-place');
    const [out, back] = [createFlow(16, 16), createFlow(16, 16)];
    addDisplacement(plain, 10, out);
    addDisplacement(folded, 10, back);
    expect(back.data[2 * 8]).toBe(out.data[2 * 8]);
    expect(2 + back.data[0]!).toBeCloseTo(18, 4);
  });

  it('are taken at an age of its own in each cell', () => {
    const lines = integrateStreamlines(uniform(0.5, 0), 24, [4, 4], 'by-place');
    const strays = Float32Array.from({ length: 256 }, (_, cell) => (cell === 8 ? -3 : 0));
    const out = createFlow(16, 16);
    addStrayed(lines, 5, strays, out);
    expect(out.data[2 * 7]).toBeCloseTo(-2.5, 5);
    expect(out.data[2 * 8]).toBeCloseTo(-1, 5);
  });
});

describe('phases', () => {
  it('share all the weight, show the key picture undistorted at its own time, and repeat', () => {
    const [first] = phasesAt(24, 0);
    expect(first).toEqual({ age: 0, weight: 1, life: 0 });
    for (let t = -30; t < 60; t += 0.7) {
      const phases = phasesAt(24, t);
      expect(phases[0].weight + phases[1].weight).toBeCloseTo(1, 9);
      for (const { age } of phases) expect(Math.abs(age)).toBeLessThanOrEqual(12);
      expect(phasesAt(24, t + 24)[0].weight).toBeCloseTo(phases[0].weight, 9);
    }
  });

  it('number their lives, and begin again after those of a loop', () => {
    const lives = Array.from({ length: 8 }, (_, i) => phasesAt(24, 12 * i - 45).map(({ life }) => life));
    expect(lives.map(([first]) => first).join()).toBe('-4,-2,-2,0,0,2,2,4');
    expect(lives.map(([, second]) => second).join()).toBe('-3,-3,-1,-1,1,1,3,3');
    for (const loop of [1, 2, 5]) {
      for (let t = -40; t < 200; t += 5.3) {
        const now = phasesAt(24, t, loop);
        for (const [i, later] of phasesAt(24, t + 24 * loop, loop).entries()) {
          expect(later.life === now[i]!.life).toBe(true);
          expect(later.age).toBeCloseTo(now[i]!.age, 9);
          expect(later.weight).toBeCloseTo(now[i]!.weight, 9);
        }
      }
    }
  });
});
