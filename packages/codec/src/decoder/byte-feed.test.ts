import { describe, expect, it } from 'vitest';
import { LimitError } from '../bitstream/index.js';
import { InvalidOptionError } from '../picture/index.js';
import { ByteFeed } from './byte-feed.js';

const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);

function* chunksOf(size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** An endless source that counts what is taken from it, and says whether it was let go of. */
class Endless {
  taken = 0;
  returned = 0;

  constructor(private readonly size = 10) {}

  [Symbol.iterator](): Iterator<Uint8Array> {
    return {
      next: () => {
        this.taken++;
        return { done: false, value: new Uint8Array(this.size) };
      },
      return: () => {
        this.returned++;
        return { done: true, value: undefined };
      },
    };
  }
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('ByteFeed', () => {
  it('has a whole array at once, as a copy', async () => {
    const own = bytes.slice();
    const feed = new ByteFeed(own);
    own.fill(0);
    expect(feed.received).toEqual(bytes);
    expect(await feed.atLeast(1000)).toEqual(bytes);
  });

  it.each([1, 7, 100, 1000])('gathers chunks of %i bytes', async (size) => {
    expect(await new ByteFeed(chunksOf(size)).atLeast(Infinity)).toEqual(bytes);
  });

  it('answers as soon as enough is there, several askers at once', async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 40);
      await gate;
      yield bytes.subarray(40);
    }
    const feed = new ByteFeed(slow());
    expect((await feed.atLeast(30)).length).toBe(40);
    const waiting = Promise.all([feed.atLeast(41), feed.atLeast(100)]);
    release();
    expect((await waiting).map(({ length }) => length)).toEqual([100, 100]);
  });

  it('ends with what there is', async () => {
    expect(await new ByteFeed([]).atLeast(5)).toHaveLength(0);
    expect(await new ByteFeed(chunksOf(30)).atLeast(500)).toEqual(bytes);
  });

  it('passes on what the source threw, but only to those whom it leaves short', async () => {
    function* broken(): Generator<Uint8Array> {
      yield bytes.subarray(0, 10);
      throw new RangeError('line went dead');
    }
    const feed = new ByteFeed(broken());
    await expect(feed.atLeast(11)).rejects.toThrow('line went dead');
    expect(await feed.atLeast(10)).toHaveLength(10);
  });

  it('takes no more from its source than is asked for', async () => {
    const source = new Endless();
    const feed = new ByteFeed(source);
    await soon();
    expect(source.taken).toBe(0);
    expect(await feed.atLeast(25)).toHaveLength(30);
    feed.want(41);
    await soon();
    expect([source.taken, source.returned]).toEqual([5, 0]);
    feed.stopAfter(60);
    await feed.atLeast(100);
    expect([source.taken, source.returned]).toEqual([6, 1]);
  });

  it('lets go of its source when it is closed, aborted or has what it needs', async () => {
    const controller = new AbortController();
    const sources = [new Endless(), new Endless(), new Endless()] as const;
    const feeds = sources.map((source) => new ByteFeed(source, { signal: controller.signal }));
    for (const feed of feeds) await feed.atLeast(5);
    feeds[0]!.close(new RangeError('closed'));
    feeds[1]!.stopAfter(7);
    controller.abort(new RangeError('aborted'));
    expect(sources.map(({ returned }) => returned)).toEqual([1, 1, 1]);
    await expect(feeds[0]!.atLeast(50)).rejects.toThrow('closed');
    await expect(feeds[2]!.atLeast(50)).rejects.toThrow('aborted');
    expect(sources.map(({ taken }) => taken)).toEqual([1, 1, 1]);
  });

  it('ends waiting for a source that hangs', async () => {
    let returned = false;
    const hanging: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: () => {
          returned = true;
          return new Promise(() => undefined);
        },
      }),
    };
    const controller = new AbortController();
    const waiting = new ByteFeed(hanging, { signal: controller.signal }).atLeast(1);
    await soon();
    controller.abort(new RangeError('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(returned).toBe(true);
  });

  it('keeps no more than its limit', async () => {
    const source = new Endless();
    const feed = new ByteFeed(source, { maxBytes: 64 });
    await expect(feed.atLeast(1e9)).rejects.toMatchObject({ code: 'LIMIT', option: 'maxBytes', limit: 64 });
    expect([source.taken, source.returned]).toEqual([7, 1]);
    expect(() => new ByteFeed(new Uint8Array(65), { maxBytes: 64 })).toThrow(LimitError);
  });

  it('lets timers run while a source never pauses', async () => {
    const source = new Endless(0);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new RangeError('by a timer')), 5);
    await expect(new ByteFeed(source, { signal: controller.signal }).atLeast(1)).rejects.toThrow('by a timer');
    expect(source.returned).toBe(1);
  });

  it.each([null, undefined, 7, {}, new ArrayBuffer(4)])('refuses %j as a source', (source) => {
    expect(() => new ByteFeed(source as Uint8Array)).toThrow(InvalidOptionError);
  });

  it.each([[null], ['text'], [[1, 2]]])('refuses %j as a chunk', async (chunk) => {
    await expect(new ByteFeed([chunk] as unknown as Uint8Array[]).atLeast(1)).rejects.toThrow(InvalidOptionError);
  });
});
