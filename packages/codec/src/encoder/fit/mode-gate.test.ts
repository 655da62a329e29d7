import { describe, expect, it } from 'vitest';
import { noPause } from '../../math/index.js';
import { createFlow, type Flow } from '../../motion/index.js';
import { gated, modeGate } from './mode-gate.js';
import type { Modes } from './mode-refinement.js';

const SIDE = 24;
const FRAMES = 8;
const swing = (t: number): number => Math.sin(t);

function flowOf(at: (x: number, y: number) => number): Flow {
  const flow = createFlow(SIDE, SIDE);
  for (let i = 0; i < SIDE * SIDE; i++) flow.data[2 * i] = at(i % SIDE, Math.floor(i / SIDE));
  return flow;
}

const modes: Modes = {
  fixed: 0,
  maps: [flowOf(() => 2)],
  series: [Float32Array.from({ length: FRAMES + 1 }, (_, t) => swing(t))],
};

/** Forward flow where the left half moves as the modes say, and the right half against them. */
const originals = Array.from({ length: FRAMES }, (_, t) => ({
  t,
  flow: flowOf((x) => (x < SIDE / 2 ? 1 : -1) * 2 * (swing(t) - swing(t + 1))),
}));

describe('modeGate', () => {
  it('trusts modes where they explain the measured flow, and not where they do not', async () => {
    const gate = await modeGate(modes, originals, SIDE, SIDE, 1, noPause);
    for (let y = 0; y < SIDE; y++) {
      expect(gate[y * SIDE + 4]).toBe(1);
      expect(gate[y * SIDE + 20]).toBe(0);
    }
  });

  it('measures in pixels of the full picture', async () => {
    const half = originals.map(({ t, flow }) => ({ t, flow: { ...flow, data: flow.data.map((value) => value / 2) } }));
    const whole = await modeGate(modes, originals, SIDE, SIDE, 1, noPause);
    expect(await modeGate(modes, half, SIDE, SIDE, 2, noPause)).toEqual(whole);
  });

  it('trusts nothing where nothing moves', async () => {
    const still = originals.map(({ t }) => ({ t, flow: createFlow(SIDE, SIDE) }));
    expect((await modeGate(modes, still, SIDE, SIDE, 1, noPause)).every((value) => value === 0)).toBe(true);
  });
});

describe('gated', () => {
  it('multiplies both directions of each cell', () => {
    const flow = { width: 2, height: 1, data: Float32Array.of(1, 2, 3, 4) };
    expect([...gated(flow, Float32Array.of(0.5, 0)).data]).toEqual([0.5, 1, 0, 0]);
  });
});
