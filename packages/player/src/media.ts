import type { PlayerAttributes } from './attributes.js';
import { mediaError, type PlayerMediaError } from './media-error.js';
import { MotionPreference } from './motion-preference.js';
import { preparePainters, releaseKey } from './painters.js';
import { Playback } from './playback.js';
import { PlayerError } from './player-error.js';
import { Ranges } from './ranges.js';
import type { StreamFacts } from './stream-facts.js';
import { fetchOptions, streamOptions } from './stream-options.js';
import type { StreamSource } from './stream-source.js';

/** What the state of a player asks of the element around it. */
export interface MediaHost {
  readonly attributes: PlayerAttributes;
  /** Whether the element is near what the user sees. */
  readonly isNear: boolean;
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
  error: PlayerMediaError | null = null;
  /** Why the stream's model is not used. */
  note: PlayerError | null = null;
  /** Address of the stream that is loaded, or is to be. */
  currentSrc = '';
  paused = true;
  /** The time that a seek waits for. */
  wanted: number | undefined;
  /** Whether a picture of the stream has been drawn. */
  hasPicture = false;
  readonly preference = new MotionPreference((reduced) => this.prefer(reduced));
  private rate = 1;
  /** Whether the stream is loaded without its model because the user saves data. */
  private savesData = false;
  private source: StreamSource | undefined;
  private workerUrl: string | undefined;
  /** Whether nobody has said otherwise than `autoplay`. */
  private autoplays = false;
  /** Whether `playing` was the last that was told of playing. */
  private moves = false;
  /** What was last told of {@link readyState}. */
  private told = 0;
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

  /** Whether it is at its end and does not start over. */
  get ended(): boolean {
    return this.time >= this.duration && !this.host.attributes.loop;
  }

  /** As of a media element. */
  get readyState(): 0 | 1 | 2 | 3 | 4 {
    const { playback, facts } = this;
    if (facts === undefined) return 0;
    if (playback?.isReady === true) return playback.isAhead(this.host.attributes.loop) ? 4 : 3;
    return this.hasPicture ? 2 : 1;
  }

  /** As of a media element: 0 there is nothing to load, 1 nothing is loaded just now, 2 it loads, 3 it cannot be loaded. */
  get networkState(): 0 | 1 | 2 | 3 {
    if (this.source === undefined) return 0;
    if (this.isBroken && this.facts === undefined) return 3;
    return this.playback?.isLoading === true ? 2 : 1;
  }

  /** What has been downloaded. */
  get buffered(): Ranges {
    return new Ranges(this.playback?.bufferedUntil ?? 0);
  }

  /** What can be sought. */
  get seekable(): Ranges {
    return new Ranges(this.facts === undefined ? 0 : (this.playback?.end ?? 0));
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

  /** Loads a stream, as soon as it is wanted, from its start or from where the user sought to before. {@link unload} first. */
  load(source: StreamSource | undefined, workerUrl: string | undefined): void {
    if (source === undefined) return;
    this.source = source;
    this.workerUrl = workerUrl;
    this.currentSrc = typeof source === 'string' ? source : '';
    this.host.announce('loadstart');
    if (this.isWanted) this.begin();
    else this.host.announce('suspend');
  }

  /** Begins to load where that was put off and the stream is now wanted. */
  reconsider(): void {
    if (this.playback === undefined && this.source !== undefined && this.isWanted) this.begin();
  }

  /** Lets go of the stream. */
  unload(): void {
    const { host } = this;
    const wasEmpty = this.source === undefined;
    this.playback?.close();
    this.playback = undefined;
    this.source = undefined;
    this.currentSrc = '';
    if (this.facts !== undefined) this.wanted = undefined;
    this.facts = undefined;
    this.error = null;
    this.note = null;
    this.paused = true;
    this.hasPicture = false;
    this.autoplays = true;
    this.moves = false;
    this.told = 0;
    this.settlePlays(new DOMException('The stream was replaced before it could play', 'AbortError'));
    host.describe();
    if (!wasEmpty) host.announce('emptied');
  }

  /** Plays, and resolves when it moves; see the element's method. */
  async play(): Promise<void> {
    const { host } = this;
    if (this.isBroken) throw new DOMException(this.error!.message, 'NotSupportedError');
    this.preference.askLeave();
    this.autoplays = false;
    if (this.ended) this.seek(0);
    if (this.paused) {
      this.paused = false;
      host.announce('play');
      if (this.readyState < 3) host.announce('waiting');
    }
    this.reconsider();
    host.resume();
    this.follow();
    if (!this.moves) await new Promise<void>((resolve, reject) => this.pendingPlays.push({ resolve, reject }));
  }

  /** Stops where it is. */
  pause(): void {
    this.autoplays = false;
    if (!this.paused) this.host.announce('timeupdate');
    this.halt(new DOMException('Paused before it could play', 'AbortError'));
    this.host.show();
  }

  /** Plays where it stands still, and the other way round. */
  toggle(): void {
    if (this.paused) void this.play().catch(() => undefined);
    else this.pause();
  }

  /** Goes to a time in seconds, at most to an end of the clip. */
  seek(time: number): void {
    const { facts, host } = this;
    this.wanted = Math.max(time, 0);
    if (facts === undefined) return;
    this.wanted = Math.min(this.wanted, this.playback?.end ?? Infinity);
    this.playback?.seek(this.wanted);
    host.announce('seeking');
    host.show();
  }

  /** Plays where `autoplay` says so and nobody has said otherwise. */
  playByItself(): void {
    this.reconsider();
    if (this.facts !== undefined && this.isToAutoplay) this.play().catch(() => undefined);
  }

  /** Goes on by seconds of real time. */
  advance(seconds: number): void {
    if (this.wanted !== undefined) return;
    if (this.playback?.advance(seconds * this.rate, this.host.attributes.loop) === true) this.end();
  }

  /** Tells what has become of that which is waited for. */
  follow(): void {
    const { host, playback, told } = this;
    const state = this.readyState;
    this.told = state;
    if (told < 3 && state >= 3) host.announce('canplay');
    if (told < 4 && state === 4) host.announce('canplaythrough');
    if (this.paused) return;
    const moves = state >= 3 || playback?.isDamaged === true;
    if (moves === this.moves) return;
    this.moves = moves;
    if (moves) this.settlePlays();
    host.announce(moves ? 'playing' : 'waiting');
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
    if (this.ended) this.end();
    else this.host.announce('timeupdate');
  }

  private get isToAutoplay(): boolean {
    this.preference.follow();
    return this.autoplays && this.host.attributes.autoplay && !this.preference.reduced;
  }

  private get isWanted(): boolean {
    const { preload, loading } = this.host.attributes;
    if (!this.paused) return true;
    return (loading === 'eager' || this.host.isNear) && (preload !== 'none' || this.isToAutoplay);
  }

  private begin(): void {
    const { host, wanted, source } = this;
    if (source === undefined) return;
    const { attributes } = host;
    // On its way together with the stream; whoever draws waits for it, and tells where it fails.
    preparePainters(attributes.renderer).catch(() => undefined);
    const request = { source, ...fetchOptions(attributes) };
    const options = streamOptions(attributes);
    this.savesData = options.savesData;
    this.playback = new Playback(request, options, this.workerUrl, {
      onFacts: (facts) => this.learn(facts),
      onPicture: () => {
        this.follow();
        host.show();
      },
      onRestored: () => {
        host.show();
        host.announce('generatorchange');
      },
      onNote: (note) => this.take(note),
      onDownload: (event) => host.announce(event),
      onRelease: releaseKey,
      onError: (error) => this.fail(error),
    });
    if (wanted !== undefined) this.playback.seek(wanted);
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
    const { host } = this;
    const grown = this.facts !== undefined;
    this.facts = facts;
    if (grown) {
      if (facts.complete) host.announce('durationchange');
      return;
    }
    host.describe();
    host.announce('durationchange');
    host.announce('loadedmetadata');
    // Bytes that came before the facts count only now.
    if (this.buffered.length > 0) host.announce('progress');
    if (this.wanted !== undefined) this.seek(this.wanted);
    if (facts.modelId !== 0 && this.savesData)
      this.take(
        new PlayerError({ code: 'SAVE_DATA', message: 'The model of the stream is not loaded: the user saves data' }),
      );
    this.playByItself();
  }

  private take(note: PlayerError): void {
    this.note = note;
    this.host.announce('generatorchange');
  }

  /** The end is reached. */
  private end(): void {
    this.host.announce('timeupdate');
    this.halt(new DOMException('The end came before it could play', 'AbortError'));
    this.host.announce('ended');
  }

  /** Plays no more; `reason` is for those who wait for it to. */
  private halt(reason: DOMException): void {
    this.settlePlays(reason);
    if (this.paused) return;
    this.paused = true;
    this.moves = false;
    this.host.announce('pause');
  }

  /** What loads or draws has failed. */
  fail(error: PlayerError): void {
    this.error = mediaError(error, this.facts !== undefined);
    if (this.isBroken) {
      this.settlePlays(new DOMException(error.message, 'NotSupportedError'));
      this.paused = true;
      this.moves = false;
    }
    // Visitors see what else there is to show; developers look here.
    // eslint-disable-next-line no-console
    console.error(`<dynamics-player>: ${error.message}`);
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
