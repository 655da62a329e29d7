import { describe, expect, it } from 'vitest';
import { ArrivingBytes } from './arriving-bytes.js';

describe('ArrivingBytes', () => {
  it('hands on what was pushed before and after somebody waited', async () => {
    const bytes = new ArrivingBytes();
    bytes.push(Uint8Array.of(1));
    const read = (async () => {
      const out: number[] = [];
      for await (const chunk of bytes) out.push(...chunk);
      return out;
    })();
    await Promise.resolve();
    bytes.push(Uint8Array.of(2, 3));
    bytes.push(Uint8Array.of(4));
    bytes.end();
    expect(await read).toEqual([1, 2, 3, 4]);
  });
});
