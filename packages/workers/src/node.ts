/** @file Threads and processes of Node. A process can end while its threads and children have nothing to do. */
import { fork, type ForkOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parentPort, Worker, type WorkerOptions } from 'node:worker_threads';
import type { Api, Handlers } from './api.js';
import type { PortMessage, RunningWorker } from './port.js';
import { serve } from './serve.js';

type Listener = ((event: PortMessage) => void) | null;

/** Tells a thread to end. */
const END = 'end';

/** Starts a thread that runs a module, which answers through {@link serveThread}; only then can it be ended. */
export function startThread(module: URL, options: WorkerOptions = {}): RunningWorker {
  const thread = new Worker(module, options);
  thread.unref();
  const running: RunningWorker = {
    onmessage: null,
    onlost: null,
    postMessage: (message, transfer) => thread.postMessage(message, transfer as never),
    // A thread that is stopped within a native call takes the whole process with it: it ends once it has nothing to do.
    terminate: () => {
      thread.ref();
      thread.postMessage(END);
    },
    hold: (busy) => (busy ? thread.ref() : thread.unref()),
  };
  thread.on('message', (data) => (running.onmessage as Listener)?.({ data }));
  thread.on('messageerror', ({ message }) => running.onlost?.(message));
  thread.on('error', ({ message }) => running.onlost?.(message));
  thread.on('exit', (code) => running.onlost?.(`exit code ${code}`));
  return running;
}

/** A process that {@link startProcess} started. */
export interface RunningProcess extends RunningWorker {
  /** `undefined` where it could not be started. */
  readonly pid: number | undefined;
  /** Resolves when it is gone. */
  readonly ended: Promise<void>;
  /** Sends it a signal, and keeps this process alive until it is gone. */
  readonly kill: (signal: NodeJS.Signals) => void;
}

/**
 * Starts a process that runs a module, which answers through {@link serveProcess}. Buffers are copied, never moved.
 * @param options as of `fork`; output is dropped unless they say otherwise
 */
export function startProcess(module: URL, options: ForkOptions = {}): RunningProcess {
  const child = fork(fileURLToPath(module), [], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    ...options,
    serialization: 'advanced',
  });
  const running: RunningProcess = {
    onmessage: null,
    onlost: null,
    pid: child.pid,
    ended: new Promise((resolve) => {
      child.on('exit', () => resolve());
      child.on('error', () => child.pid === undefined && resolve());
    }),
    kill: (signal) => {
      child.ref();
      child.kill(signal);
    },
    postMessage: (message) => child.connected && child.send(message as object),
    terminate: () => void child.kill(),
    hold: (busy) => {
      if (busy) child.ref();
      else child.unref();
      if (busy) child.channel?.ref();
      else child.channel?.unref();
    },
  };
  running.hold?.(false);
  child.on('message', (data) => (running.onmessage as Listener)?.({ data }));
  child.on('error', ({ message }) => running.onlost?.(message));
  child.on('exit', (code, killedBy) => running.onlost?.(killedBy ?? `exit code ${code ?? 'unknown'}`));
  return running;
}

/** Answers calls in a thread that {@link startThread} started. @throws TypeError in any other thread */
export function serveThread<A extends Api<A>>(handlers: Handlers<A>): void {
  const port = parentPort;
  if (port === null) throw new TypeError('Expected a thread that another one started but this is the main thread');
  const ours: RunningWorker = {
    onmessage: null,
    onlost: null,
    postMessage: (message, transfer) => port.postMessage(message, transfer as never),
    terminate: () => port.close(),
  };
  serve<A>(ours, handlers);
  port.on('message', (data) => {
    if (data === END) port.close();
    else (ours.onmessage as Listener)?.({ data });
  });
}

/**
 * Answers calls in a process that {@link startProcess} started, which ends with its parent.
 * @throws TypeError in a process without a channel to its parent
 */
export function serveProcess<A extends Api<A>>(handlers: Handlers<A>): void {
  const send = process.send?.bind(process);
  if (send === undefined) throw new TypeError('Expected a process with a channel to its parent but there is none');
  const ours: RunningWorker = {
    onmessage: null,
    onlost: null,
    postMessage: (message) => void send(message),
    terminate: () => process.disconnect(),
  };
  serve<A>(ours, handlers);
  process.on('message', (data) => (ours.onmessage as Listener)?.({ data }));
  // Without a parent nobody would take the answer.
  process.once('disconnect', () => process.exit(1));
}
