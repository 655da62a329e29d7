import type { Api, Context, Handlers } from './api.js';
import { factsOf } from './crossing-error.js';
import { WorkerError } from './errors.js';
import type { Port, PortMessage, Reply, Request } from './port.js';
import { post } from './transfer.js';

type Handler = (argument: unknown, context: Context<unknown>) => unknown;

/** Answers the calls that come in over `port`, side by side, as long as the port lives. Takes over its `onmessage`. */
export function serve<A extends Api<A>>(port: Port, handlers: Handlers<A>): void {
  const running = new Map<number, AbortController>();

  async function answer(id: number, method: string, argument: unknown): Promise<void> {
    const abort = new AbortController();
    running.set(id, abort);
    const reply = (kind: Reply['kind'], value: unknown): void => post(port, { id, kind }, 'value', value);
    try {
      const handler = (handlers as Readonly<Record<string, Handler | undefined>>)[method];
      if (handler === undefined)
        throw new WorkerError('UNKNOWN_CALL', `Expected a call that this worker knows but received "${method}"`);
      const context: Context<unknown> = { signal: abort.signal, emit: (event) => reply('event', event) };
      reply('result', await handler.call(handlers, argument, context));
    } catch (error) {
      reply('error', factsOf(error));
    }
    running.delete(id);
  }

  port.onmessage = ({ data }: PortMessage) => {
    const { id, method, argument } = data as Request;
    if (method === undefined) running.get(id)?.abort();
    else void answer(id, method, argument);
  };
}
