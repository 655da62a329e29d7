import { describe, expect, it } from 'vitest';
import { codeHash } from './code-hash.js';
import { CONVENTIONAL_CODE } from './codecs/conventional.js';
import { DYNC_CODE } from './codecs/dync.js';
import { VVC_CODE } from './codecs/vvc.js';
import { MEASURING_CODE } from './run.js';

describe('the hash of code', () => {
  it.each([...new Set([...MEASURING_CODE, ...DYNC_CODE, ...CONVENTIONAL_CODE, ...VVC_CODE])])(
    'finds %s',
    async (part) => {
      expect(await codeHash([part])).toMatch(/^[0-9a-f]{16}$/);
    },
  );

  it('throws where a part is missing: results would be kept for ever', async () => {
    await expect(codeHash(['bench/payload', 'bench/no-such-code'])).rejects.toThrow(
      /no-such-code", which results depend/,
    );
    await expect(codeHash(['no-such-package/src'])).rejects.toThrow('nothing is there');
  });

  it('differs from part to part and is the same every time', async () => {
    const [payload, clock] = await Promise.all([codeHash(['bench/payload']), codeHash(['bench/clock'])]);
    expect(payload).not.toBe(clock);
    expect(await codeHash(['bench/payload'])).toBe(payload);
  });
});
