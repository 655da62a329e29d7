import {
  assertStreamLength,
  parseGroup,
  StreamError,
  UnsupportedStreamError,
  type GroupEntry,
  type ParsedHeader,
} from '../bitstream/index.js';
import { chooseGenerators, modelOf } from '../generator/index.js';
import { framesPerSecond, InvalidOptionError, type Picture } from '../picture/index.js';
import { crossFade } from '../render/index.js';
import type { DecodeOptions, StreamInfo } from './api.js';
import { arrivingHeader } from './arriving-header.js';
import { ByteFeed } from './byte-feed.js';
import { decodeGroup, type DecodedGroup, type GroupTools } from './group-decoder.js';
import { headerInfo, readStreamInfo } from './stream-info.js';

/** Groups kept ready: the one on show, its neighbour while they cross-fade, and one to come. */
const GROUPS_KEPT = 3;
const MAX_MOTION = 3;
/** A time this near to that of a frame, in frames, is meant to be that of the frame. */
const SNAP = 1e-6;

/** Facts of a stream that are known as soon as its header is. */
export type HeaderInfo = Omit<StreamInfo, 'groups' | 'overheadBytes'>;

/**
 * Plays a stream: any frame at any time. Groups are decoded when first needed, and only their own bytes must have
 * arrived by then.
 */
export class Decoder {
  private readonly groups = new Map<number, Promise<DecodedGroup>>();
  private closed = false;

  private constructor(
    private readonly feed: ByteFeed,
    private readonly parsed: ParsedHeader,
    private readonly tools: GroupTools,
    private readonly options: DecodeOptions,
    /** Why the stream is not shown by the model that it was made for; `undefined` where it is. */
    readonly note: string | undefined,
  ) {}

  /**
   * Opens a stream: a whole one, or one whose chunks are still arriving.
   * @throws InvalidOptionError, NotAStreamError, TruncatedStreamError, UnsupportedStreamError, CorruptStreamError
   * @throws ModelError where the `learned` generators are asked for and the stream's model cannot run here
   */
  static async open(
    source: Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: DecodeOptions,
  ): Promise<Decoder> {
    assertMotion(options.motion ?? 1);
    const { generator = 'auto', fidelity = 0, networks } = options;
    if (!(fidelity >= 0 && fidelity <= 1)) throw new InvalidOptionError('fidelity', 'a number from 0 to 1', fidelity);
    options.signal?.throwIfAborted();
    const feed = new ByteFeed(source);
    const parsed = await arrivingHeader(feed, options.signal);
    feed.stopAfter(parsed.streamLength);
    if (source instanceof Uint8Array && source.length > parsed.streamLength) assertStreamLength(parsed, source.length);
    const { modelId } = parsed.header;
    if (modelId !== 0 && modelOf(modelId) === undefined)
      throw new UnsupportedStreamError(`The stream needs model ${modelId}, which this decoder does not know`, 0);
    const { appearance, motion, note } = await chooseGenerators(modelId, generator, networks);
    return new Decoder(feed, parsed, { stills: options.stills, motion, appearance, fidelity }, options, note);
  }

  /** Facts of the stream as its header tells them. */
  get info(): HeaderInfo {
    return headerInfo(this.parsed);
  }

  /** Number of frames of the stream. */
  get frameCount(): number {
    return this.parsed.frames;
  }

  /** Facts of the stream and of all its groups, once all bytes have arrived. */
  async fullInfo(): Promise<StreamInfo> {
    return readStreamInfo(await this.feed.atLeast(this.parsed.streamLength, this.options.signal));
  }

  /**
   * The picture at a time in seconds, between the first frame (0) and the end; times outside are clamped. It need not
   * be the time of a frame. The picture is shared with the decoder: do not write to it.
   * @throws CorruptStreamError or TruncatedStreamError where the group of that time is damaged; others still play
   */
  async frameAt(seconds: number): Promise<Picture> {
    if (!Number.isFinite(seconds)) throw new InvalidOptionError('seconds', 'a finite number', seconds);
    const frame = seconds * framesPerSecond(this.parsed.header.frameRate);
    // 29 / 25 * 25 is less than 29: at a cut, that would be a frame of the shot before.
    const nearest = Math.round(frame);
    return this.pictureAt(Math.abs(frame - nearest) < SNAP ? nearest : frame);
  }

  /**
   * All frames of the stream in order, from `first` (0 when left out) to the end.
   * @throws as {@link frameAt}; AbortError through the signal of the options
   */
  async *frames(first = 0): AsyncGenerator<Picture, void, undefined> {
    if (!Number.isInteger(first) || first < 0) throw new InvalidOptionError('first', 'an integer of at least 0', first);
    for (let frame = first; frame < this.parsed.frames; frame++) {
      this.options.signal?.throwIfAborted();
      yield await this.pictureAt(frame);
    }
  }

  /** Lets go of all decoded groups. The decoder must not be used afterwards. */
  close(): void {
    this.closed = true;
    this.groups.clear();
  }

  private async pictureAt(frame: number): Promise<Picture> {
    if (this.closed) throw new InvalidOptionError('decoder', 'an open decoder', 'a closed one');
    this.options.signal?.throwIfAborted();
    const clamped = Math.min(Math.max(frame, 0), this.parsed.frames - 1);
    const entry = this.entryAt(clamped);
    const group = await this.group(entry);
    const motion = this.options.motion ?? 1;
    const t = clamped - entry.firstFrame;
    const picture = group.renderer.render(t, motion);
    const before = await this.fadingGroup(entry, t);
    if (before === undefined) return picture;
    const { group: previous, frames } = before;
    const share = (t + 1) / (previous.tokens.tail + 1);
    return crossFade(previous.renderer.render(frames + t, motion), picture, share * share * (3 - 2 * share));
  }

  /** The group before, where its tail reaches time `t` of this one. A damaged one is left out: the cut then shows. */
  private async fadingGroup(
    entry: GroupEntry,
    t: number,
  ): Promise<{ group: DecodedGroup; frames: number } | undefined> {
    const before = this.parsed.groups[entry.index - 1];
    if (before === undefined || t >= 32) return undefined;
    try {
      const group = await this.group(before);
      return t < group.tokens.tail ? { group, frames: before.frames } : undefined;
    } catch (error) {
      if (error instanceof StreamError) return undefined;
      throw error;
    }
  }

  private entryAt(frame: number): GroupEntry {
    const { groups } = this.parsed;
    let low = 0;
    let high = groups.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (groups[middle]!.firstFrame <= frame) low = middle;
      else high = middle - 1;
    }
    return groups[low]!;
  }

  private group(entry: GroupEntry): Promise<DecodedGroup> {
    const known = this.groups.get(entry.index);
    this.groups.delete(entry.index);
    const group = known ?? this.decode(entry);
    this.groups.set(entry.index, group);
    for (const index of this.groups.keys()) {
      if (this.groups.size <= GROUPS_KEPT) break;
      this.groups.delete(index);
    }
    return group;
  }

  private async decode(entry: GroupEntry): Promise<DecodedGroup> {
    const bytes = await this.feed.atLeast(entry.offset + entry.length, this.options.signal);
    const { profile, width, height, seed } = this.parsed.header;
    return decodeGroup(
      parseGroup(bytes, entry),
      { index: entry.index, offset: entry.offset, profile, width, height, seed },
      this.tools,
    );
  }
}

function assertMotion(motion: number): void {
  if (!(motion >= 0 && motion <= MAX_MOTION))
    throw new InvalidOptionError('motion', `a number from 0 to ${MAX_MOTION}`, motion);
}
