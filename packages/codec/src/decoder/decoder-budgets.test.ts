import { describe, expect, it } from 'vitest';
import { SMALL_HEADER, smallGroup, STREAM_FORMS } from '../../../../test/fixtures/small-streams.js';
import { parseStream, writeStream, type GroupPayload, type StreamHeader } from '../bitstream/index.js';
import { MODELS, type NetworkRuntime } from '../generator/index.js';
import { CorruptStillError, type StillDecoder } from '../key/index.js';
import type { DecodeOptions } from './api.js';
import { Decoder } from './decoder.js';

const stills: StillDecoder = { decode: () => Promise.reject(new CorruptStillError('Expected a still', 0)) };
const open = (bytes: Uint8Array, options: Partial<DecodeOptions> = {}): Promise<Decoder> =>
  Decoder.open(bytes, { stills, generator: 'classical', ...options });

const GROUP = smallGroup(100, 40, 10);

/** The bytes in chunks, then zeros without end; counts what is taken and says when it was let go of. */
class Line {
  bytes = 0;
  returned = 0;

  constructor(
    private readonly head: Uint8Array,
    private readonly size = 1000,
  ) {}

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => {
        const value = new Uint8Array(this.size);
        value.set(this.head.subarray(this.bytes, this.bytes + this.size));
        this.bytes += this.size;
        return Promise.resolve({ done: false, value });
      },
      return: () => {
        this.returned++;
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}

describe.each(STREAM_FORMS)('budgets of a %s stream', (form, write) => {
  const stream = (header: Partial<StreamHeader>, groups: readonly GroupPayload[] = [GROUP]): Uint8Array =>
    write({ ...SMALL_HEADER, ...header }, groups);

  it('refuse pictures of too many pixels', async () => {
    const largest = stream({ width: 4096, height: 4096 });
    await expect(open(largest)).rejects.toMatchObject({ code: 'LIMIT', option: 'maxPixels', received: 2 ** 24 });
    await expect(open(largest)).rejects.toThrow(/8388608 pixels.*16777216.*raise maxPixels/);
    for (const maxPixels of [2 ** 24, Infinity]) (await open(largest, { maxPixels })).close();
    (await open(stream({ width: 3840, height: 2160 }))).close();
    await expect(open(stream({}), { maxPixels: 65_535 })).rejects.toMatchObject({ option: 'maxPixels' });
  });

  it('refuse what plays too long', async () => {
    const slow = stream({ frameRate: { numerator: 1, denominator: 2 ** 31 - 1 } }, [GROUP, GROUP]);
    const late = async (options: Partial<DecodeOptions> = {}): Promise<unknown> => {
      const decoder = await open(slow, options);
      return decoder.fullInfo();
    };
    await expect(late()).rejects.toMatchObject({ code: 'LIMIT', option: 'maxSeconds', limit: 86_400 });
    await expect(open(slow).then((decoder) => decoder.frameAt(1e9))).rejects.toMatchObject({ option: 'maxSeconds' });
    // Its payloads mean nothing.
    await expect(late({ maxSeconds: Infinity })).rejects.toMatchObject({ code: 'CORRUPT_STREAM' });
    await expect(open(stream({}), { maxSeconds: 3.9 }).then((d) => d.fullInfo())).rejects.toMatchObject({
      option: 'maxSeconds',
    });
  });

  it('refuse more frames than may be made', async () => {
    const decoder = await open(stream({}, [GROUP, GROUP]), { maxOutputFrames: 150 });
    const error = { code: 'LIMIT', option: 'maxOutputFrames', limit: 150 };
    if (form === 'closed') {
      await expect(decoder.frames().next()).rejects.toMatchObject({ ...error, received: 200 });
      await expect(decoder.frames(50).next()).rejects.toMatchObject({ code: 'CORRUPT_STREAM' });
    }
    await decoder.fullInfo().catch(() => undefined);
    expect(() => decoder.countAt({ numerator: 50, denominator: 1 })).toThrow(/150 frames.*400/);
    expect(decoder.countAt({ numerator: 10, denominator: 1 })).toBe(80);
    const usual = await open(stream({ width: 2048, height: 2048 }, [GROUP, GROUP]));
    expect(() => usual.countAt({ numerator: 500, denominator: 1 })).toThrow(/2048 frames/);
  });

  it('refuse more bytes than may be kept', async () => {
    const bytes = stream({}, [GROUP, GROUP]);
    await expect(open(bytes, { maxBytes: 60 })).rejects.toMatchObject({ code: 'LIMIT', option: 'maxBytes' });
  });

  it.each(['maxPixels', 'maxSeconds', 'maxBytes', 'maxOutputFrames'] as const)('have numbers for %s', async (name) => {
    for (const budget of [0, -1, NaN, '7', null])
      await expect(open(stream({}), { [name]: budget })).rejects.toMatchObject({
        code: 'INVALID_OPTION',
        option: name,
      });
  });

  it('run no network on pictures that are larger than networks take', async () => {
    let opened = 0;
    const networks: NetworkRuntime = {
      open: () => {
        opened++;
        return Promise.reject(new RangeError('not to be opened'));
      },
    };
    for (const { id } of MODELS) {
      const large = stream({ width: 2048, height: 1040, modelId: id });
      expect((await open(large, { networks, generator: 'auto' })).note).toMatch(/2097152 pixels.*2048x1040/);
      const learned = open(large, { networks, generator: 'learned' });
      await expect(learned).rejects.toMatchObject({ name: 'ModelError', code: 'TOO_LARGE' });
    }
    expect(opened).toBe(0);
  });

  it('let no stream read more of its source than one group ahead', async () => {
    const groups = Array.from({ length: 9 }, () => smallGroup(10, 4000, 0));
    const bytes = stream({}, groups);
    const entries = parseStream(bytes).groups;
    const line = new Line(bytes);
    const decoder = await Decoder.open(line, { stills, generator: 'classical' });
    for (const frame of [0, 35]) {
      await expect(decoder.frameAt(frame / 25)).rejects.toMatchObject({ code: 'CORRUPT_STREAM' });
      const { offset, length } = entries[Math.floor(frame / 10) + 1]!;
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(line.bytes).toBeLessThan(offset + length + 1000);
    }
    expect(line.returned).toBe(0);
    const waiting = decoder.frameAt(3.4);
    decoder.close();
    await expect(waiting).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(decoder.frameAt(0)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    expect(line.returned).toBe(1);
  });

  it('let go of the source of a stream that is given up', async () => {
    const controller = new AbortController();
    const line = new Line(stream({}, [GROUP, smallGroup(10, 100_000, 0)]));
    const decoder = await Decoder.open(line, { stills, signal: controller.signal });
    const waiting = decoder.frameAt(4);
    controller.abort(new RangeError('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(line.returned).toBe(1);
  });
});

describe('a source', () => {
  it('is let go of where it is no stream, or one that is refused', async () => {
    const learned = writeStream(SMALL_HEADER, [GROUP]);
    const unknown = writeStream({ ...SMALL_HEADER, modelId: 999 }, [GROUP]);
    const large = writeStream({ ...SMALL_HEADER, width: 4096, height: 4096 }, [GROUP]);
    for (const [bytes, code] of [
      [new Uint8Array(50), 'NOT_A_STREAM'],
      [unknown, 'UNSUPPORTED_STREAM'],
      [large, 'LIMIT'],
      [learned, 'MISSING_RUNTIME'],
    ] as const) {
      const line = new Line(bytes, 10);
      await expect(Decoder.open(line, { stills, generator: 'learned' })).rejects.toMatchObject({ code });
      const { bytes: read } = line;
      await new Promise((resolve) => setTimeout(resolve, 2));
      expect([line.returned, line.bytes]).toEqual([1, read]);
    }
  });

  it('is not read where the header asks for more than may be kept', async () => {
    const rows = Array.from({ length: 1900 }, () => smallGroup(1, 10, 0));
    const header = parseStream(writeStream(SMALL_HEADER, rows));
    expect(header.groups).toHaveLength(1900);
    const line = new Line(writeStream(SMALL_HEADER, rows), 100);
    const opened = Decoder.open(line, { stills, generator: 'classical', maxBytes: 20_000 });
    await expect(opened).rejects.toMatchObject({ code: 'LIMIT', option: 'maxBytes' });
    expect(line.bytes).toBeLessThan(header.headerLength + 100);
  });
});
