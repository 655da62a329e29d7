import { afterEach, describe, expect, it, vi } from 'vitest';
import { WorkerPool, serve, type Context, type RunningWorker } from './index.js';

interface TaskApi {
  /** Ends when the test lets it, or when it is given up. */
  task(name: string, context: Context<string>): Promise<string>;
}

const begun: string[] = [];
const release = new Map<string, () => void>();
const started: RunningWorker[] = [];
const ended: (() => void)[] = [];

function start(): RunningWorker {
  const { port1, port2 } = new MessageChannel();
  serve<TaskApi>(port2, {
    task: (name, { signal, emit }) => {
      begun.push(name);
      emit(`begun ${name}`);
      return new Promise((resolve, reject) => {
        release.set(name, () => resolve(`done ${name}`));
        if (name !== 'stubborn') signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    },
  });
  const worker: RunningWorker = Object.assign(port1, { onlost: null, terminate: () => port1.close() });
  started.push(worker);
  ended.push(() => port1.close());
  return worker;
}

async function until(...names: string[]): Promise<void> {
  await vi.waitFor(() => expect(begun).toEqual(names));
}

function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );
}

afterEach(() => {
  for (const end of ended.splice(0)) end();
  started.length = 0;
  begun.length = 0;
  release.clear();
});

describe('pool of workers', () => {
  it('starts workers when they are needed and runs calls in their order', async () => {
    const pool = new WorkerPool<TaskApi>({ size: 2, start });
    expect(started.length).toBe(0);
    const events: string[] = [];
    const a = pool.run('task', 'a', { onEvent: (event) => events.push(event) });
    await until('a');
    expect(started.length).toBe(1);
    const [b, c, d] = ['b', 'c', 'd'].map((name) => pool.run('task', name));
    await until('a', 'b');
    release.get('b')!();
    expect(await b).toBe('done b');
    await until('a', 'b', 'c');
    release.get('a')!();
    await until('a', 'b', 'c', 'd');
    release.get('c')!();
    release.get('d')!();
    expect(await Promise.all([a, c, d])).toEqual(['done a', 'done c', 'done d']);
    expect(started.length).toBe(2);
    expect(events).toEqual(['begun a']);
  });

  it('takes given up calls out of the queue, and out of their worker', async () => {
    const pool = new WorkerPool<TaskApi>({ size: 1, start });
    const [first, second] = [new AbortController(), new AbortController()];
    const a = rejection(pool.run('task', 'a', { signal: first.signal }));
    const b = rejection(pool.run('task', 'b', { signal: second.signal }));
    const c = pool.run('task', 'c');
    await until('a');
    second.abort('b is not wanted');
    expect(await b).toBe('b is not wanted');
    first.abort('a is not wanted');
    expect(await a).toBe('a is not wanted');
    await until('a', 'c');
    release.get('c')!();
    expect(await c).toBe('done c');
    expect(started.length).toBe(1);
  });

  it('waits for a worker that has not noticed yet', async () => {
    const pool = new WorkerPool<TaskApi>({ size: 1, start });
    const abort = new AbortController();
    const stubborn = rejection(pool.run('task', 'stubborn', { signal: abort.signal }));
    const next = pool.run('task', 'next');
    await until('stubborn');
    abort.abort('enough');
    expect(await stubborn).toBe('enough');
    expect(begun).toEqual(['stubborn']);
    release.get('stubborn')!();
    await until('stubborn', 'next');
    release.get('next')!();
    expect(await next).toBe('done next');
  });

  it('replaces a lost worker, whose call is lost with it', async () => {
    const pool = new WorkerPool<TaskApi>({ size: 1, start });
    const a = rejection(pool.run('task', 'a'));
    const b = pool.run('task', 'b');
    await until('a');
    started[0]!.onlost!('out of memory');
    expect(await a).toMatchObject({ code: 'WORKER_LOST', message: 'The worker was lost: out of memory' });
    await until('a', 'b');
    release.get('b')!();
    expect(await b).toBe('done b');
    expect(started.length).toBe(2);
  });

  it('rejects calls where no worker starts', async () => {
    const pool = new WorkerPool<TaskApi>({
      size: 2,
      start: () => {
        throw new Error('forbidden');
      },
    });
    expect(await rejection(pool.run('task', 'a'))).toMatchObject({ code: 'WORKER_LOST' });
    expect(await rejection(pool.run('task', 'b'))).toMatchObject({ code: 'WORKER_LOST' });
  });

  it('rejects all that is open when it is closed', async () => {
    const pool = new WorkerPool<TaskApi>({ size: 1, start });
    const open = ['a', 'b'].map((name) => rejection(pool.run('task', name)));
    await until('a');
    pool.close();
    for (const error of await Promise.all(open)) expect(error).toMatchObject({ code: 'WORKER_CLOSED' });
    expect(await rejection(pool.run('task', 'c'))).toMatchObject({ code: 'WORKER_CLOSED' });
    expect(started.length).toBe(1);
  });
});
