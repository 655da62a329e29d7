import { describe, expect, it } from 'vitest';
import { errorOf, SMALL_HEADER, smallGroup, STREAM_FORMS } from '../../../../test/fixtures/small-streams.js';
import { CorruptStreamError, TruncatedStreamError, type GroupEntry } from '../bitstream/index.js';
import { StreamReader } from './stream-reader.js';

const GROUPS = [
  smallGroup(10, 500, 20),
  smallGroup(64, 700, 0, [{ id: 9, critical: false, data: new Uint8Array(40) }]),
  smallGroup(1, 300, 30),
];

/** A stream that arrives as the test says. */
class Line implements AsyncIterable<Uint8Array> {
  private readonly chunks: Uint8Array[] = [];
  private wake: () => void = () => undefined;
  private ended = false;
  sent = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Sends all bytes before `end` that have not been sent. */
  sendTo(end: number): void {
    this.chunks.push(this.bytes.subarray(this.sent, end));
    this.sent = end;
    this.wake();
  }

  close(): void {
    this.ended = true;
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const chunk = this.chunks.shift();
      if (chunk !== undefined) yield chunk;
      else if (this.ended) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

function* chunksOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function allGroups(reader: StreamReader): Promise<GroupEntry[]> {
  const entries: GroupEntry[] = [];
  for (;;) {
    const entry = await reader.groupAt(entries.length);
    if (entry === undefined) return entries;
    entries.push(entry);
  }
}

/** Whether a promise is still pending after everything that can happen by itself has happened. */
async function waits(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return !settled;
}

describe.each(STREAM_FORMS)('a %s stream', (_, write) => {
  const bytes = write(SMALL_HEADER, GROUPS);

  it.each([1, 13, 10_000])('is read in chunks of %i bytes', async (size) => {
    const reader = await StreamReader.open(chunksOf(bytes, size));
    const entries = await allGroups(reader);
    expect(entries.map(({ frames, firstFrame }) => [frames, firstFrame])).toEqual([
      [10, 0],
      [64, 10],
      [1, 74],
    ]);
    for (const [i, entry] of entries.entries()) {
      expect(await reader.keyPayload(entry)).toMatchObject({ key: GROUPS[i]!.key });
      expect(await reader.payload(entry)).toEqual(GROUPS[i]);
    }
    expect(reader.isComplete).toBe(true);
    expect(reader.layout()).toMatchObject({ frames: 75, streamLength: bytes.length });
    expect(await reader.bytes()).toEqual(bytes);
  });

  it('is known from a whole array at once', async () => {
    const reader = await StreamReader.open(bytes);
    expect(reader.isComplete).toBe(true);
    expect(reader.layout().groups).toHaveLength(3);
  });

  it('gives the group of every frame, and none behind the last', async () => {
    const reader = await StreamReader.open(chunksOf(bytes, 50));
    const at = async (frame: number): Promise<number | undefined> => (await reader.groupOfFrame(frame))?.index;
    expect(await at(9.5)).toBe(0);
    expect(await at(10)).toBe(1);
    expect(await at(74.9)).toBe(2);
    expect(await at(75)).toBeUndefined();
    expect(await at(0)).toBe(0);
  });

  it('gives a key payload before the rest of its group is there', async () => {
    const [first] = (await StreamReader.open(bytes)).layout().groups;
    const line = new Line(bytes);
    line.sendTo(first!.offset + first!.length - 5);
    const reader = await StreamReader.open(line);
    const entry = (await reader.groupAt(0))!;
    expect(await reader.keyPayload(entry)).toMatchObject({ key: GROUPS[0]!.key });
    const payload = reader.payload(entry);
    expect(await waits(payload)).toBe(true);
    line.sendTo(bytes.length);
    expect(await payload).toEqual(GROUPS[0]);
    line.close();
  });

  it('is refused where a whole array has more bytes than the stream', async () => {
    const longer = Uint8Array.of(...bytes, 0);
    await expect(StreamReader.open(longer)).rejects.toThrow(CorruptStreamError);
    const arriving = await StreamReader.open([longer]);
    expect(await arriving.groupAt(Infinity)).toBeUndefined();
    expect(arriving.layout().streamLength).toBe(bytes.length);
  });

  it('keeps what is whole where it was cut short', async () => {
    const { groups } = (await StreamReader.open(bytes)).layout();
    const reader = await StreamReader.open(bytes.subarray(0, groups[2]!.offset + 40));
    const last = (await reader.groupAt(2))!;
    expect(await reader.payload(groups[1]!)).toEqual(GROUPS[1]);
    await expect(reader.payload(last)).rejects.toThrow(TruncatedStreamError);
    await expect(reader.keyPayload(last)).rejects.toThrow(TruncatedStreamError);
  });

  it('ends all waiting by its signal', async () => {
    const abort = new AbortController();
    const line = new Line(bytes);
    line.sendTo(bytes.length - 20);
    const reader = await StreamReader.open(line, { signal: abort.signal });
    const payload = reader.payload((await reader.groupAt(2))!);
    abort.abort(new RangeError('enough'));
    await expect(payload).rejects.toThrow('enough');
    await expect(StreamReader.open(bytes, { signal: abort.signal })).rejects.toThrow('enough');
    line.close();
  });
});

describe('an open stream', () => {
  const [, write] = STREAM_FORMS[1];
  const bytes = write(SMALL_HEADER, GROUPS);

  it('grows with its bytes until its end mark is there', async () => {
    const { groups } = (await StreamReader.open(bytes)).layout();
    const line = new Line(bytes);
    line.sendTo(groups[0]!.offset);
    const reader = await StreamReader.open(line);
    expect(reader.layout().frames).toBe(10);
    const second = reader.groupAt(1);
    expect(await waits(second)).toBe(true);
    line.sendTo(groups[1]!.offset);
    expect((await second)?.frames).toBe(64);
    expect(reader.layout()).toMatchObject({ frames: 74, streamLength: groups[1]!.offset + groups[1]!.length });
    expect(reader.isComplete).toBe(false);
    const beyond = reader.groupOfFrame(75);
    line.sendTo(bytes.length - 1);
    expect(await waits(beyond)).toBe(true);
    line.sendTo(bytes.length);
    expect(await beyond).toBeUndefined();
    expect(reader.isComplete).toBe(true);
    line.close();
  });

  it('keeps the groups before a damaged head', async () => {
    const { groups } = (await StreamReader.open(bytes)).layout();
    const damaged = bytes.slice();
    damaged[groups[0]!.offset + groups[0]!.length] = 1;
    const reader = await StreamReader.open(damaged);
    expect(await reader.payload((await reader.groupAt(0))!)).toEqual(GROUPS[0]);
    await expect(reader.groupAt(1)).rejects.toThrow(CorruptStreamError);
    expect(errorOf(() => reader.layout())).toBeUndefined();
    expect(reader.isComplete).toBe(false);
  });

  it('tells where it ends without its mark', async () => {
    const reader = await StreamReader.open(bytes.subarray(0, bytes.length - 1));
    expect((await reader.groupOfFrame(74))?.index).toBe(2);
    await expect(reader.groupOfFrame(75)).rejects.toThrow(TruncatedStreamError);
  });
});
