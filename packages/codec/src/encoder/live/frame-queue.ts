import type { Picture } from '../../picture/index.js';

/** How a {@link FrameQueue} is made. */
export interface FrameQueueOptions {
  /** Most frames that wait. */
  readonly capacity: number;
  readonly framesPerSecond: number;
  /** Told how many frames were left out, when they are taken again. */
  readonly onDropped: (frames: number) => void;
}

/** A source that gave so much more than time has passed when the queue first filled was no camera. */
const FASTER_THAN_TIME = 1.5;
/** Seconds that a pipe may hold when it is opened. */
const HELD_BY_PIPES = 1;

/**
 * Frames between a source that does not wait and an encoder that may be late. Where it is full, frames of a source that gives
 * them in real time are left out, in one piece, until half of the queue is free again. A source that gave its frames faster
 * than that, such as a file, waits instead.
 */
export class FrameQueue {
  private frames: { readonly frame: Picture; readonly afterGap: boolean }[] = [];
  private readonly began = performance.now();
  private taken = 0;
  private dropped = 0;
  private live: boolean | undefined;
  private ended = false;
  private failure: { readonly error: unknown } | undefined;
  private wake: (() => void) | undefined;
  private room: (() => void) | undefined;

  constructor(private readonly options: FrameQueueOptions) {}

  /** Frames that wait. */
  get length(): number {
    return this.frames.length;
  }

  /** Fills the queue until the source ends; what it throws, unless it was aborted, is thrown to the reader behind the last frame. */
  async fill(source: AsyncIterable<Picture>, signal?: AbortSignal): Promise<void> {
    try {
      for await (const frame of source) {
        if (this.ended) return;
        await this.push(frame);
      }
    } catch (error) {
      if (signal?.aborted !== true) this.failure = { error };
    }
    this.tellDropped();
    this.end();
  }

  /** Wants no more frames. */
  end(): void {
    this.ended = true;
    this.wake?.();
    this.room?.();
  }

  /** The frames in stretches without a gap; each is to be read to its end. */
  async *stretches(): AsyncGenerator<AsyncIterable<Picture>, void, undefined> {
    while (await this.waitForFrame()) yield this.stretch();
    if (this.failure !== undefined) throw this.failure.error;
  }

  private async *stretch(): AsyncGenerator<Picture, void, undefined> {
    for (let first = true; await this.waitForFrame(); first = false) {
      if (!first && this.frames[0]!.afterGap) return;
      const { frame } = this.frames.shift()!;
      this.room?.();
      yield frame;
    }
  }

  private async push(frame: Picture): Promise<void> {
    const { capacity, framesPerSecond } = this.options;
    this.taken++;
    if (this.frames.length >= capacity) {
      const seconds = (performance.now() - this.began) / 1000;
      this.live ??= this.taken / framesPerSecond < FASTER_THAN_TIME * seconds + HELD_BY_PIPES;
      if (this.live) this.dropped++;
      else while (this.frames.length >= capacity && !this.ended) await new Promise<void>((go) => (this.room = go));
      if (this.live) return;
    } else if (this.dropped > 0 && this.frames.length > capacity / 2) {
      this.dropped++;
      return;
    }
    this.frames.push({ frame, afterGap: this.dropped > 0 });
    this.tellDropped();
    this.wake?.();
  }

  private tellDropped(): void {
    if (this.dropped > 0) this.options.onDropped(this.dropped);
    this.dropped = 0;
  }

  private async waitForFrame(): Promise<boolean> {
    while (this.frames.length === 0 && !this.ended) await new Promise<void>((go) => (this.wake = go));
    return this.frames.length > 0;
  }
}
