import { describe, expect, it } from 'vitest';
import { ArrivingBytes } from './arriving-bytes.js';

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

describe('ArrivingBytes', () => {
  it('hands on what was pushed before and after somebody waited', async () => {
    const bytes = new ArrivingBytes();
    void bytes.push(Uint8Array.of(1));
    const read = (async () => {
      const out: number[] = [];
      for await (const chunk of bytes) out.push(...chunk);
      return out;
    })();
    await Promise.resolve();
    void bytes.push(Uint8Array.of(2, 3));
    void bytes.push(Uint8Array.of(4));
    bytes.end();
    expect(await read).toEqual([1, 2, 3, 4]);
  });

  it('holds whoever pushes up until more is wanted', async () => {
    const bytes = new ArrivingBytes();
    const iterator = bytes[Symbol.asyncIterator]();
    const pushed: boolean[] = [];
    const push = async (): Promise<void> => void pushed.push(await bytes.push(new Uint8Array(1)));
    void push();
    await soon();
    await iterator.next();
    await soon();
    expect(pushed).toEqual([]);
    const second = iterator.next();
    await soon();
    expect(pushed).toEqual([true]);
    void push();
    await second;
    await iterator.return();
    await soon();
    expect(pushed).toEqual([true, false]);
    expect(await bytes.push(new Uint8Array(1))).toBe(false);
  });

  it('wants nothing more where it is left while somebody waits', async () => {
    const bytes = new ArrivingBytes();
    const waiting = bytes[Symbol.asyncIterator]().next();
    bytes.end();
    expect((await waiting).done).toBe(true);
    expect(await bytes.push(new Uint8Array(1))).toBe(false);
  });
});
