import { describe, expect, it } from 'vitest';
import { createPicture, type Picture } from '../../picture/index.js';
import { segments, TAIL_FRAMES, type Segment } from './segmenter.js';

/** A flat picture, so that only its shade tells shots apart; `mark` is kept in one corner sample of chroma. */
function flat(shade: number, mark: number, side = 64): Picture {
  const picture = createPicture(side, side);
  picture.y.fill(shade);
  picture.u[0] = mark & 255;
  return picture;
}

function shot(length: number, shade = 100): Picture[] {
  return Array.from({ length }, (_, t) => flat(shade + (t % 2), t));
}

async function collect(frames: Iterable<Picture>, limit: number, frameCount?: number): Promise<Segment[]> {
  const out: Segment[] = [];
  for await (const segment of segments(frames, limit, frameCount)) out.push(segment);
  return out;
}

const lengths = (all: readonly Segment[]): number[] => all.map(({ frames, tail }) => frames.length - tail);

describe('segments', () => {
  it('keeps a short clip whole', async () => {
    const [only, ...others] = await collect(shot(30), 40);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ firstFrame: 0, tail: 0, whole: true });
    expect(only!.frames).toHaveLength(30);
  });

  it('gives nothing for nothing', async () => {
    expect(await collect([], 40)).toEqual([]);
  });

  it('begins a group at each cut, without a tail across it', async () => {
    const all = await collect([...shot(20, 40), ...shot(15, 160), ...shot(9, 80)], 40);
    expect(lengths(all)).toEqual([20, 15, 9]);
    expect(all.map(({ firstFrame }) => firstFrame)).toEqual([0, 20, 35]);
    expect(all.every(({ tail, whole }) => tail === 0 && !whole)).toBe(true);
  });

  it('does not take a restless shot for cuts', async () => {
    const restless = Array.from({ length: 30 }, (_, t) => flat(60 + 14 * (t % 2), t));
    expect(await collect(restless, 40)).toHaveLength(1);
    const slowedDown = Array.from({ length: 30 }, (_, t) => flat(60 + 14 * ((t >> 1) % 2), t));
    expect(await collect(slowedDown, 40)).toHaveLength(1);
  });

  it('takes no light for a cut: flashes, a lamp that goes out', async () => {
    const pattern = (t: number, level: (luma: number) => number): Picture => {
      const picture = flat(0, t);
      picture.y.forEach((_, i) => (picture.y[i] = level(90 + 40 * Math.sin(i / 5) + (t % 2))));
      return picture;
    };
    const clip = (level: (luma: number, t: number) => number): Picture[] =>
      Array.from({ length: 30 }, (_, t) => pattern(t, (luma) => level(luma, t)));
    const groups = async (level: (luma: number, t: number) => number): Promise<number> =>
      (await collect(clip(level), 40)).length;
    expect(await groups((luma, t) => (t === 11 ? 255 - (255 - luma) / 3 : luma))).toBe(1);
    expect(await groups((luma, t) => (t % 3 === 1 ? luma + 90 : luma))).toBe(1);
    expect(await groups((luma, t) => (t < 12 ? luma : luma / 4))).toBe(1);
    expect(await groups((luma, t) => (t < 12 ? luma : 20))).toBe(1);
    expect(await groups((luma, t) => (t < 3 ? 16 : luma + (t === 4 ? 60 : 0)))).toBe(1);
    expect(await groups((luma, t) => (t < 12 ? luma : 255 - luma))).toBe(2);
  });

  it('sees a clear cut right at the beginning', async () => {
    expect(lengths(await collect([...shot(2, 40), ...shot(20, 110)], 40))).toEqual([2, 20]);
  });

  it('splits at the limit with tails that belong to the next group', async () => {
    const clip = shot(100);
    const all = await collect(clip, 40);
    expect(lengths(all).reduce((sum, length) => sum + length, 0)).toBe(100);
    let first = 0;
    for (const [i, segment] of all.entries()) {
      expect(segment.firstFrame).toBe(first);
      expect(segment.frames).toEqual(clip.slice(first, first + segment.frames.length));
      expect(segment.tail > 0).toBe(i < all.length - 1);
      first += segment.frames.length - segment.tail;
    }
  });

  it('makes groups of about equal length where the number of frames is known', async () => {
    expect(lengths(await collect(shot(170), 160, 170))).toEqual([85, 85]);
    const three = lengths(await collect(shot(100), 40, 100));
    expect(Math.max(...three) - Math.min(...three)).toBeLessThanOrEqual(2);
  });

  it.each([
    [41, 40],
    [52, 40],
    [53, 40],
    [45, 8],
    [9, 8],
    [20, 8],
  ])('loses no frame of %i with a limit of %i, and no tail outlasts the group behind it', async (count, limit) => {
    for (const known of [undefined, count]) {
      const all = await collect(shot(count), limit, known);
      const each = lengths(all);
      expect(each.reduce((sum, length) => sum + length, 0)).toBe(count);
      for (const length of each) expect(length).toBeLessThanOrEqual(limit);
      for (const [i, { tail }] of all.entries()) if (i + 1 < all.length) expect(tail).toBeLessThanOrEqual(each[i + 1]!);
    }
  });

  it('never holds more than a group and its tail', async () => {
    let made = 0;
    let released = 0;
    let most = 0;
    function* endless(): Generator<Picture> {
      for (; made < 300; made++) {
        most = Math.max(most, made - released);
        yield flat(100, made);
      }
    }
    for await (const segment of segments(endless(), 40, undefined))
      released = segment.firstFrame + segment.frames.length - segment.tail;
    expect(most).toBeLessThanOrEqual(40 + TAIL_FRAMES);
  });
});
