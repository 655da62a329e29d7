import { TruncatedStreamError } from '../bitstream/index.js';
import type { ByteFeed } from './byte-feed.js';

/**
 * Parses a stream that may still be arriving: waits for as many bytes as it turns out to need, and no more.
 * @param parse given the stream as far as it is there; throws TruncatedStreamError where it needs more
 * @param least bytes without which it need not be tried
 * @throws what `parse` throws, TruncatedStreamError only where the stream ends; what {@link ByteFeed.atLeast} throws
 */
export async function parseArriving<T>(feed: ByteFeed, parse: (bytes: Uint8Array) => T, least: number): Promise<T> {
  let wanted = least;
  for (;;) {
    const bytes = await feed.atLeast(wanted);
    try {
      return parse(bytes);
    } catch (error) {
      if (!(error instanceof TruncatedStreamError) || bytes.length < wanted) throw error;
      wanted = Math.max(error.needed, wanted + 1);
    }
  }
}
