import { LimitError, outputBudget, StreamError, type GroupEntry } from '../bitstream/index.js';
import { chooseGenerators, endedBy } from '../generator/index.js';
import { breather, type Breathe } from '../math/index.js';
import { MAX_TAIL } from '../motion/index.js';
import {
  assertName,
  assertShape,
  assertSignal,
  framesPerSecond,
  InvalidOptionError,
  type FrameRate,
  type Picture,
} from '../picture/index.js';
import type { GroupScene } from '../render/index.js';
import { orAborted } from '../source/index.js';
import type { DecodeOptions, StreamInfo } from './api.js';
import type { ByteSource } from './byte-feed.js';
import { framesHere, type FrameOrder, type FrameRunner } from './frame-runner.js';
import { GroupSource, type Generators } from './group-source.js';
import { inOrder } from './in-order.js';
import { headerInfo, readStreamInfo, type HeaderInfo } from './stream-info.js';

/** Groups kept ready: the one on show, its neighbour while they cross-fade, and one to come. */
const GROUPS_KEPT = 3;
const GENERATORS = ['auto', 'classical', 'learned'];
const MAX_MOTION = 3;
const MAX_LIVELINESS = 2;
/** A time this near to that of a frame, in frames, is meant to be that of the frame. */
const SNAP = 1e-6;

interface ReadyGroup {
  readonly scene: GroupScene;
  /** Frames behind the group over which it fades into the next. */
  readonly tail: number;
}

/**
 * Plays a stream: any frame at any time. Groups are decoded when first needed, and only their own bytes must have
 * arrived by then. The length of an open stream grows until its end has arrived.
 */
export class Decoder {
  private readonly groups = new Map<number, Promise<ReadyGroup>>();
  private closed = false;
  private readonly runner: FrameRunner;
  private readonly maxOutputFrames: number;
  private readonly breathe: Breathe;

  private constructor(
    private readonly source: GroupSource,
    private readonly generators: Generators,
    private readonly options: DecodeOptions,
    /** Why the stream is not shown by the model that it was made for; `undefined` where it is. */
    readonly note: string | undefined,
  ) {
    this.maxOutputFrames = outputBudget(options, source.reader.header);
    this.breathe = breather(options.signal);
    this.runner = options.frames ?? framesHere();
  }

  /**
   * Opens a stream: a whole one, or one whose chunks are still arriving.
   * @throws InvalidOptionError, NotAStreamError, TruncatedStreamError, UnsupportedStreamError, CorruptStreamError
   * @throws LimitError where the stream asks for more than the options allow; an open one also later, when that shows
   * @throws ModelError where the `learned` generators are asked for and the stream's model cannot run here
   */
  static async open(source: ByteSource, options: DecodeOptions): Promise<Decoder> {
    assertDecodeOptions(options);
    assertFactor('motion', options.motion ?? 1, MAX_MOTION);
    assertFactor('liveliness', options.liveliness ?? 1, MAX_LIVELINESS);
    const groups = await GroupSource.open(source, options);
    try {
      const { header } = groups.reader;
      const { generator = 'auto', networks, signal } = options;
      const runtime = networks && endedBy(networks, signal);
      const { note, ...generators } = await chooseGenerators(header.modelId, generator, runtime, header);
      return new Decoder(groups, generators, options, note);
    } catch (error) {
      groups.reader.close(error as Error);
      throw error;
    }
  }

  /** Facts of the stream as its header tells them; of an open stream's groups as many as are known by now. */
  get info(): HeaderInfo {
    return headerInfo(this.source.reader.layout());
  }

  /** Number of frames of the stream, as far as it is known: see {@link isComplete}. */
  get frameCount(): number {
    return this.source.reader.layout().frames;
  }

  /** Whether the length of the stream is known: at once where it is closed, at its end where it is open. */
  get isComplete(): boolean {
    return this.source.reader.isComplete;
  }

  /**
   * Number of frames that the stream makes at a frame rate: at least 1. Of an open stream as far as it is known.
   * @throws LimitError where those are more than `maxOutputFrames`
   */
  countAt(frameRate: FrameRate): number {
    const count = Math.max(1, Math.round(this.info.duration * framesPerSecond(frameRate)));
    this.assertOutput(count);
    return count;
  }

  /** Facts of the stream and of all its groups, once all bytes have arrived. */
  async fullInfo(): Promise<StreamInfo> {
    return readStreamInfo(await this.source.reader.bytes());
  }

  /**
   * The picture at a time in seconds, between the first frame (0) and the end; times outside are clamped. It need not
   * be the time of a frame. The picture is shared with the decoder: do not write to it. Waits where it is not known yet whether
   * an open stream reaches that time.
   * @throws CorruptStreamError or TruncatedStreamError where the group of that time is damaged; others still play
   */
  async frameAt(seconds: number): Promise<Picture> {
    if (!Number.isFinite(seconds)) throw new InvalidOptionError('seconds', 'a finite number', seconds);
    const frame = seconds * framesPerSecond(this.source.reader.header.frameRate);
    // 29 / 25 * 25 is less than 29: at a cut, that would be a frame of the shot before.
    const nearest = Math.round(frame);
    return this.pictureAt(Math.abs(frame - nearest) < SNAP ? nearest : frame);
  }

  /**
   * All frames of the stream in order, from `first` (0 when left out) to the end, those of an open stream as they arrive.
   * @throws as {@link frameAt}; LimitError where those are more than `maxOutputFrames`; AbortError through the signal of the
   *   options
   */
  async *frames(first = 0): AsyncGenerator<Picture, void, undefined> {
    if (!Number.isInteger(first) || first < 0) throw new InvalidOptionError('first', 'an integer of at least 0', first);
    if (this.isComplete) this.assertOutput(this.frameCount - first);
    yield* inOrder(async (n) => {
      this.options.signal?.throwIfAborted();
      const entry = await this.source.reader.groupOfFrame(first + n);
      if (entry === undefined) return undefined;
      this.assertOutput(n + 1);
      return this.pictureOf(entry, first + n);
    }, this.ahead);
  }

  /**
   * The pictures of a stream whose length is known at a frame rate, in order: {@link countAt} of them.
   * @throws as {@link frameAt}; LimitError where those are more than `maxOutputFrames`
   */
  async *framesAt(frameRate: FrameRate): AsyncGenerator<Picture, void, undefined> {
    const count = this.countAt(frameRate);
    const fps = framesPerSecond(frameRate);
    yield* inOrder(async (n) => (n < count ? this.frameAt(n / fps) : undefined), this.ahead);
  }

  /** Lets go of all decoded groups and of the source. What waits for bytes is refused; so is all that comes. */
  close(): void {
    this.closed = true;
    this.groups.clear();
    this.source.reader.close(closedError());
  }

  /** Pictures under way at a time: two for each thread, so that none waits for its next order. */
  private get ahead(): number {
    const { concurrency } = this.runner;
    return concurrency > 1 ? 2 * concurrency : 1;
  }

  private assertOutput(frames: number): void {
    const { maxOutputFrames } = this;
    if (frames > maxOutputFrames) throw new LimitError('maxOutputFrames', maxOutputFrames, 'frames', frames);
  }

  private async pictureAt(frame: number): Promise<Picture> {
    const { reader } = this.source;
    await reader.groupOfFrame(Math.ceil(frame));
    const clamped = Math.min(Math.max(frame, 0), reader.layout().frames - 1);
    return this.pictureOf((await reader.groupOfFrame(clamped))!, clamped);
  }

  private async pictureOf(entry: GroupEntry, frame: number): Promise<Picture> {
    if (this.closed) throw closedError();
    this.options.signal?.throwIfAborted();
    const group = await orAborted(this.group(entry), this.options.signal);
    await this.breathe();
    const t = frame - entry.firstFrame;
    const before = await orAborted(this.fadingGroup(entry, t), this.options.signal);
    const { motion = 1, liveliness = 1, signal } = this.options;
    return orAborted(this.runner.render({ scene: group.scene, t, before, motion, liveliness }, signal), signal);
  }

  /** The group before, where its tail reaches time `t` of this one. A damaged one is left out: the cut then shows. */
  private async fadingGroup(entry: GroupEntry, t: number): Promise<FrameOrder['before']> {
    const before = this.source.reader.layout().groups[entry.index - 1];
    if (before === undefined || t >= MAX_TAIL) return undefined;
    try {
      const group = await this.group(before);
      if (t >= group.tail) return undefined;
      const share = (t + 1) / (group.tail + 1);
      return { scene: group.scene, t: before.frames + t, share: share * share * (3 - 2 * share) };
    } catch (error) {
      if (error instanceof StreamError) return undefined;
      throw error;
    }
  }

  private group(entry: GroupEntry): Promise<ReadyGroup> {
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

  private async decode({ index }: GroupEntry): Promise<ReadyGroup> {
    const { tokens, scene } = await this.source.decode(index, this.generators);
    return { scene, tail: tokens.tail };
  }
}

function assertFactor(name: string, factor: number, most: number): void {
  if (!(typeof factor === 'number' && factor >= 0 && factor <= most))
    throw new InvalidOptionError(name, `a number from 0 to ${most}`, factor);
}

function assertDecodeOptions(options: DecodeOptions): void {
  assertShape('options', options);
  assertShape('stills', options.stills, ['decode']);
  if (options.networks !== undefined) assertShape('networks', options.networks, ['open']);
  if (options.frames !== undefined) assertShape('frames', options.frames, ['render']);
  if (options.generator !== undefined) assertName('generator', options.generator, GENERATORS);
  assertSignal(options.signal);
}

function closedError(): InvalidOptionError {
  return new InvalidOptionError('decoder', 'an open decoder', 'a closed one');
}
