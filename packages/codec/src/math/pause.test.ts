import { describe, expect, it } from 'vitest';
import { atOnce, breather, inSteps, type Steps } from './pause.js';

describe('breather', () => {
  it('lets timers run while work goes on', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const breathe = breather(undefined);
    const end = performance.now() + 10_000;
    while (ticks < 2 && performance.now() < end) await breathe();
    clearInterval(timer);
    expect(ticks).toBeGreaterThanOrEqual(2);
  });

  it('throws once the signal is raised, and a timer may raise it', async () => {
    const abort = new AbortController();
    const breathe = breather(abort.signal);
    await breathe();
    setTimeout(() => abort.abort(), 1);
    const working = async (): Promise<never> => {
      for (;;) await breathe();
    };
    await expect(working()).rejects.toMatchObject({ name: 'AbortError' });
    await expect(breathe()).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('work in steps', () => {
  function* sum(count: number): Steps<number> {
    let all = 0;
    for (let i = 1; i <= count; i++) {
      all += i;
      yield;
    }
    return all;
  }

  it('comes to the same at once and with pauses, one at each yield', async () => {
    let pauses = 0;
    expect(atOnce(sum(4))).toBe(10);
    expect(
      await inSteps(sum(4), () => {
        pauses++;
        return Promise.resolve();
      }),
    ).toBe(10);
    expect(pauses).toBe(4);
  });

  it('ends where a pause throws', async () => {
    await expect(inSteps(sum(4), () => Promise.reject(new Error('stop')))).rejects.toThrow('stop');
  });
});
