import { describe, expect, it } from 'vitest';
import { evenDrawing, leaves, pictureOf } from '../../../../../test/fixtures/drawings.js';
import { decodeHints, NO_MOTION, OCTAVES } from '../../motion/index.js';
import { ModelError } from '../errors.js';
import type { Network, NetworkTensor } from '../network.js';
import { drawLearned } from './draw-motion.js';

const SIZE = { width: 96, height: 64 };
const KEY = pictureOf(SIZE.width, SIZE.height, leaves);
const hints = decodeHints(NO_MOTION, SIZE.width, SIZE.height, 20);
const conditions = { key: KEY, hints, seed: 5 };

/** A network whose velocity is a function of the state; keeps what it was given. */
function fake(velocity: (state: NetworkTensor) => NetworkTensor, asked: Record<string, NetworkTensor>[] = []): Network {
  return {
    run(inputs) {
      asked.push({ ...inputs });
      return Promise.resolve({ velocity: velocity(inputs['state']!) });
    },
  };
}

const standing = (state: NetworkTensor): NetworkTensor => ({ ...state, data: new Float32Array(state.data.length) });

describe('drawLearned', () => {
  it('asks for each line in as many steps, with scene, state and time of the shapes of the contract', async () => {
    const asked: Record<string, NetworkTensor>[] = [];
    await drawLearned(fake(standing, asked), evenDrawing(SIZE, { octave: 2, displacement: 0.5 }), conditions, 4);
    expect(asked.map(({ time }) => time!.data[0])).toEqual([0, 0.25, 0.5, 0.75, 0, 0.25, 0.5, 0.75]);
    // 64 x 43 cells; sides are multiples of 8.
    expect(asked[0]!['state']!.shape).toEqual([1, 4 * OCTAVES, 48, 64]);
    expect(asked[0]!['scene']!.shape).toEqual([1, 23, 48, 64]);
  });

  it('draws what the network makes of noise, as strongly as the statistics say', async () => {
    const drawing = evenDrawing(SIZE, { octave: 2, displacement: 0.5 });
    const { modes } = await drawLearned(fake(standing), drawing, conditions);
    expect(modes).toHaveLength(4);
    const cells = modes[0]!.map.data.length / 2;
    let power = 0;
    for (const { map } of modes) for (const value of map.data) power += (value * value) / 2 / (2 * cells);
    expect(Math.sqrt(power)).toBeGreaterThan(0.4);
    expect(Math.sqrt(power)).toBeLessThan(0.6);
  });

  it('follows the velocity to the end', async () => {
    // x' = 1 - x takes any state towards 1; all cells then move alike, along both axes.
    const towards = fake((state) => ({ ...state, data: state.data.map((value) => 4 * (1 - value)) }));
    const { modes } = await drawLearned(towards, evenDrawing(SIZE, { octave: 1, displacement: 0.5 }), conditions, 4);
    for (const { map } of modes) for (const value of map.data) expect(value).toBeCloseTo(0.5 / Math.SQRT2, 2);
  });

  it('draws nothing of no strength and does not ask the network', async () => {
    const asked: Record<string, NetworkTensor>[] = [];
    const drawn = await drawLearned(fake(standing, asked), evenDrawing(SIZE, { octave: 0, light: 3 }), conditions);
    expect(drawn.modes).toEqual([]);
    expect(drawn.light.length).toBeGreaterThan(0);
    expect(asked).toEqual([]);
  });

  it('stays within its limit and is finite, whatever the network gives', async () => {
    const wild = fake((state) => ({ ...state, data: state.data.map((value) => 1e6 * value) }));
    const { modes } = await drawLearned(wild, evenDrawing(SIZE, { octave: 4, displacement: 50 }), conditions);
    for (const { map } of modes)
      for (const value of map.data) expect(Math.abs(value)).toBeLessThanOrEqual(SIZE.width / 24 + 1e-3);
  });

  it('refuses networks that give something else', async () => {
    const drawing = evenDrawing(SIZE, { octave: 2, displacement: 0.5 });
    const short = fake((state) => ({ data: state.data.subarray(1), shape: [1, 2, 3] }));
    await expect(drawLearned(short, drawing, conditions)).rejects.toThrow(ModelError);
    const infinite = fake((state) => ({ ...state, data: new Float32Array(state.data.length).fill(NaN) }));
    await expect(drawLearned(infinite, drawing, conditions)).rejects.toThrow(/numbers/);
  });
});
