import { afterEach, describe, expect, it } from 'vitest';
import { useKernels } from '../kernels/index.js';
import { SeededNoise } from '../math/index.js';
import { createFlow, type Flow } from '../motion/index.js';
import { createPicture, type Picture } from '../picture/index.js';
import { warpPicture } from './warp-picture.js';

afterEach(() => void useKernels(true));

function noisy(width: number, height: number): Picture {
  const picture = createPicture(width, height);
  for (const [stream, plane] of [picture.y, picture.u, picture.v].entries()) {
    const noise = new SeededNoise(3, stream);
    for (let i = 0; i < plane.length; i++) plane[i] = noise.bits(i, 0) & 255;
  }
  return picture;
}

function flowOf(width: number, height: number, value: (i: number) => number): Flow {
  const flow = createFlow(width, height);
  for (let i = 0; i < flow.data.length; i++) flow.data[i] = value(i);
  return flow;
}

function both(key: Picture, flow: Flow, mask?: Uint8Array): Picture[] {
  return [true, false].map((on) => {
    useKernels(on);
    const out = createPicture(key.width, key.height);
    for (const plane of [out.y, out.u, out.v]) plane.fill(7);
    return warpPicture(key, flow, out, 'all', mask);
  });
}

describe('the kernels of warpPicture', () => {
  it.each([
    [64, 64, 8, 8],
    [71, 65, 9, 5],
    [97, 130, 128, 3],
    [200, 64, 1, 1],
  ])('give the bytes of their twins at %i x %i, flow at %i x %i', (width, height, gridWidth, gridHeight) => {
    const noise = new SeededNoise(9, 0);
    const key = noisy(width, height);
    for (const scale of [0.004, 0.3, 5, 60, 3e4]) {
      const flow = flowOf(gridWidth, gridHeight, (i) => scale * noise.gaussian(i, 0));
      const [kernel, twin] = both(key, flow);
      expect(kernel).toEqual(twin);
    }
  });

  it('copy what stands still, and leave what a mask leaves out', () => {
    const key = noisy(66, 67);
    const flow = flowOf(6, 9, (i) => (i < 40 ? 0 : 1.7));
    const mask = new Uint8Array(54);
    mask[50] = 1;
    for (const given of [undefined, mask]) {
      const [kernel, twin] = both(key, flow, given);
      expect(kernel).toEqual(twin);
    }
  });

  it('do with what is not a number as their twins do', () => {
    const key = noisy(64, 64);
    const [kernel, twin] = both(
      key,
      flowOf(4, 4, (i) => (i % 7 === 0 ? NaN : i % 5)),
    );
    expect(kernel).toEqual(twin);
  });
});
