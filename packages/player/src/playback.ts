import type { Picture } from 'dynamics-codec/picture';
import type { DownloadEvent } from './download.js';
import type { Layer } from './painter.js';
import type { PlayerError } from './player-error.js';
import { StreamClient, type LoadedGroup, type StreamRequest } from './stream-client.js';
import { Timeline, type Position, type Seam } from './timeline.js';
import type { StreamFacts } from './stream-facts.js';
import type { StreamOptions } from './stream-options.js';

/** What a player hears of its stream. */
export interface PlaybackEvents {
  onFacts(facts: StreamFacts): void;
  /** Something that may be on show has arrived. */
  onPicture(): void;
  onRelease(key: Picture): void;
  onRestored(): void;
  onNote(note: PlayerError): void;
  onDownload(event: DownloadEvent): void;
  onError(error: PlayerError): void;
}

/** Milliseconds in which what a model made fades in over what the classical generators made. */
const FADE_MS = 500;

/** How strongly it moves. */
export interface Strength {
  /** Of all motion: 0 is the key picture, 1 as encoded. */
  readonly motion: number;
  /** Of what was drawn, not sent: 0 shows only what was sent, 1 is as measured. */
  readonly liveliness: number;
}

/** A stream and the place in it where its player is: knows time, not clocks, and layers, not canvases. */
export class Playback {
  private readonly stream: StreamClient;
  private timeline: Timeline | undefined;
  private complete = false;
  private position: Position = { time: 0, laps: 0 };

  constructor(request: StreamRequest, options: StreamOptions, workerUrl: string | undefined, events: PlaybackEvents) {
    this.stream = new StreamClient(
      request,
      options,
      {
        onFacts: (facts) => {
          const first = this.timeline === undefined;
          this.timeline = new Timeline(facts);
          this.complete = facts.complete;
          if (first) this.seek(this.position.time);
          events.onFacts(facts);
          if (first) this.fetch(false, false);
          else events.onPicture();
        },
        onKey: () => events.onPicture(),
        onGroup: () => events.onPicture(),
        onRestored: () => events.onRestored(),
        onNote: (note) => events.onNote(note),
        onDownload: (event) => events.onDownload(event),
        onRelease: (key) => events.onRelease(key),
        onError: (error) => events.onError(error),
      },
      workerUrl,
    );
  }

  /** Seconds since the start of the clip. */
  get time(): number {
    return this.position.time;
  }

  /** Length in seconds; `NaN` until there are facts, `Infinity` until the end of an open stream has arrived. */
  get duration(): number {
    return this.timeline === undefined || this.complete ? this.end : Infinity;
  }

  /** Seconds of the clip that are known by now; `NaN` before there are facts. */
  get end(): number {
    return this.timeline?.duration ?? NaN;
  }

  /** Whether all was played that has arrived of a stream whose end has not. */
  private get isStarved(): boolean {
    return !this.complete && this.time >= this.end;
  }

  /** Whether the group of the present time is ready. */
  get isReady(): boolean {
    return (
      this.timeline !== undefined &&
      !this.isStarved &&
      this.stream.group(this.timeline.groupAt(this.time)) !== undefined
    );
  }

  /** Whether what follows the group of the present time is there, too. */
  isAhead(loop: boolean): boolean {
    const next = this.timeline?.next(this.position, this.seam(loop));
    return next === undefined ? this.complete : this.stream.has(next);
  }

  /** Whether bytes are on their way. */
  get isLoading(): boolean {
    return this.stream.isLoading;
  }

  /** Seconds of the clip that have been downloaded, from its start. */
  get bufferedUntil(): number {
    return this.timeline === undefined ? 0 : this.stream.framesReceived / this.timeline.framesPerSecond;
  }

  /** Whether the stream's model has restored the key picture of the present time. */
  get isRestored(): boolean {
    return this.timeline !== undefined && this.stream.group(this.timeline.groupAt(this.time))?.restored === true;
  }

  /** Whether what a model made fades in just now. */
  get isFading(): boolean {
    return this.timeline !== undefined && this.stream.group(this.timeline.groupAt(this.time))?.over !== undefined;
  }

  /** Whether the group of the present time can never be shown. */
  get isDamaged(): boolean {
    return this.timeline !== undefined && !this.isStarved && this.stream.isDamaged(this.timeline.groupAt(this.time));
  }

  /** Goes to a time, clamped to the clip. */
  seek(time: number): void {
    this.position = { time: Math.min(Math.max(time, 0), this.timeline?.duration ?? Infinity), laps: 0 };
  }

  /** Goes on by `seconds` of the clip, unless its pictures are still to come. @returns whether the end was reached */
  advance(seconds: number, loop: boolean): boolean {
    const { timeline } = this;
    if (timeline === undefined || !(this.isReady || this.isDamaged)) return false;
    const lap = loop && this.complete ? this.lap(timeline) : timeline.duration;
    const time = this.position.time + seconds;
    if (time < lap || !this.complete) {
      this.position = { time: Math.min(time, lap), laps: this.position.laps };
      return false;
    }
    const laps = Math.floor(time / lap);
    this.position = loop
      ? { time: time - laps * lap, laps: this.position.laps + laps }
      : { time: timeline.duration, laps: 0 };
    return !loop;
  }

  /** Asks for the groups of the present time and, where it goes on, for the next. */
  fetch(loop: boolean, goesOn: boolean): void {
    const { timeline, position } = this;
    if (timeline === undefined) return;
    const seam = this.seam(loop);
    this.stream.readAhead(goesOn);
    const next = timeline.next(position, seam);
    for (const index of timeline.needed(position, seam)) this.stream.request(index);
    if (goesOn && next !== undefined && this.isReady) this.stream.request(next);
  }

  /** What is on show now; `undefined` while nothing of it has arrived. */
  layers(loop: boolean, strength: Strength): Layer[] | undefined {
    const { timeline } = this;
    if (timeline === undefined) return undefined;
    for (const index of timeline.needed(this.position, this.seam(loop))) {
      const since = this.stream.group(index)?.over?.since ?? Infinity;
      if (performance.now() - since > FADE_MS) this.stream.faded(index);
    }
    return this.layersAt(timeline, this.position, this.seam(loop), strength, true);
  }

  /** The frame of a time, complete: waits for all that it is made of. @throws PlayerError */
  async frame(time: number, loop: boolean, strength: Strength): Promise<Layer[] | undefined> {
    const { timeline } = this;
    if (timeline === undefined) return undefined;
    const position = { time: Math.min(Math.max(time, 0), timeline.duration), laps: 0 };
    const [here, ...others] = timeline.needed(position, this.seam(loop));
    await Promise.all(others.map((index) => this.stream.ready(index).catch(() => undefined)));
    await this.stream.ready(here!);
    return this.layersAt(timeline, position, this.seam(loop), strength);
  }

  /** Lets go of the stream. */
  close(): void {
    this.stream.close();
  }

  /** How the seam closes if the clip starts over. */
  private seam(loop: boolean): Seam {
    if (!loop || !this.complete) return 'none';
    return (this.stream.group(0)?.loopFrames ?? 0) > 0 ? 'period' : 'fade';
  }

  private lap(timeline: Timeline): number {
    return timeline.lap(this.stream.group(0)?.loopFrames ?? 0);
  }

  private layersAt(
    timeline: Timeline,
    position: Position,
    seam: Seam,
    { motion, liveliness }: Strength,
    fades = false,
  ): Layer[] | undefined {
    const visible = timeline.visible(
      position,
      seam,
      this.lap(timeline),
      (index) => this.stream.group(index)?.tail ?? 0,
    );
    const layers: Layer[] = [];
    for (const [slot, { index, t, opacity }] of visible.entries()) {
      const group = this.stream.group(index);
      const key = this.stream.key(index);
      if (group !== undefined) {
        const layerOf = (shown: LoadedGroup, share: number): Layer => ({
          key: shown.scene.key,
          frame: shown.composer(slot).compose(t, motion, liveliness),
          opacity: share,
        });
        const { over } = group;
        // A group that is itself fading in over another one needs no second fade.
        if (fades && over !== undefined && opacity === 1) {
          const share = Math.min((performance.now() - over.since) / FADE_MS, 1);
          layers.push(layerOf(over.group, 1), layerOf(group, share));
        } else layers.push(layerOf(group, opacity));
      } else if (key !== undefined) layers.push({ key, frame: { phases: [] }, opacity });
    }
    return layers.length > 0 ? layers : undefined;
  }
}
