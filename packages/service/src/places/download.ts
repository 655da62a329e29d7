import { lookup, type LookupAddress } from 'node:dns';
import { createWriteStream } from 'node:fs';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PlaceError } from './place-error.js';
import { isPublicAddress } from './private-addresses.js';

/** What may be fetched. */
export interface DownloadRules {
  /** Most bytes of a file. */
  readonly maxBytes: number;
  /** Whether addresses of private networks, and plain HTTP, are allowed. */
  readonly allowPrivate: boolean;
}

const MOST_REDIRECTS = 5;
/** A server that says nothing for so long is gone. */
const SILENCE_MS = 30_000;

/**
 * Fetches an address into a file. Every address that a name stands for is looked at, at the moment of the connection, and so is
 * that of every redirection: nothing leads into a private network.
 * @throws PlaceError
 */
export async function downloadTo(
  path: string,
  address: string,
  rules: DownloadRules,
  signal: AbortSignal,
): Promise<void> {
  let url = checkedUrl(address, rules);
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const response = await answerOf(url, rules, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      response.destroy();
      url = checkedUrl(new URL(headers.location, url).href, rules);
      continue;
    }
    if (statusCode !== 200) {
      response.destroy();
      const code = statusCode >= 400 && statusCode < 500 ? 'MISSING_INPUT' : 'UNREACHABLE';
      throw new PlaceError(code, `"${safe(url)}" answers ${statusCode}`);
    }
    await saveTo(path, response, safe(url), rules.maxBytes, signal);
    return;
  }
  throw new PlaceError('REFUSED_PLACE', `"${safe(url)}" redirects more than ${MOST_REDIRECTS} times`);
}

/** Writes bytes of unknown length to a file. @throws PlaceError `TOO_LARGE_INPUT` beyond the limit, `UNREACHABLE` */
export async function saveTo(
  path: string,
  from: Readable,
  label: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<void> {
  let bytes = 0;
  async function* counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new PlaceError('TOO_LARGE_INPUT', `"${label}" has more than ${maxBytes} bytes`);
      yield chunk;
    }
  }
  try {
    await pipeline(from, counted, createWriteStream(path, { flags: 'wx', mode: 0o600 }), { signal });
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof PlaceError) throw cause;
    throw new PlaceError('UNREACHABLE', `"${label}" broke off after ${bytes} bytes`, { cause });
  }
}

function checkedUrl(address: string, { allowPrivate }: DownloadRules): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const allowed = url?.protocol === 'https:' || (allowPrivate && url?.protocol === 'http:');
  if (url === undefined || !allowed) throw new PlaceError('REFUSED_PLACE', 'Expected an address of https');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !allowPrivate && !isPublicAddress(host)) throw refused(host);
  return url;
}

function answerOf(url: URL, { allowPrivate }: DownloadRules, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      signal,
      timeout: SILENCE_MS,
      lookup: allowPrivate ? lookup : publicLookup,
      agent: false,
    });
    asked.on('response', resolve);
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', (cause) => {
      if (signal.aborted) reject(signal.reason as Error);
      else
        reject(
          cause instanceof PlaceError
            ? cause
            : new PlaceError('UNREACHABLE', `"${safe(url)}" cannot be reached`, { cause }),
        );
    });
    asked.end();
  });
}

/** Looks a name up and gives none of its addresses where one is private. */
const publicLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const wrong = error === null ? addresses.find(({ address }) => !isPublicAddress(address)) : undefined;
    const [first] = addresses;
    if (error !== null || wrong !== undefined || first === undefined) callback(error ?? refused(host), '');
    else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

function refused(host: string): PlaceError {
  return new PlaceError('REFUSED_PLACE', `"${host}" is not of the public internet`);
}

/** An address without its secrets, for messages. */
function safe({ origin, pathname }: URL): string {
  return origin + pathname;
}
