/** @file The guided fuzzer sees which branches of the core run. */
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { withCounters } from './fuzz/counted-source.js';

const SOURCE = `
  const twice = (x) => x * 2;
  function f(a, b) {
    if (a > 1) return twice(a);
    else if (a === 1) b ||= 7;
    for (let i = 0; i < 3; i++) b += i;
    switch (b) {
      case 3: return a ? 'one' : b && 'three';
      default: return { b };
    }
  }
`;

/** Runs f with counters in it. @returns what it gives and how often each branch ran */
function run(source: string, ...given: readonly number[]): { result: unknown; ran: number[] } {
  const { text, counters } = withCounters(source, 0);
  const __ran = new Uint8Array(counters);
  const result: unknown = runInNewContext(`${text}; f(${given.join()})`, { __ran });
  return { result, ran: [...__ran] };
}

describe('counters in the source', () => {
  it('change nothing in what it does', () => {
    expect(run(SOURCE, 2, 0).result).toBe(4);
    expect(run(SOURCE, 0, 0).result).toBe('three');
    expect(run(SOURCE, 1, 0).result).toEqual({ b: 10 });
  });

  it('count each function, branch, turn of a loop, case and part of a condition', () => {
    const took = (...given: readonly number[]): number[] => run(SOURCE, ...given).ran;
    expect(took(2, 0).filter((count) => count > 0)).toHaveLength(3);
    expect(took(0, 0)).toContain(3);
    expect(took(0, 0)).not.toEqual(took(1, 0));
    expect(withCounters(SOURCE, 9).text).toContain('__ran[9]++');
  });
});
