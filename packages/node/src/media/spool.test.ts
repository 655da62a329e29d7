import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MediaError } from 'dynamics-codec/source';
import { spool } from './spool.js';

const LIMITS = { probe: 1000, most: 5000 };

/** Chunks without end, and how many were taken. */
function endless(): { chunks: AsyncIterable<Uint8Array>; readonly taken: () => number } {
  let count = 0;
  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) yield await Promise.resolve(new Uint8Array(100).fill(++count));
  }
  return { chunks: chunks(), taken: () => count };
}

describe('spool', () => {
  it('keeps all of an input that is a video', async () => {
    const { path, discard } = await spool(
      (async function* () {
        for (let n = 0; n < 15; n++) yield await Promise.resolve(new Uint8Array(100).fill(n));
      })(),
      'Input',
      () => Promise.resolve(),
      undefined,
      LIMITS,
    );
    const kept = await readFile(path);
    expect([kept.length, kept[1499]]).toEqual([1500, 14]);
    await discard();
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('reads no more than the beginning of what is no video', async () => {
    const { chunks, taken } = endless();
    const refuse = async (path: string): Promise<void> => {
      expect(await readFile(path)).toHaveLength(1000);
      throw new MediaError('NOT_A_VIDEO', 'no');
    };
    await expect(spool(chunks, 'Input', refuse, undefined, LIMITS)).rejects.toMatchObject({ code: 'NOT_A_VIDEO' });
    expect(taken()).toBe(10);
  });

  it('ends at its limit and when aborted', async () => {
    const looksGood = () => Promise.resolve();
    const { chunks, taken } = endless();
    await expect(spool(chunks, 'Input', looksGood, undefined, LIMITS)).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(taken()).toBe(51);
    const controller = new AbortController();
    const aborted = spool(endless().chunks, 'Input', looksGood, controller.signal);
    setTimeout(() => {
      controller.abort();
    }, 5);
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
