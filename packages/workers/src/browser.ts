/** @file Workers of browsers. What to do where a page may not start any is up to the caller. */
import type { Api, Handlers } from './api.js';
import type { Port, RunningWorker } from './port.js';
import { serve } from './serve.js';

/**
 * Starts a module worker.
 * @param source address of its module, or a function that starts it: bundlers find a worker only where `new Worker(new
 *   URL('./name.js', import.meta.url))` is written out
 * @throws DOMException where a policy forbids the address; a module that cannot be loaded loses the worker later
 */
export function startWorker(source: string | URL | (() => Worker)): RunningWorker {
  const worker = typeof source === 'function' ? source() : new Worker(source, { type: 'module' });
  const running = Object.assign(worker, { onlost: null as RunningWorker['onlost'] });
  worker.onerror = (event) => {
    event.preventDefault();
    running.onlost?.(event.message || 'its script is missing or forbidden');
  };
  return running;
}

/** Answers calls in a worker: `serve` over the worker's own scope. */
export function serveWorker<A extends Api<A>>(handlers: Handlers<A>): void {
  serve<A>(globalThis as unknown as Port, handlers);
}
