import { describe, expect, it } from 'vitest';
import { createPicture } from '../picture/index.js';
import { atConstantRate } from './constant-rate.js';
import type { TimedPicture } from './source.js';

const RATE = { numerator: 10, denominator: 1 };

/** Pictures whose first sample is their index. @param spans time and duration of each, seconds */
async function* clip(spans: readonly (readonly [number, number])[]): AsyncGenerator<TimedPicture, void, undefined> {
  for (const [index, [time, duration]] of spans.entries()) {
    const picture = createPicture(2, 2);
    picture.y[0] = index;
    await Promise.resolve();
    yield { picture, time, duration };
  }
}

async function shown(spans: readonly (readonly [number, number])[], origin = 0, limit = Infinity): Promise<number[]> {
  const indices: number[] = [];
  for await (const { y } of atConstantRate(clip(spans), RATE, origin, limit, '"idle.gif"')) indices.push(y[0]!);
  return indices;
}

describe('atConstantRate', () => {
  it('repeats what is held and leaves surplus pictures out', async () => {
    const spans = [
      [0, 0.1],
      [0.1, 0.3],
      [0.4, 0.02],
      [0.42, 0.02],
      [0.5, 0.2],
    ] as const;
    expect(await shown(spans)).toEqual([0, 1, 1, 1, 3, 4, 4]);
    expect(await shown(spans, 0.2, 3)).toEqual([1, 1, 3]);
  });

  const held = [
    [0, 0.1],
    [0.1, 655.35],
    [655.45, 0.1],
  ] as const;

  it('says which clip holds a picture for too long, from when on', async () => {
    await expect(shown(held)).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(shown(held)).rejects.toThrow(/"idle\.gif" shows one picture for 655 seconds, from second 0\.1 on/);
    await expect(shown(held.slice(0, 2))).rejects.toThrow(/for 655 seconds/);
  });

  it('takes what of a long hold is asked for', async () => {
    expect(await shown(held, 0, 5)).toEqual([0, 1, 1, 1, 1]);
    expect((await shown(held, 100)).length).toBe(5556);
    expect(await shown(held, 655.3)).toEqual([1, 1, 2]);
  });
});
