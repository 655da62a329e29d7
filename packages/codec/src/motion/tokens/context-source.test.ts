import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatContexts, parseContexts, TRUSTS } from './context-source.js';
import { CONTEXT_TABLES } from './context-tables.js';

describe('context tables', () => {
  it('are the ones that the format names', async () => {
    const text = Object.entries(CONTEXT_TABLES)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, table]) => `${name}:${table}\n`)
      .join('');
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
    expect(Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')).toBe(
      '808b6940c74a56b6ab31425363e4a1ffdf138a7c43ee55850e4deb19dfdfa155',
    );
  });

  it('say the same when written again', () => {
    for (const table of Object.values(CONTEXT_TABLES)) expect(formatContexts(parseContexts(table, 4000))).toBe(table);
  });

  it('keep any probabilities of 1/256 and trusts', () => {
    const entry = fc.oneof(
      { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 1, max: 255 }), fc.constantFrom(...TRUSTS)) },
      { weight: 3, arbitrary: fc.constant([128, 0] as const) },
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 300 }), (entries) => {
        const initial = {
          probabilities: Uint16Array.from(entries, ([share]) => share * 256),
          trusts: Uint8Array.from(entries, ([, trust]) => trust),
        };
        expect(parseContexts(formatContexts(initial), entries.length)).toEqual(initial);
      }),
    );
  });
});
