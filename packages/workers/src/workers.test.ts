import { afterEach, describe, expect, it, vi } from 'vitest';
import { CorruptStreamError } from 'dynamics-codec/bitstream';
import { DynamicsError, InvalidOptionError } from 'dynamics-codec/picture';
import {
  buffersWithin,
  connect,
  RemoteError,
  serve,
  transferred,
  WorkerError,
  type ConnectOptions,
  type Connection,
  type Context,
  type Handlers,
} from './index.js';

interface SumApi {
  sum(numbers: readonly number[], context: Context<number>): Promise<number>;
  double(samples: Float32Array): Float32Array;
  wait(argument: undefined, context: Context<string>): Promise<void>;
  fail(kind: 'corrupt' | 'option' | 'type' | 'text' | 'abort' | 'clone'): void;
  nothing(): undefined;
}

const channels: MessageChannel[] = [];
const signals: AbortSignal[] = [];

const HANDLERS: Handlers<SumApi> = {
  sum: (numbers, { emit }) => {
    let sum = 0;
    for (const number of numbers) emit((sum += number));
    return sum;
  },
  double: (samples) => transferred(samples.map((sample) => 2 * sample)),
  wait: (_, { signal, emit }) => {
    signals.push(signal);
    emit('begun');
    return new Promise((_, reject) =>
      signal.addEventListener('abort', () => {
        emit('given up');
        reject(signal.reason as Error);
      }),
    );
  },
  fail: (kind) => {
    if (kind === 'corrupt') throw new CorruptStreamError('Expected a group but received noise', 7);
    if (kind === 'option') throw new InvalidOptionError('speed', 'a number', { fast: true });
    if (kind === 'type') throw new TypeError('not a function');
    if (kind === 'abort') throw new DOMException('enough', 'AbortError');
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (kind === 'text') throw 'plain text';
    return (() => undefined) as never;
  },
  nothing: () => undefined,
};

function connected(options?: ConnectOptions): Connection<SumApi> {
  const channel = new MessageChannel();
  channels.push(channel);
  serve<SumApi>(channel.port1, HANDLERS);
  return connect<SumApi>(channel.port2, options);
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => new Error('It did not reject'),
    (error: unknown) => error as Error,
  );
}

afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
  signals.length = 0;
});

describe('calls', () => {
  it('gives results to those who asked, and events before them', async () => {
    const connection = connected();
    const seen: number[] = [];
    const sums = await Promise.all([
      connection.call('sum', [1, 2, 3], { onEvent: (part) => seen.push(part) }),
      connection.call('sum', [10]),
      connection.call('nothing'),
    ]);
    expect(sums).toEqual([6, 10, undefined]);
    expect(seen).toEqual([1, 3, 6]);
  });

  it('moves what is marked and copies the rest', async () => {
    const connection = connected();
    const samples = Float32Array.of(1, 2);
    expect(await connection.call('double', samples)).toEqual(Float32Array.of(2, 4));
    expect(samples.length).toBe(2);
    expect(await connection.call('double', transferred(samples))).toEqual(Float32Array.of(2, 4));
    expect(samples.length).toBe(0);
  });

  it('tells when the other side begins and ends to work', async () => {
    const busy: boolean[] = [];
    const connection = connected({ onBusy: (now) => busy.push(now) });
    await Promise.all([connection.call('sum', [1]), connection.call('sum', [2])]);
    expect(connection.busy).toBe(false);
    expect(busy).toEqual([true, false]);
  });
});

describe('errors', () => {
  it('arrive with name, code, message and simple fields', async () => {
    const error = await rejection(connected().call('fail', 'corrupt'));
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toBeInstanceOf(DynamicsError);
    expect(error).toMatchObject({ name: 'CorruptStreamError', code: 'CORRUPT_STREAM', offset: 7 });
    expect(error.message).toBe('Expected a group but received noise at byte 7');
    const option = await rejection(connected().call('fail', 'option'));
    expect(option).toMatchObject({ code: 'INVALID_OPTION', option: 'speed', expected: 'a number' });
  });

  it('arrive as themselves where their class is named', async () => {
    const error = await rejection(connected({ errors: { CorruptStreamError } }).call('fail', 'corrupt'));
    expect(error).toBeInstanceOf(CorruptStreamError);
    expect(error).toMatchObject({ code: 'CORRUPT_STREAM', offset: 7 });
  });

  it('of other kinds are internal ones', async () => {
    const connection = connected();
    expect(await rejection(connection.call('fail', 'type'))).toMatchObject({
      code: 'INTERNAL',
      name: 'TypeError',
      message: 'not a function',
    });
    expect(await rejection(connection.call('fail', 'text'))).toMatchObject({ code: 'INTERNAL', message: 'plain text' });
    expect(await rejection(connection.call('fail', 'clone'))).toMatchObject({ code: 'INTERNAL' });
  });

  it('stay aborts where they are', async () => {
    const error = await rejection(connected().call('fail', 'abort'));
    expect(error).toBeInstanceOf(DOMException);
    expect(error).toMatchObject({ name: 'AbortError', message: 'enough' });
  });

  it('name calls that the other side does not know', async () => {
    const connection = connected() as unknown as Connection<{ gone(): void }>;
    const error = await rejection(connection.call('gone'));
    expect(error).toBeInstanceOf(WorkerError);
    expect(error).toMatchObject({ code: 'UNKNOWN_CALL' });
  });

  it('of arguments that cannot be posted reject the call and leave nothing open', async () => {
    const connection = connected();
    const error = await rejection(connection.call('sum', [(() => 1) as unknown as number]));
    expect(error.name).toBe('DataCloneError');
    expect(connection.busy).toBe(false);
  });

  it('of a lost worker reject what is open and what comes', async () => {
    const connection = connected();
    const open = rejection(connection.call('wait', undefined));
    const lost = new WorkerError('WORKER_LOST', 'gone');
    connection.fail(lost);
    connection.fail(new Error('later'));
    expect(await open).toBe(lost);
    expect(await rejection(connection.call('nothing'))).toBe(lost);
  });
});

describe('giving up', () => {
  it('rejects at once with the reason, raises the signal there, and shows no more events', async () => {
    const connection = connected();
    const abort = new AbortController();
    const seen: string[] = [];
    const call = rejection(
      connection.call('wait', undefined, { signal: abort.signal, onEvent: (event) => seen.push(event) }),
    );
    await vi.waitFor(() => expect(seen).toEqual(['begun']));
    const reason = new Error('no longer wanted');
    abort.abort(reason);
    expect(await call).toBe(reason);
    expect(connection.busy).toBe(true);
    await vi.waitFor(() => expect(connection.busy).toBe(false));
    expect(signals[0]?.aborted).toBe(true);
    expect(seen).toEqual(['begun']);
  });

  it('before the call asks for nothing', async () => {
    const connection = connected();
    const signal = AbortSignal.abort();
    expect(await rejection(connection.call('wait', undefined, { signal }))).toBe(signal.reason);
    expect(connection.busy).toBe(false);
    expect(signals).toEqual([]);
  });
});

describe('buffers within a value', () => {
  it('are found once each, however deep', () => {
    const plane = new Uint8Array(4);
    const other = new ArrayBuffer(2);
    const value: Record<string, unknown> = { plane, again: [plane, new Uint16Array(plane.buffer, 2)], deep: { other } };
    value['self'] = value;
    value['shared'] = new Uint8Array(new SharedArrayBuffer(3));
    expect(buffersWithin(value)).toEqual([plane.buffer, other]);
    expect(buffersWithin(null)).toEqual([]);
  });
});
