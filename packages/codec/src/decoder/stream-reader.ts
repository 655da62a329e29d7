import {
  assertPixels,
  assertSeconds,
  assertStreamLength,
  keyPlace,
  LimitError,
  nextGroup,
  nextHeadOffset,
  parseGroup,
  parseHeader,
  streamBudgets,
  StreamError,
  TruncatedStreamError,
  type GroupEntry,
  type GroupPayload,
  type ParsedHeader,
  type StreamBudgets,
  type StreamHeader,
  type StreamLayout,
} from '../bitstream/index.js';
import { ByteFeed, type ByteSource } from './byte-feed.js';
import { parseArriving } from './parse-arriving.js';

/** Options of {@link StreamReader.open}. */
export interface ReadOptions extends StreamBudgets {
  /** Ends all waiting, later too. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A stream that may still be arriving: its header, where its groups lie, and their payloads. A closed stream says in its
 * header where all groups lie. Those of an open stream become known as their heads arrive, and the last with the end mark.
 */
export class StreamReader {
  private readonly groups: GroupEntry[];
  private complete: boolean;

  private constructor(
    private readonly feed: ByteFeed,
    private readonly parsed: ParsedHeader,
    private readonly maxSeconds: number,
  ) {
    this.groups = parsed.open ? [] : [...parsed.groups];
    this.complete = !parsed.open;
    if (parsed.open) return;
    assertSeconds(parsed.frames, parsed.header.frameRate, maxSeconds);
    feed.stopAfter(parsed.streamLength);
  }

  /**
   * Waits for the header. What is read behind it is what is asked for, and at most one group more.
   * @throws LimitError where the stream asks for more than the budgets; later, where it is open
   * @throws NotAStreamError, TruncatedStreamError, UnsupportedStreamError, CorruptStreamError, also where a whole array has
   *   more bytes than its stream; InvalidOptionError; AbortError
   */
  static async open(source: ByteSource, { signal, ...budgets }: ReadOptions = {}): Promise<StreamReader> {
    signal?.throwIfAborted();
    const { maxPixels, maxSeconds, maxBytes } = streamBudgets(budgets);
    const feed = new ByteFeed(source, { maxBytes, signal });
    try {
      const parsed = await parseArriving(feed, parseHeader, 0);
      assertPixels(parsed.header, maxPixels);
      const reader = new StreamReader(feed, parsed, maxSeconds);
      if (source instanceof Uint8Array && reader.isComplete) {
        const layout = reader.layout();
        if (source.length > layout.streamLength) assertStreamLength(layout, source.length);
      }
      return reader;
    } catch (error) {
      feed.close(error as Error);
      throw error;
    }
  }

  /** Lets go of the source. @param reason thrown to those who wait for bytes that are not there */
  close(reason: Error): void {
    this.feed.close(reason);
  }

  /** Has the group behind one read, so that it is there when it is asked for. */
  readAhead({ index, offset, length }: GroupEntry): void {
    const next = this.groups[index + 1];
    // Of the next group of an open stream nothing is known until its head is there.
    this.feed.want(next === undefined ? offset + length + 1 : next.offset + next.length);
  }

  /** Facts of the header. */
  get header(): StreamHeader {
    return this.parsed.header;
  }

  /** Whether all groups are known; else {@link layout} tells of those that are. */
  get isComplete(): boolean {
    this.look();
    return this.complete;
  }

  /** Where everything lies, as far as it is known by now. */
  layout(): StreamLayout {
    this.look();
    const { parsed, groups } = this;
    if (!parsed.open) return parsed;
    const last = groups[groups.length - 1];
    return {
      header: parsed.header,
      groups,
      frames: last === undefined ? 0 : last.firstFrame + last.frames,
      headerLength: parsed.headerLength,
      streamLength: nextHeadOffset(parsed, last) + (this.complete ? 1 : 0),
    };
  }

  /**
   * The group of a number, once it is known where it lies; its bytes may still be to come.
   * @param index `Infinity` waits for the end
   * @returns `undefined` where the stream has fewer groups
   * @throws StreamError where an open stream is damaged or ends before the head of the group; AbortError
   */
  async groupAt(index: number): Promise<GroupEntry | undefined> {
    const find = (): GroupEntry | undefined => {
      const problem = this.look();
      const entry = this.groups[index];
      if (entry === undefined && problem !== undefined) throw problem;
      return entry;
    };
    return parseArriving(this.feed, find, 0);
  }

  /** The group that plays a frame, as {@link groupAt}; `undefined` behind the last frame. */
  async groupOfFrame(frame: number): Promise<GroupEntry | undefined> {
    while (frame >= this.layout().frames) {
      if ((await this.groupAt(this.groups.length)) === undefined) return undefined;
    }
    let low = 0;
    let high = this.groups.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.groups[middle]!.firstFrame <= frame) low = middle;
      else high = middle - 1;
    }
    return this.groups[low];
  }

  /**
   * The payloads of a group, once all of its bytes are there.
   * @throws StreamError where the group is damaged or its bytes never came; other groups are not affected
   */
  payload(entry: GroupEntry): Promise<GroupPayload> {
    return parseArriving(this.feed, (bytes) => parseGroup(bytes, entry), entry.offset + entry.length);
  }

  /**
   * The key payload of a group and the sections before it, as soon as their own bytes are there. The checksum of the group
   * cannot be looked at yet: it may still turn out to be damaged.
   * @throws StreamError as {@link payload}
   */
  keyPayload(entry: GroupEntry): Promise<Pick<GroupPayload, 'key' | 'sections'>> {
    const parse = (bytes: Uint8Array): Pick<GroupPayload, 'key' | 'sections'> => {
      const group = bytes.subarray(entry.offset);
      const { sections, offset, length } = keyPlace(group, entry);
      const end = entry.offset + offset + length;
      if (bytes.length < end) throw new TruncatedStreamError(`the key payload of group ${entry.index}`, offset, end);
      return { sections, key: group.slice(offset, offset + length) };
    };
    return parseArriving(this.feed, parse, entry.offset);
  }

  /** The whole stream, once it is there; what was received behind its end is still to be refused. @throws StreamError */
  async bytes(): Promise<Uint8Array> {
    await this.groupAt(Infinity);
    return this.feed.atLeast(this.layout().streamLength);
  }

  /** Finds those groups of an open stream whose heads are there. @returns why there are no more; `undefined` at the end */
  private look(): StreamError | LimitError | undefined {
    const { parsed, feed, groups, maxSeconds } = this;
    if (!parsed.open || this.complete) return undefined;
    try {
      for (;;) {
        const entry = nextGroup(feed.received, parsed, groups[groups.length - 1]);
        if (entry === undefined) break;
        assertSeconds(entry.firstFrame + entry.frames, parsed.header.frameRate, maxSeconds);
        groups.push(entry);
      }
    } catch (error) {
      if (error instanceof StreamError || error instanceof LimitError) return error;
      throw error;
    }
    this.complete = true;
    feed.stopAfter(this.layout().streamLength);
    return undefined;
  }
}
