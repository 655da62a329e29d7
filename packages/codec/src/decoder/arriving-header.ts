import { parseHeader, TruncatedStreamError, type ParsedHeader } from '../bitstream/index.js';
import type { ByteFeed } from './byte-feed.js';

const FIRST_READ = 64;

/**
 * The header of a stream that may still be arriving: waits for as many bytes as it turns out to need, and no more.
 * @throws NotAStreamError, TruncatedStreamError, UnsupportedStreamError, CorruptStreamError, AbortError through `signal`
 */
export async function arrivingHeader(feed: ByteFeed, signal?: AbortSignal): Promise<ParsedHeader> {
  let wanted = FIRST_READ;
  for (;;) {
    const bytes = await feed.atLeast(wanted, signal);
    try {
      return parseHeader(bytes);
    } catch (error) {
      if (!(error instanceof TruncatedStreamError) || bytes.length < wanted) throw error;
      wanted = Math.max(error.needed, wanted + 1);
    }
  }
}
