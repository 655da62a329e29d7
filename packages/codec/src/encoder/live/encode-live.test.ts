import { describe, expect, it } from 'vitest';
import { parseStream } from '../../bitstream/index.js';
import type { Picture } from '../../picture/index.js';
import type { GroupJob, GroupRunner } from '../group/group-job.js';
import { encodeLive, type LiveEvent, type LiveOptions } from './encode-live.js';

const SIDE = 64;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function picture(level: number): Picture {
  const y = new Uint8Array(SIDE * SIDE).fill(level);
  const [u, v] = [new Uint8Array((SIDE * SIDE) / 4), new Uint8Array((SIDE * SIDE) / 4)];
  return { width: SIDE, height: SIDE, y, u, v };
}

/** Frames of slowly changing level: no cuts. @param ms between two frames */
async function* camera(count: number, ms = 0): AsyncGenerator<Picture, void, undefined> {
  for (let n = 0; n < count; n++) {
    if (ms > 0) await pause(ms);
    yield picture(n % 100);
  }
}

/** Stands for an encoder: takes its time and writes nonsense of the right form. */
function runner(ms: number | (() => Promise<void>), seen: GroupJob[], concurrency = 1): GroupRunner {
  return {
    concurrency,
    async encodeGroup(job) {
      seen.push(job);
      await (typeof ms === 'number' ? pause(ms) : ms());
      const view = { key: 0, away: 0 } as never;
      return {
        frames: job.frames.length - job.tail,
        key: Uint8Array.of(1, seen.length),
        motion: new Uint8Array(0),
        statistics: new Uint8Array(0),
        cover: new Uint8Array(0),
        facts: { motionErrors: [], view, novelty: 0, jumps: 0, travel: 0, loops: false },
      };
    },
  };
}

function options(groups: GroupRunner, more: Partial<LiveOptions> = {}): LiveOptions {
  const stills = { encode: () => Promise.reject(new Error()), decode: () => Promise.reject(new Error()) };
  const frameRate = { numerator: 100, denominator: 1 };
  return { frameRate, target: { quality: 10 }, stills, groups, groupLimit: 10, ...more };
}

async function all(parts: AsyncIterable<{ readonly bytes: Uint8Array; readonly frames: number }>) {
  const bytes: number[] = [];
  const frames: number[] = [];
  for await (const part of parts) {
    bytes.push(...part.bytes);
    frames.push(part.frames);
  }
  return { bytes: Uint8Array.from(bytes), frames };
}

describe('encodeLive', () => {
  it('writes an open stream, whose parts are a group each and an end mark', async () => {
    const seen: GroupJob[] = [];
    const { bytes, frames } = await all(encodeLive(camera(34), options(runner(1, seen, 2))));
    expect(frames).toEqual([10, 10, 14 / 2, 7, 0]);
    expect(parseStream(bytes)).toMatchObject({ open: true, frames: 34 });
    expect(seen.map(({ whole, preset }) => [whole, preset])).toEqual(seen.map(() => [false, 'balanced']));
  });

  it('gives a group before the frames of the next are there', async () => {
    const parts = encodeLive(camera(1000, 2), options(runner(1, [])));
    expect((await parts.next()).value).toMatchObject({ frames: 10 });
    await parts.return();
  });

  it('takes the preset fast, then leaves frames out of a source in real time, and says so', async () => {
    const seen: GroupJob[] = [];
    const events: LiveEvent[] = [];
    const onEvent = (event: LiveEvent): void => void events.push(event);
    const frameRate = { numerator: 50, denominator: 1 };
    const { bytes, frames } = await all(
      encodeLive(camera(200, 10), options(runner(400, seen), { frameRate, onEvent })),
    );
    const dropped = events.reduce((sum, event) => sum + (event.kind === 'dropped' ? event.frames : 0), 0);
    expect(events[0]).toEqual({ kind: 'preset', preset: 'fast' });
    expect(dropped).toBeGreaterThan(0);
    expect(frames.reduce((sum, count) => sum + count, 0)).toBe(200 - dropped);
    expect(parseStream(bytes).frames).toBe(200 - dropped);
    expect(seen.at(-1)!.preset).toBe('fast');
  });

  it('takes its own preset again when there is room', async () => {
    const seen: GroupJob[] = [];
    const presets: string[] = [];
    const onEvent = (event: LiveEvent): void => {
      if (event.kind === 'preset') presets.push(event.preset);
    };
    let given = 0;
    async function* counted() {
      for await (const frame of camera(150, 15)) {
        given++;
        yield frame;
      }
    }
    // The first two groups take until frames of more than a group wait.
    const late = runner(async () => {
      while (seen.length <= 2 && given < 25 + 25 * seen.length) await pause(5);
    }, seen);
    const frameRate = { numerator: 50, denominator: 1 };
    await all(encodeLive(counted(), options(late, { frameRate, onEvent })));
    expect(presets).toEqual(['fast', 'balanced']);
    expect(seen.at(-1)!.preset).toBe('balanced');
  });

  it('lets a source wait that is faster than time', async () => {
    const events: LiveEvent[] = [];
    const onEvent = (event: LiveEvent): void => void events.push(event);
    const live = options(runner(30, []), { frameRate: { numerator: 10, denominator: 1 }, onEvent });
    const { frames } = await all(encodeLive(camera(100), live));
    expect(frames.reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(events.filter(({ kind }) => kind === 'dropped')).toEqual([]);
  });

  it('ends with a whole stream where it is aborted, and with the error of its source', async () => {
    const stop = new AbortController();
    const live = encodeLive(camera(1e6, 2), options(runner(1, []), { signal: stop.signal }));
    const { value: begun } = await live.next();
    stop.abort();
    const rest = await all(live);
    expect(parseStream(Uint8Array.from([...begun!.bytes, ...rest.bytes])).groups.length).toBeGreaterThan(0);
    async function* breaks() {
      yield* camera(25);
      throw new Error('unplugged');
    }
    const broken: number[] = [];
    const reading = (async () => {
      for await (const { frames } of encodeLive(breaks(), options(runner(1, [])))) broken.push(frames);
    })();
    await expect(reading).rejects.toThrow('unplugged');
    expect(broken).toEqual([10, 10, 5]);
    await expect(all(encodeLive([], options(runner(1, []))))).rejects.toMatchObject({ code: 'EMPTY_CLIP' });
    const target = { bytes: 1000 } as never;
    await expect(all(encodeLive([], options(runner(1, []), { target })))).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
  });
});
