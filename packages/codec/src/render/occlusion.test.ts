import { describe, expect, it } from 'vitest';
import { createFlow } from '../motion/index.js';
import { unfold } from './occlusion.js';

const CELL = 4;

describe('unfold', () => {
  it('leaves a smooth flow as it is', () => {
    const flow = createFlow(16, 16);
    for (let i = 0; i < 256; i++) flow.data.set([Math.sin(i % 16) * 0.5, 1], 2 * i);
    const before = flow.data.slice();
    unfold(flow, CELL, CELL, new Float32Array(flow.data.length));
    expect(flow.data).toEqual(before);
  });

  it('gives the cells behind a moving edge the displacement of the background', () => {
    const flow = createFlow(16, 16);
    // Columns 0 to 7 show an object that has moved left, so that the flow points right into it; the rest stands still.
    for (let i = 0; i < 256; i++) flow.data[2 * i] = i % 16 < 8 ? 6 : 0;
    unfold(flow, CELL, CELL, new Float32Array(flow.data.length));
    const row = Array.from({ length: 16 }, (_, x) => flow.data[2 * (8 * 16 + x)]);
    expect(row).toEqual([6, 6, 6, 6, 6, 6, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
