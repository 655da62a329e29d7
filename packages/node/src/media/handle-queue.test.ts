import { describe, expect, it } from 'vitest';
import { HandleQueue } from './handle-queue.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('HandleQueue', () => {
  it('runs one step at a time, in order', async () => {
    const queue = new HandleQueue(() => new Error('ended'));
    const seen: string[] = [];
    const step = (name: string, ms: number) => async () => {
      seen.push(`+${name}`);
      await pause(ms);
      seen.push(`-${name}`);
      return name;
    };
    expect(await Promise.all([queue.run(step('a', 5)), queue.run(step('b', 1)), queue.run(() => 'c')])).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(seen).toEqual(['+a', '-a', '+b', '-b']);
  });

  it('goes on after a step that failed', async () => {
    const queue = new HandleQueue(() => new Error('ended'));
    const failed = queue.run(() => Promise.reject(new Error('bad')));
    const next = queue.run(() => 1);
    await expect(failed).rejects.toThrow('bad');
    expect(await next).toBe(1);
  });

  it('frees once, after the step in flight; steps that wait are refused', async () => {
    const queue = new HandleQueue(() => new Error('ended'));
    const seen: string[] = [];
    const free = () => void seen.push('free');
    const first = queue.run(async () => {
      await pause(5);
      seen.push('first');
    });
    await Promise.resolve();
    const second = queue.run(() => void seen.push('second'));
    const ends = [queue.close(free), queue.close(free)];
    await expect(second).rejects.toThrow('ended');
    await first;
    await Promise.all(ends);
    await expect(queue.run(() => undefined)).rejects.toThrow('ended');
    expect(seen).toEqual(['first', 'free']);
  });

  it('lets a step of many calls end early', async () => {
    const queue = new HandleQueue(() => new Error('ended'));
    const step = queue.run(async () => {
      for (;;) {
        queue.assertOpen();
        await pause(1);
      }
    });
    const end = queue.close(() => undefined);
    await expect(step).rejects.toThrow('ended');
    await end;
  });
});
