import { InvalidOptionError } from '../picture/index.js';
import { CorruptStreamError, TruncatedStreamError } from './errors.js';
import { writeGroup, type GroupPayload } from './group.js';
import {
  parseHeader,
  writeHeader,
  type OpenHeader,
  type ParseOptions,
  type StreamHeader,
  type StreamLayout,
} from './header.js';
import { allGroups, nextHeadOffset } from './open-stream.js';

/**
 * A whole closed stream: header, then the groups back to back.
 * @param groups 1 to 65,535 groups in order of play
 * @throws InvalidOptionError for anything beyond the limits of the format
 */
export function writeStream(header: StreamHeader, groups: readonly GroupPayload[]): Uint8Array {
  const bodies = groups.map((group) => writeGroup(group, false).body);
  const table = groups.map((group, i) => ({
    frames: group.frames,
    hasSections: group.sections.length > 0,
    length: bodies[i]!.length,
  }));
  const head = writeHeader(header, table);
  const stream = new Uint8Array(bodies.reduce((sum, body) => sum + body.length, head.length));
  let at = 0;
  for (const part of [head, ...bodies]) {
    stream.set(part, at);
    at += part.length;
  }
  return stream;
}

/** Where everything lies in a whole stream, and which form it has. */
export interface WholeStream extends StreamLayout {
  readonly open: boolean;
}

/**
 * Where everything lies in a whole stream, closed or open, that has to end where `bytes` does. The groups are not read.
 * @throws StreamError
 */
export function parseStream(bytes: Uint8Array, options: ParseOptions = {}): WholeStream {
  if (!(bytes instanceof Uint8Array)) throw new InvalidOptionError('bytes', 'a Uint8Array', bytes);
  const parsed = parseHeader(bytes, options);
  const layout = parsed.open ? openLayout(bytes, parsed) : parsed;
  assertStreamLength(layout, bytes.length);
  return layout;
}

function openLayout(bytes: Uint8Array, parsed: OpenHeader): WholeStream {
  const groups = allGroups(bytes, parsed);
  const last = groups[groups.length - 1]!;
  return { ...parsed, groups, frames: last.firstFrame + last.frames, streamLength: nextHeadOffset(parsed, last) + 1 };
}

/**
 * Checks that a stream of `length` bytes is as long as it says. Bytes after its end are refused, so that a file is a stream in
 * exactly one way.
 * @throws TruncatedStreamError, CorruptStreamError
 */
export function assertStreamLength({ streamLength }: Pick<StreamLayout, 'streamLength'>, length: number): void {
  if (length < streamLength) throw new TruncatedStreamError('the groups', length, streamLength);
  if (length > streamLength) throw new CorruptStreamError('Expected the stream to end here', streamLength);
}
