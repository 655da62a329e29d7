import { describe, expect, it } from 'vitest';
import { cosineOfTurns, sineOfTurns } from './turns.js';

describe('angles in turns', () => {
  it('have the cosine and sine of the engine but for the last bits', () => {
    for (let i = 0; i <= 4000; i++) {
      const turns = i / 1000 - 2;
      expect(Math.abs(cosineOfTurns(turns) - Math.cos(2 * Math.PI * turns))).toBeLessThan(2e-15);
      expect(Math.abs(sineOfTurns(turns) - Math.sin(2 * Math.PI * turns))).toBeLessThan(2e-15);
    }
  });

  it('are exact at quarters, and lose nothing far away', () => {
    for (const lap of [0, 1, -3, 1e9]) {
      expect([0, 0.25, 0.5, 0.75].map((part) => cosineOfTurns(lap + part) + 0)).toEqual([1, 0, -1, 0]);
      expect([0, 0.25, 0.5, 0.75].map((part) => sineOfTurns(lap + part) + 0)).toEqual([0, 1, 0, -1]);
      expect(cosineOfTurns(lap + 0.375)).toBe(cosineOfTurns(0.375));
    }
  });
});
