/**
 * One end of a channel, as `MessagePort`, `Worker` and the global scope of a worker are. Node's threads and processes get
 * this shape in `@dynamics-codec/workers/node`.
 */
export interface Port {
  postMessage(message: unknown, transfer?: object[]): void;
  /** Takes a {@link PortMessage}. */
  onmessage: ((event: never) => void) | null;
}

/** What {@link Port.onmessage} is given. */
export interface PortMessage {
  readonly data: unknown;
}

/** A worker, thread or process, held by whoever started it. */
export interface RunningWorker extends Port {
  /** Called once when it fails or ends by itself, with the reason as a clause for people. */
  onlost: ((reason: string) => void) | null;
  /** Ends it: at once where the platform can, else as soon as it has nothing to do. */
  terminate(): void;
  /** Whether it keeps the process alive, for platforms where a worker can. */
  hold?(busy: boolean): void;
}

/** From the caller to the server. Without a method: the caller has given up the call of that number. */
export interface Request {
  readonly id: number;
  readonly method?: string | undefined;
  readonly argument?: unknown;
}

/** From the server to the caller: any number of events, then one result or error. */
export interface Reply {
  readonly id: number;
  readonly kind: 'event' | 'result' | 'error';
  readonly value: unknown;
}
