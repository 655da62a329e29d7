import type { PlayerAttributes } from './attributes.js';
import { MotionPreference } from './motion-preference.js';
import { releaseKey } from './painters.js';
import { Playback } from './playback.js';
import type { PlayerError } from './player-error.js';
import type { StreamFacts } from './stream-facts.js';
import { streamOptions } from './stream-options.js';
import type { StreamSource } from './stream-source.js';

/** What the state of a player asks of the element around it. */
export interface MediaHost {
  readonly attributes: PlayerAttributes;
  /** Dispatches an event. */
  announce(type: string): void;
  /** What surrounds the picture must be brought in line with the state. */
  describe(): void;
  /** The present frame is another. */
  show(): void;
  /** Time goes on from now, not from the frame before. */
  resume(): void;
}

/** The state of one player, as that of a media element: what is loaded, whether it plays, what it waits for. */
export class Media {
  playback: Playback | undefined;
  facts: StreamFacts | undefined;
  error: PlayerError | null = null;
  /** Why the stream's model is not used. */
  note: PlayerError | null = null;
  paused = true;
  ended = false;
  /** The time that a seek waits for. */
  wanted: number | undefined;
  /** Whether a picture of the stream has been drawn. */
  hasPicture = false;
  readonly preference = new MotionPreference((reduced) => this.prefer(reduced));
  private rate = 1;
  /** Whether nobody has said otherwise than `autoplay`. */
  private autoplays = false;
  private wasReady = false;
  private pendingPlays: { resolve: () => void; reject: (reason: Error) => void }[] = [];

  constructor(private readonly host: MediaHost) {}

  /** Place in the clip in seconds. */
  get time(): number {
    return this.wanted ?? this.playback?.time ?? 0;
  }

  /** Length in seconds; `NaN` until it is known. */
  get duration(): number {
    return this.playback?.duration ?? NaN;
  }

  /** As of a media element. */
  get readyState(): 0 | 1 | 2 | 4 {
    if (this.playback?.isReady === true) return 4;
    return this.hasPicture ? 2 : this.facts === undefined ? 0 : 1;
  }

  /** Whether nothing at all can be shown: a damaged group costs no other. */
  get isBroken(): boolean {
    return this.error !== null && (this.error.group === undefined || (this.facts?.groups.length ?? 0) <= 1);
  }

  /** Times real time. */
  get playbackRate(): number {
    return this.rate;
  }

  set playbackRate(value: number) {
    this.rate = value;
    this.host.announce('ratechange');
  }

  /** Loads a stream from its start, or from where the user sought to before; lets go of the one before. */
  load(source: StreamSource | undefined, workerUrl: string | undefined): void {
    const { wanted, host } = this;
    this.unload();
    if (source === undefined) return;
    this.autoplays = true;
    host.announce('loadstart');
    this.playback = new Playback(source, streamOptions(host.attributes), workerUrl, {
      onFacts: (facts) => this.learn(facts),
      onPicture: () => this.arrive(),
      onRestored: () => {
        host.show();
        host.announce('generatorchange');
      },
      onNote: (note) => {
        this.note = note;
        host.announce('generatorchange');
      },
      onRelease: releaseKey,
      onError: (error) => this.fail(error),
    });
    if (wanted !== undefined) this.playback.seek(wanted);
  }

  /** Lets go of the stream. */
  unload(): void {
    this.playback?.close();
    this.playback = undefined;
    this.facts = undefined;
    this.error = null;
    this.note = null;
    this.paused = true;
    this.ended = false;
    this.hasPicture = false;
    this.wasReady = false;
    this.wanted = undefined;
    this.settlePlays(new DOMException('The stream was replaced before it could play', 'AbortError'));
    this.host.describe();
  }

  /** Plays, and resolves when it moves; see the element's method. */
  async play(): Promise<void> {
    if (this.isBroken) throw this.error!;
    this.preference.askLeave();
    this.autoplays = false;
    if (this.ended) this.seek(0);
    if (this.paused) {
      this.paused = false;
      this.host.announce('play');
    }
    this.host.resume();
    if (this.playback?.isReady === true) {
      this.host.announce('playing');
      return;
    }
    await new Promise<void>((resolve, reject) => this.pendingPlays.push({ resolve, reject }));
  }

  /** Stops where it is. */
  pause(): void {
    this.autoplays = false;
    this.settlePlays(new DOMException('Paused before it could play', 'AbortError'));
    if (this.paused) return;
    this.paused = true;
    this.host.announce('timeupdate');
    this.host.announce('pause');
    this.host.show();
  }

  /** Plays where it stands still, and the other way round. */
  toggle(): void {
    if (this.paused) void this.play().catch(() => undefined);
    else this.pause();
  }

  /** Goes to a time in seconds. */
  seek(time: number): void {
    this.ended = false;
    this.wanted = time;
    this.playback?.seek(time);
    this.host.announce('seeking');
    this.host.show();
  }

  /** Goes to a time, at most to an end of the clip. */
  seekWithin(time: number): void {
    if (Number.isFinite(this.duration)) this.seek(Math.min(Math.max(time, 0), this.duration));
  }

  /** Plays where `autoplay` says so and nobody has said otherwise. */
  playByItself(): void {
    this.preference.follow();
    if (this.autoplays && this.host.attributes.autoplay && this.facts !== undefined && !this.preference.reduced)
      this.play().catch(() => undefined);
  }

  /** Goes on by seconds of real time. */
  advance(seconds: number): void {
    if (this.playback?.advance(seconds * this.rate, this.host.attributes.loop) !== true) return;
    this.paused = true;
    this.ended = true;
    this.host.announce('timeupdate');
    this.host.announce('pause');
    this.host.announce('ended');
  }

  /** A frame has been drawn. */
  haveDrawn(): void {
    if (this.hasPicture) return;
    this.hasPicture = true;
    this.host.describe();
    this.host.announce('loadeddata');
  }

  /** Ends a seek whose picture is there, or never will be. */
  settleSeek({ isReady, isDamaged }: Playback): void {
    if (this.wanted === undefined || !(isReady || isDamaged)) return;
    this.wanted = undefined;
    this.host.announce('seeked');
    this.host.announce('timeupdate');
  }

  private prefer(reduced: boolean): void {
    if (!reduced) {
      this.playByItself();
      return;
    }
    const resumes = this.autoplays || !this.paused;
    this.pause();
    this.autoplays = resumes;
    this.host.show();
  }

  private learn(facts: StreamFacts): void {
    this.facts = facts;
    this.host.describe();
    this.host.announce('durationchange');
    this.host.announce('loadedmetadata');
    this.playByItself();
  }

  private arrive(): void {
    if (this.playback?.isReady === true) {
      if (!this.wasReady) {
        this.wasReady = true;
        this.host.announce('canplay');
      }
      if (!this.paused && this.pendingPlays.length > 0) {
        this.settlePlays();
        this.host.announce('playing');
      }
    }
    this.host.show();
  }

  private fail(error: PlayerError): void {
    this.error = error;
    if (this.isBroken) {
      this.settlePlays(error);
      this.paused = true;
    }
    this.host.describe();
    this.host.announce('error');
    this.host.show();
  }

  private settlePlays(error?: Error): void {
    const pending = this.pendingPlays;
    this.pendingPlays = [];
    for (const { resolve, reject } of pending) {
      if (error === undefined) resolve();
      else reject(error);
    }
  }
}
