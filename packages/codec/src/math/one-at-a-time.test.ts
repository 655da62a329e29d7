import { describe, expect, it } from 'vitest';
import { OneAtATime } from './one-at-a-time.js';

describe('OneAtATime', () => {
  it('runs works in their order, each after the end of the one before, and past failures', async () => {
    const works = new OneAtATime();
    const said: string[] = [];
    const work = (name: string, fails = false) =>
      works.run(async () => {
        said.push(`${name} begins`);
        for (let i = 0; i < 5; i++) await Promise.resolve();
        said.push(`${name} ends`);
        if (fails) throw new RangeError(name);
        return name;
      });
    const [first, second, third] = [work('a'), work('b', true), work('c')];
    await expect(second).rejects.toThrow('b');
    expect([await first, await third]).toEqual(['a', 'c']);
    expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });
});
