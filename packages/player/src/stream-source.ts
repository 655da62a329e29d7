import { PlayerError } from './player-error.js';

/** Where the bytes of a stream come from: an address, or the stream itself. */
export type StreamSource = string | Blob | ArrayBuffer | Uint8Array;

/** How an address is fetched, as of `fetch`. */
export type FetchOptions = Pick<RequestInit, 'credentials' | 'priority'>;

/**
 * The chunks of a stream as they arrive; no more is fetched once they are not read to the end. They are the reader's own.
 * @throws PlayerError `NETWORK` where a server has no such stream; what `fetch` throws
 */
export async function* chunksOf(
  source: StreamSource,
  options: FetchOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (source instanceof Uint8Array) yield source.slice();
  else if (source instanceof ArrayBuffer) yield new Uint8Array(source.slice(0));
  else if (source instanceof Blob) yield new Uint8Array(await source.arrayBuffer());
  else {
    const response = await fetch(source, { ...options, signal });
    if (!response.ok) {
      throw new PlayerError({
        code: 'NETWORK',
        message: `The stream "${source}" cannot be fetched: the server answers ${response.status}`,
      });
    }
    // A stream of bytes cannot be iterated over everywhere yet.
    const reader = response.body?.getReader();
    if (reader === undefined) return;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield value;
      }
    } finally {
      void reader.cancel().catch(() => undefined);
    }
  }
}
