import { describe, expect, it } from 'vitest';
import { breather } from './pause.js';

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
