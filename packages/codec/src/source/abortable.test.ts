import { describe, expect, it } from 'vitest';
import { orAborted, untilAborted } from './abortable.js';

const never = <T>(): Promise<T> => new Promise(() => undefined);

/** A source that gives so many numbers and then hangs; says whether it was let go of. */
function hangingAfter(count: number) {
  let returned = 0;
  let next = 0;
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: () => (next < count ? Promise.resolve({ done: false, value: next++ }) : never()),
      return: () => {
        returned++;
        return next < count ? Promise.resolve({ done: true, value: undefined }) : never();
      },
    }),
  };
  return { source, returned: () => returned };
}

describe('orAborted', () => {
  it('is the work where nobody aborts', async () => {
    const { signal } = new AbortController();
    expect(await orAborted(Promise.resolve(1), undefined)).toBe(1);
    expect(await orAborted(Promise.resolve(2), signal)).toBe(2);
    await expect(orAborted(Promise.reject(new RangeError('work')), signal)).rejects.toThrow('work');
  });

  it('ends with the reason of the signal, before and while it waits', async () => {
    const controller = new AbortController();
    const waiting = orAborted(never(), controller.signal);
    controller.abort(new RangeError('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(orAborted(never(), controller.signal)).rejects.toThrow('enough');
  });
});

describe('untilAborted', () => {
  it('passes on items of both kinds of source', async () => {
    const out: number[] = [];
    for await (const item of untilAborted([1, 2, 3], new AbortController().signal)) out.push(item);
    expect(out).toEqual([1, 2, 3]);
  });

  it('ends while the source hangs, and lets go of it', async () => {
    const { source, returned } = hangingAfter(2);
    const controller = new AbortController();
    const out: number[] = [];
    setTimeout(() => controller.abort(new RangeError('enough')), 5);
    const read = (async () => {
      for await (const item of untilAborted(source, controller.signal)) out.push(item);
    })();
    await expect(read).rejects.toThrow('enough');
    expect([out, returned()]).toEqual([[0, 1], 1]);
  });

  it('lets go of a source that is left early', async () => {
    const { source, returned } = hangingAfter(5);
    for await (const item of untilAborted(source, undefined)) if (item === 1) break;
    expect(returned()).toBe(1);
  });
});
