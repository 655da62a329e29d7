import { connect, connectWorker, type Connection } from '@dynamics-codec/workers';
import { startWorker } from '@dynamics-codec/workers/browser';
import type { DecoderApi } from './decoder-api.js';
import { DECODER } from './decoder-location.js';
import { PlayerError } from './player-error.js';
import type * as DecoderModule from './worker.js';

const hosts = new Map<string | undefined, Promise<Connection<DecoderApi>>>();

/**
 * The decoder for all streams of a page: a worker, or the page's own thread where it may not start workers.
 * @param url of the worker's module; the one beside the player when left out
 * @throws PlayerError `WORKER` where the module cannot be loaded in either way
 */
export function connectDecoder(url?: string): Promise<Connection<DecoderApi>> {
  let host = hosts.get(url);
  if (host === undefined) {
    host = startHost(url);
    hosts.set(url, host);
    host.catch(() => hosts.delete(url));
  }
  return host;
}

async function startHost(url: string | undefined): Promise<Connection<DecoderApi>> {
  let runs = false;
  try {
    const decoder = connectWorker<DecoderApi>(
      startWorker(() =>
        url === undefined ? DECODER.start() : new Worker(url, { type: 'module', name: 'dynamics-player' }),
      ),
      { onLost: () => runs && hosts.delete(url) },
    );
    await decoder.call('hello');
    runs = true;
    return decoder;
  } catch {
    // A policy or a missing file keeps the worker from starting: the page's own thread may still load the module.
  }
  try {
    const module = await (url === undefined
      ? DECODER.load()
      : (import(/* @vite-ignore */ /* webpackIgnore: true */ url) as Promise<typeof DecoderModule>));
    const { port1, port2 } = new MessageChannel();
    module.serve(port2);
    return connect<DecoderApi>(port1);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlayerError({ code: 'WORKER', message: `The decoder of the player cannot be loaded: ${reason}` });
  }
}
