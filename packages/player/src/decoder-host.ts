import { DECODER } from './decoder-location.js';
import { PlayerError } from './player-error.js';
import type { Invitation } from './protocol.js';
import type * as DecoderModule from './worker.js';

/** Takes one end of a channel and decodes a stream over it. */
type Host = (port: MessagePort) => void;

const hosts = new Map<string | undefined, Promise<Host>>();

/**
 * A decoder for one stream. All streams of a page share one worker; where a page may not start workers, they are decoded
 * on its own thread.
 * @param url of the worker's module; the one beside the player when left out
 * @returns the port over which the decoder is spoken to
 * @throws PlayerError `WORKER` where the module cannot be loaded in either way
 */
export async function connectDecoder(url?: string): Promise<MessagePort> {
  let host = hosts.get(url);
  if (host === undefined) {
    host = startHost(url);
    hosts.set(url, host);
    host.catch(() => hosts.delete(url));
  }
  const serve = await host;
  const { port1, port2 } = new MessageChannel();
  serve(port2);
  return port1;
}

async function startHost(url: string | undefined): Promise<Host> {
  const worker = await startWorker(url);
  if (worker !== undefined) return (port) => worker.postMessage({ port } satisfies Invitation, [port]);
  try {
    const module = await (url === undefined
      ? DECODER.load()
      : (import(/* @vite-ignore */ /* webpackIgnore: true */ url) as Promise<typeof DecoderModule>));
    return (port) => module.serve(port);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlayerError({ code: 'WORKER', message: `The decoder of the player cannot be loaded: ${reason}` });
  }
}

/** The worker once it answers; `undefined` where a policy or a missing file keeps it from starting. */
function startWorker(url: string | undefined): Promise<Worker | undefined> {
  return new Promise((resolve) => {
    try {
      const worker = url === undefined ? DECODER.start() : new Worker(url, { type: 'module', name: 'dynamics-player' });
      worker.onmessage = () => resolve(worker);
      worker.onerror = (event) => {
        event.preventDefault();
        worker.terminate();
        resolve(undefined);
      };
    } catch {
      resolve(undefined);
    }
  });
}
