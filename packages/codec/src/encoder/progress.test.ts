import { describe, expect, it } from 'vitest';
import { createPicture, type Picture } from '../picture/index.js';
import type { EncodeProgress } from './api.js';
import { ProgressReporter } from './progress.js';

const FRAME = createPicture(64, 64);

function reporter(frameCount?: number): { readonly events: EncodeProgress[]; readonly progress: ProgressReporter } {
  const events: EncodeProgress[] = [];
  const onProgress = (event: EncodeProgress): void => void events.push(event);
  return {
    events,
    progress: new ProgressReporter({ onProgress, ...(frameCount === undefined ? {} : { frameCount }) }),
  };
}

async function read(progress: ProgressReporter, frames: Iterable<Picture>): Promise<number> {
  let count = 0;
  for await (const frame of progress.counting(frames)) if (frame === FRAME) count++;
  return count;
}

const fractions = (events: readonly EncodeProgress[]): number[] => events.map(({ fraction }) => fraction);

describe('ProgressReporter', () => {
  it('passes frames on and counts them', async () => {
    const { events, progress } = reporter(3);
    expect(await read(progress, [FRAME, FRAME, FRAME])).toBe(3);
    expect(events.map(({ stage, framesRead, framesTotal }) => [stage, framesRead, framesTotal])).toEqual([
      ['reading', 1, 3],
      ['reading', 2, 3],
      ['reading', 3, 3],
    ]);
  });

  it('ends reading where the signal is raised', async () => {
    const abort = new AbortController();
    const progress = new ProgressReporter({ signal: abort.signal });
    function* frames(): Generator<Picture> {
      yield FRAME;
      abort.abort();
      yield FRAME;
    }
    await expect(read(progress, frames())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('goes from stage to stage of a group without a gap', () => {
    const { events, progress } = reporter(100);
    for (const stage of ['flow', 'modes', 'motion'] as const)
      for (const share of [0, 0.5, 1]) progress.withinGroup(0, 100, stage, share);
    const expected = [0, 0.3, 0.6, 0.6, 0.65, 0.7, 0.7, 0.85, 1];
    for (const [i, fraction] of fractions(events).entries()) expect(fraction).toBeCloseTo(expected[i]!, 12);
    expect(new Set(events.map(({ stage }) => stage))).toEqual(new Set(['flow', 'modes', 'motion']));
  });

  it('adds up groups that are under way side by side', () => {
    const { events, progress } = reporter(200);
    progress.withinGroup(0, 100, 'flow', 1);
    progress.withinGroup(1, 50, 'flow', 1);
    progress.withinGroup(0, 100, 'motion', 1);
    progress.groupDone(0, 100);
    progress.withinGroup(2, 50, 'modes', 0);
    progress.groupDone(1, 50);
    progress.withinGroup(2, 50, 'motion', 1);
    for (const [i, fraction] of [0.3, 0.45, 0.65, 0.8, 1].entries())
      expect(events[i]!.fraction).toBeCloseTo(fraction, 12);
  });

  it('never falls, neither in a second pass nor where more frames come', async () => {
    const { events, progress } = reporter();
    await read(
      progress,
      Array.from({ length: 10 }, () => FRAME),
    );
    progress.withinGroup(0, 10, 'motion', 1);
    await read(
      progress,
      Array.from({ length: 30 }, () => FRAME),
    );
    progress.withinGroup(1, 30, 'flow', 0);
    progress.withinGroup(0, 10, 'flow', 0);
    progress.report('writing', 1);
    const all = fractions(events);
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(all.at(-1)).toBe(1);
    expect(Math.max(...all)).toBe(1);
  });

  it('stays within 1 where there are more frames than was said', async () => {
    const { events, progress } = reporter(5);
    progress.withinGroup(0, 20, 'motion', 1);
    expect(fractions(events)).toEqual([1]);
    await expect(read(progress, [FRAME])).resolves.toBe(1);
  });

  it('needs nobody who listens', () => {
    expect(() => new ProgressReporter({}).report('writing', 1)).not.toThrow();
  });
});
