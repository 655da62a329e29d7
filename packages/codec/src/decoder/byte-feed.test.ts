import { describe, expect, it } from 'vitest';
import { ByteFeed } from './byte-feed.js';

const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);

function* chunksOf(size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

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
});
