import { describe, expect, it } from 'vitest';
import { AtMost } from './at-most.js';

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

describe('AtMost', () => {
  it('has so many works under way, and begins the next in the order of asking', async () => {
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const works = new AtMost(2);
    const results = [0, 1, 2, 3].map((i) =>
      works.run(() => {
        begun.push(i);
        return new Promise<number>((resolve) => ends.push(() => resolve(i)));
      }),
    );
    await settled();
    expect(begun).toEqual([0, 1]);
    ends[1]!();
    await settled();
    expect(begun).toEqual([0, 1, 2]);
    ends[0]!();
    await settled();
    expect(begun).toEqual([0, 1, 2, 3]);
    for (const end of ends) end();
    expect(await Promise.all(results)).toEqual([0, 1, 2, 3]);
  });

  it('goes on where a work fails', async () => {
    const works = new AtMost(1);
    const failed = expect(works.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await works.run(() => Promise.resolve(1))).toBe(1);
    await failed;
  });
});
