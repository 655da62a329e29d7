import { PlayerAttributes } from './attributes.js';
import { Drawing } from './drawing.js';
import { takeEarlyProperties } from './early-properties.js';
import { Media, type MediaHost } from './media.js';
import type { PlayerMediaError } from './media-error.js';
import { Nearness } from './nearness.js';
import { paintLayers, preparePainters } from './painters.js';
import { PlayerError } from './player-error.js';
import { ShadowTree } from './shadow-tree.js';
import type { StreamFacts } from './stream-facts.js';
import type { StreamSource } from './stream-source.js';

const MAX_RATE = 16;

/**
 * `<dynamics-player src="pond.dync">`: plays a stream of this codec. Attributes, properties and events are those of
 * `<video>` where both have them; `motion`, `liveliness`, `fidelity`, `generator` and `renderer` are its own. See docs/player.md.
 */
export class DynamicsPlayer extends PlayerAttributes {
  private readonly media: Media;
  private readonly drawing: Drawing;
  private readonly tree: ShadowTree;
  private readonly nearness: Nearness;
  private object: StreamSource | undefined;
  private level = 1;
  private silent = true;
  /** Whether a load is due once all attributes of this moment are there. */
  private isDue = false;

  constructor() {
    super();
    const nearness = new Nearness(this, () => this.media.reconsider());
    const host: MediaHost = {
      attributes: this,
      get isNear() {
        return nearness.isNear;
      },
      announce: (type) => {
        this.dispatchEvent(new Event(type));
        if (type !== 'timeupdate') this.tree.updateBar();
      },
      describe: () => this.tree.describe(),
      show: () => this.drawing.show(),
      resume: () => this.drawing.resume(),
    };
    this.nearness = nearness;
    this.media = new Media(host);
    this.drawing = new Drawing(host, this.media, () => this.tree.updateBar());
    this.tree = new ShadowTree(this, this.media, this.drawing.canvas);
    takeEarlyProperties(this);
  }

  /** Starts to load and to watch whether the element is on screen. */
  connectedCallback(): void {
    this.tree.describe();
    this.drawing.watch();
    this.nearness.watch();
    this.media.preference.watch();
    if (this.media.networkState === 0) this.loadSoon();
  }

  /** Stops, and lets go of the stream unless the element was only moved. */
  disconnectedCallback(): void {
    this.drawing.unwatch();
    this.nearness.unwatch();
    this.media.preference.unwatch();
    queueMicrotask(() => {
      if (this.isConnected) return;
      const { time } = this.media;
      this.unload();
      this.media.wanted = time > 0 ? time : undefined;
    });
  }

  /** Follows an attribute. Those that say what to load and how are gathered: however many come at once, one load follows. */
  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after && name !== 'src') return;
    switch (name) {
      case 'src':
        this.object = undefined;
        this.loadSoon();
        break;
      case 'fidelity':
      case 'generator':
      case 'models':
        this.loadSoon();
        break;
      case 'autoplay':
      case 'preload':
      case 'loading':
        this.media.playByItself();
        break;
      case 'motion':
      case 'liveliness':
      case 'renderer':
      case 'loop':
        this.drawing.show();
        break;
      default:
        this.tree.describe();
    }
  }

  /** A stream that is there already, instead of an address: a blob or its bytes. */
  get srcObject(): StreamSource | null {
    return this.object ?? null;
  }

  set srcObject(value: StreamSource | null) {
    this.removeAttribute('src');
    this.object = value ?? undefined;
    this.loadSoon();
  }

  /** What restored the key picture on show: `learned` once the stream's model has. */
  get activeGenerator(): 'classical' | 'learned' {
    return this.media.playback?.isRestored === true ? 'learned' : 'classical';
  }

  /** Why the model that the stream was made for is not used; `null` where it is, or there is none. No error: it plays. */
  get generatorNote(): PlayerError | null {
    return this.media.note;
  }

  /** What drew the picture on show; `undefined` before there was one. */
  get activeRenderer(): 'webgl2' | 'cpu' | undefined {
    return this.drawing.painter;
  }

  /** Whether it stands still. */
  get paused(): boolean {
    return this.media.paused;
  }

  /** Whether it played to the end. */
  get ended(): boolean {
    return this.media.ended;
  }

  /** Whether a seek waits for its picture. */
  get seeking(): boolean {
    return this.info !== undefined && this.media.wanted !== undefined;
  }

  /** Place in the clip in seconds. */
  get currentTime(): number {
    return this.media.time;
  }

  set currentTime(value: number) {
    this.media.seek(finite('currentTime', value));
  }

  /** Length in seconds; `NaN` until it is known. */
  get duration(): number {
    return this.media.duration;
  }

  /** How fast it plays: 1 is as recorded, up to 16. */
  get playbackRate(): number {
    return this.media.playbackRate;
  }

  set playbackRate(value: number) {
    const rate = finite('playbackRate', value);
    if (rate < 0 || rate > MAX_RATE)
      throw new DOMException(
        `Expected a number from 0 to ${MAX_RATE} for playbackRate but received ${rate}`,
        'NotSupportedError',
      );
    this.media.playbackRate = rate;
  }

  /** As of a video, for controls: there is no sound. */
  get volume(): number {
    return this.level;
  }

  set volume(value: number) {
    const level = finite('volume', value);
    if (level < 0 || level > 1)
      throw new DOMException(`Expected a number from 0 to 1 for volume but received ${level}`, 'IndexSizeError');
    this.level = level;
    this.dispatchEvent(new Event('volumechange'));
  }

  /** As of a video, for controls: there is no sound. */
  get muted(): boolean {
    return this.silent;
  }

  set muted(value: boolean) {
    this.silent = Boolean(value as unknown);
    this.dispatchEvent(new Event('volumechange'));
  }

  /** Width of the pictures in pixels; 0 until it is known. */
  get videoWidth(): number {
    return this.info?.width ?? 0;
  }

  /** Height of the pictures in pixels; 0 until it is known. */
  get videoHeight(): number {
    return this.info?.height ?? 0;
  }

  /** 0 nothing, 1 the facts of the stream, 2 a key picture, 3 a group that moves, 4 what follows it, too: as of a video. */
  get readyState(): 0 | 1 | 2 | 3 | 4 {
    return this.media.readyState;
  }

  /** 0 nothing to load, 1 nothing is loaded just now, 2 bytes are on their way, 3 it cannot be loaded: as of a video. */
  get networkState(): 0 | 1 | 2 | 3 {
    return this.media.networkState;
  }

  /** Address of the stream that is loaded; empty where there is none. */
  get currentSrc(): string {
    return this.media.currentSrc;
  }

  /** Times that have been downloaded. */
  get buffered(): TimeRanges {
    return this.media.buffered;
  }

  /** Times that can be sought. */
  get seekable(): TimeRanges {
    return this.media.seekable;
  }

  /** Facts of the stream's header; `undefined` until they are known. */
  get info(): StreamFacts | undefined {
    return this.media.facts;
  }

  /** Why it does not play; `null` while all is well. */
  get error(): PlayerMediaError | null {
    return this.media.error;
  }

  /** Loads the stream again from its start. */
  load(): void {
    this.unload();
    this.loadNow();
  }

  /**
   * Plays. Resolves when it moves.
   * @throws DOMException `NotAllowedError` where the user prefers reduced motion and did not ask for this with a click or
   *   a key, `AbortError` where it is paused before it moves, `NotSupportedError` where the stream cannot be played
   */
  play(): Promise<void> {
    return this.media.play();
  }

  /** Stops where it is. */
  pause(): void {
    this.media.pause();
  }

  /**
   * The exact frame of a time in seconds, as pixels; it need not be the time of a frame, and what is on show stays.
   * @throws PlayerError where the group of that time is damaged or nothing is loaded
   */
  async frameAt(seconds: number): Promise<ImageData> {
    const { playback, facts } = this.media;
    const layers = await playback?.frame(seconds, this.loop, this);
    if (layers === undefined || facts === undefined)
      throw new PlayerError({ code: 'NOTHING_LOADED', message: 'Expected a loaded stream' });
    const canvas = document.createElement('canvas');
    canvas.width = facts.width;
    canvas.height = facts.height;
    const context = canvas.getContext('2d')!;
    await preparePainters(this.renderer);
    paintLayers(context, layers, this.renderer);
    return context.getImageData(0, 0, facts.width, facts.height);
  }

  /** Calls a function with the next frame that is drawn, as of a video. @returns a number to cancel it by */
  requestVideoFrameCallback(callback: VideoFrameRequestCallback): number {
    return this.drawing.callbacks.request(callback);
  }

  /** Does not call it. */
  cancelVideoFrameCallback(handle: number): void {
    this.drawing.callbacks.cancel(handle);
  }

  private loadSoon(): void {
    this.unload();
    if (this.isDue) return;
    this.isDue = true;
    queueMicrotask(() => this.isDue && this.loadNow());
  }

  private loadNow(): void {
    this.isDue = false;
    if (this.isConnected) this.media.load(this.object ?? (this.src || undefined), DynamicsPlayer.workerUrl);
  }

  private unload(): void {
    this.drawing.cancel();
    this.media.unload();
  }
}

/** A number as scripts may write it, in any type that turns into one. @throws TypeError where it is not finite */
function finite(name: string, value: unknown): number {
  const number = Number(value);
  if (!Number.isFinite(number)) throw new TypeError(`Expected a finite number for ${name} but received ${number}`);
  return number;
}
