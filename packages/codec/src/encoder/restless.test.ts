import { describe, expect, it } from 'vitest';
import type { GroupResult } from './group/group-job.js';
import { restlessNote } from './restless.js';

const groupOf = (jumps: number, stillness: number, frames = 40, travel = 0): GroupResult => ({
  frames,
  key: new Uint8Array(900),
  motion: new Uint8Array(90),
  statistics: new Uint8Array(0),
  cover: new Uint8Array(0),
  facts: {
    motionErrors: [],
    view: { key: 0.05, away: 0.02, motion: 1, stillError: 1, stillness, shade: 0 },
    novelty: 2,
    jumps,
    travel,
    loops: false,
  },
});

describe('restlessNote', () => {
  it('is one sentence that says what to do', () => {
    expect(restlessNote([groupOf(0.3, 0.9)])).toMatch(
      /^Most of the motion [^.]*shorter clip[^.]*conventional codec\.$/,
    );
  });

  it('is for groups that jump and stand still alone', () => {
    expect(restlessNote([groupOf(0, 1)])).toBeUndefined();
    expect(restlessNote([groupOf(1, 0.1)])).toBeUndefined();
    expect(restlessNote([groupOf(0.03, 1)])).toBeUndefined();
  });

  it('is for groups in which things travel and are not shown to', () => {
    expect(restlessNote([groupOf(0, 0.95, 40, 0.3)])).toMatch(
      /^Most of the motion [^.]*sport[^.]*conventional codec\.$/,
    );
    expect(restlessNote([groupOf(0, 0.95, 40, 0.08)])).toBeUndefined();
    expect(restlessNote([groupOf(0, 0.95, 40, 0.3), groupOf(0, 0.9, 60, 0.05)])).toBeUndefined();
  });

  it('is for many short groups that stand still', () => {
    expect(restlessNote(Array.from({ length: 8 }, () => groupOf(0, 1, 5)))).toContain('other views');
    expect(restlessNote(Array.from({ length: 8 }, () => groupOf(0, 0.3, 5)))).toBeUndefined();
    expect(restlessNote([groupOf(0, 1, 5)])).toBeUndefined();
  });

  it('counts frames of all groups', () => {
    expect(restlessNote([groupOf(0.3, 0.9, 40), groupOf(0, 0.2, 400)])).toBeUndefined();
    expect(restlessNote([groupOf(1, 0.9, 80), groupOf(0, 0.2, 400)])).toBeDefined();
  });
});
