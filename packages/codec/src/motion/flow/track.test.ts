import { describe, expect, it } from 'vitest';
import { mean } from '../../math/index.js';
import { createPlane, type Plane } from '../../picture/index.js';
import { confidenceMap } from './confidence.js';
import { createFlow, endpointError, type Flow } from './flow.js';
import { preparePyramid } from './pyramid.js';
import { trackFlows } from './track.js';
import { warpPlane } from './warp.js';

const WIDTH = 97;
const HEIGHT = 65;

function texture(x: number, y: number): number {
  let sum = 0;
  for (let k = 0; k < 9; k++) {
    const f = 0.07 * 1.33 ** k;
    sum += Math.sin(f * (x * Math.cos(k * 2.4) + y * Math.sin(k * 2.4)) + k * k) / (1 + 0.25 * k);
  }
  return 128 + 22 * sum;
}

/** Displacement of frame t at (x, y), zero at frame `key`: a sway that grows with x. */
function sway(x: number, t: number, key: number): number {
  return (2.5 * (Math.sin(0.4 * t) - Math.sin(0.4 * key)) * x) / WIDTH;
}

function frame(t: number, key: number): Plane {
  const plane = createPlane(WIDTH, HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) plane.data[y * WIDTH + x] = texture(x, y + sway(x, t, key));
  }
  return plane;
}

function truth(t: number, key: number): Flow {
  const flow = createFlow(WIDTH, HEIGHT);
  for (let p = 0; p < WIDTH * HEIGHT; p++) flow.data[2 * p + 1] = sway(p % WIDTH, t, key);
  return flow;
}

function meanDifference(a: Plane, b: Plane): number {
  return a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]!), 0) / a.data.length;
}

describe('trackFlows', () => {
  const key = 4;
  const frames = Array.from({ length: 12 }, (_, t) => frame(t, key));

  it('walks outwards from the key picture and follows a sway both ways', () => {
    const order: number[] = [];
    for (const { index, backward } of trackFlows(frames[key]!, frames, frames.length, key)) {
      order.push(index);
      expect(endpointError(backward, truth(index, key), 4)).toBeLessThan(0.04);
      expect(meanDifference(warpPlane(frames[key]!, backward), frames[index]!)).toBeLessThan(2);
    }
    expect(order).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 3, 2, 1, 0]);
  });

  it('takes a prepared key picture and a function for frames, and gives the same flows', () => {
    const direct = [...trackFlows(frames[0]!, frames, 3, 0)];
    const prepared = [...trackFlows(preparePyramid(frames[0]!), (t) => frames[t]!, 3, 0)];
    expect(prepared.map((item) => item.backward.data)).toEqual(direct.map((item) => item.backward.data));
  });

  it('recovers after frames that show something else', () => {
    const broken = frames.map((plane, t) =>
      t === 6 || t === 7 ? { ...plane, data: plane.data.map((_, i) => (i * 7919) % 256) } : plane,
    );
    for (const { index, backward } of trackFlows(broken[key]!, broken, broken.length, key)) {
      if (index > 7) expect(endpointError(backward, truth(index, key), 4)).toBeLessThan(0.04);
    }
  });

  it('gives forward flows that undo the backward ones', () => {
    for (const { index, backward, forward } of trackFlows(frames[key]!, frames, 8, key, {
      forward: true,
      quality: 'fast',
    })) {
      const confidence = confidenceMap(backward, forward!);
      expect(mean(confidence.data), `frame ${index}`).toBeGreaterThan(0.93);
    }
  });

  it('stays finite and still on flat pictures', () => {
    const flat = Array.from({ length: 3 }, () => ({
      ...createPlane(64, 64),
      data: new Float32Array(64 * 64).fill(128),
    }));
    for (const { backward } of trackFlows(flat[0]!, flat, 3, 0))
      expect(backward.data.every((value) => value === 0)).toBe(true);
  });

  it('rejects a key index that is not a frame, and missing frames', () => {
    expect(() => [...trackFlows(frames[0]!, frames, 12, 12)]).toThrow(
      'Expected an integer from 0 to 11 for keyIndex but received 12',
    );
    expect(() => [...trackFlows(frames[0]!, frames.slice(0, 2), 3, 0)]).toThrow(
      'Expected at most 2 (the number of frames) for count',
    );
  });
});

describe('confidenceMap', () => {
  it('is high where flows agree, low where they do not, zero outside', () => {
    const backward = createFlow(16, 16);
    const forward = createFlow(16, 16);
    for (let p = 0; p < 256; p++) {
      backward.data[2 * p] = 3;
      forward.data[2 * p] = p >= 128 ? -3 : 2;
    }
    const { data } = confidenceMap(backward, forward);
    expect(data[15 * 16 + 2]).toBeGreaterThan(0.999);
    expect(data[2 * 16 + 2]).toBeLessThan(0.01);
    expect(data[15 * 16 + 14]).toBe(0);
  });
});
