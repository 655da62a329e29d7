import type { Api, CallArguments, CallOptions, ResultOf } from './api.js';
import { errorFrom, type ErrorClasses, type ErrorFacts } from './crossing-error.js';
import type { Port, PortMessage, Reply } from './port.js';
import { post } from './transfer.js';

/** How a {@link Connection} behaves. */
export interface ConnectOptions {
  /** Classes of errors that shall arrive as themselves; all others arrive as `RemoteError`. */
  readonly errors?: ErrorClasses;
  /** Called with `true` when the first call is made and with `false` when the last one is answered. */
  readonly onBusy?: (busy: boolean) => void;
}

/** The caller's end of a channel whose other end is served. */
export interface Connection<A extends Api<A>> {
  /** Whether the other side works; it may still do so for a call that was given up. */
  readonly busy: boolean;
  /**
   * Calls a function on the other side.
   * @throws the signal's reason; whatever the function throws; what {@link fail} was given
   */
  readonly call: <K extends keyof A & string>(method: K, ...rest: CallArguments<A[K]>) => Promise<ResultOf<A[K]>>;
  /** Gives up all open calls with an error, and rejects all that come: nothing more is wanted. The first error stays. */
  readonly fail: (error: Error) => void;
}

interface OpenCall {
  readonly onEvent: (event: unknown) => void;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Connects to what `serve` answers over the other end of `port`. Takes over its `onmessage`. */
export function connect<A extends Api<A>>(port: Port, { errors, onBusy }: ConnectOptions = {}): Connection<A> {
  const open = new Map<number, OpenCall>();
  let last = 0;
  let failure: Error | undefined;

  port.onmessage = ({ data }: PortMessage) => {
    const { id, kind, value } = data as Reply;
    const call = open.get(id);
    if (call === undefined) return;
    if (kind === 'event') {
      call.onEvent(value);
      return;
    }
    open.delete(id);
    if (kind === 'result') call.resolve(value);
    else call.reject(errorFrom(value as ErrorFacts, errors));
    if (open.size === 0) onBusy?.(false);
  };

  async function call(
    method: string,
    argument?: unknown,
    { signal, onEvent }: CallOptions<unknown> = {},
  ): Promise<unknown> {
    signal?.throwIfAborted();
    if (failure !== undefined) throw failure;
    const id = ++last;
    post(port, { id, method }, 'argument', argument);
    const giveUp = (): void => {
      open.get(id)?.reject(signal?.reason);
      port.postMessage({ id });
    };
    signal?.addEventListener('abort', giveUp);
    try {
      return await new Promise((resolve, reject) => {
        open.set(id, { resolve, reject, onEvent: (event) => signal?.aborted || onEvent?.(event) });
        if (open.size === 1) onBusy?.(true);
      });
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  return {
    get busy() {
      return open.size > 0;
    },
    call: call as Connection<A>['call'],
    fail: (error) => {
      failure ??= error;
      const calls = [...open];
      open.clear();
      for (const [id, { reject }] of calls) {
        reject(failure);
        port.postMessage({ id });
      }
      if (calls.length > 0) onBusy?.(false);
    },
  };
}
