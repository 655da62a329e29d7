import { connect, connectWorker, type Connection } from '@dynamics-codec/workers';
import { startWorker } from '@dynamics-codec/workers/browser';
import type { DecoderApi } from './decoder-api.js';
import { decoderBeside } from './decoder-at.js';
import { decoderLocation } from './decoder-location.js';
import type { PartAddresses } from './decoder-parts.js';
import { scriptError } from './player-error.js';

/** The decoder to ask, and where its parts are. */
export interface DecoderHost {
  readonly decoder: Connection<DecoderApi>;
  readonly parts: PartAddresses;
}

const hosts = new Map<string | undefined, Promise<DecoderHost>>();

/**
 * The decoder for all streams of a page: a worker, or the page's own thread where it may not start workers.
 * @param url of the worker's module; the one beside the player when left out
 * @throws PlayerError `WORKER` where the module cannot be loaded in either way
 */
export function connectDecoder(url?: string): Promise<DecoderHost> {
  let host = hosts.get(url);
  if (host === undefined) {
    host = startHost(url);
    hosts.set(url, host);
    host.catch(() => hosts.delete(url));
  }
  return host;
}

async function startHost(url: string | undefined): Promise<DecoderHost> {
  const { start, load, parts } = url === undefined ? decoderLocation() : decoderBeside(url);
  let runs = false;
  try {
    const decoder = connectWorker<DecoderApi>(startWorker(start), { onLost: () => runs && hosts.delete(url) });
    await decoder.call('hello');
    runs = true;
    return { decoder, parts };
  } catch {
    // A policy or a missing file keeps the worker from starting: the page's own thread may still load the module.
  }
  try {
    const { serve } = await load();
    const { port1, port2 } = new MessageChannel();
    serve(port2);
    return { decoder: connect<DecoderApi>(port1), parts };
  } catch (cause) {
    throw scriptError(
      `The decoder of the player cannot be loaded: serve worker.js and parts beside the player's script, or set DynamicsPlayer.workerUrl`,
      cause,
    );
  }
}
