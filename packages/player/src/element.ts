import { InvalidOptionError } from 'dynamics-codec/picture';
import { PlayerAttributes, within } from './attributes.js';
import { Drawing } from './drawing.js';
import { pressKey } from './keyboard.js';
import { Media, type MediaHost } from './media.js';
import { paintLayers } from './painters.js';
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
  private object: StreamSource | undefined;

  constructor() {
    super();
    const host: MediaHost = {
      attributes: this,
      announce: (type) => {
        this.dispatchEvent(new Event(type));
        if (type !== 'timeupdate') this.tree.updateBar();
      },
      describe: () => this.tree.describe(),
      show: () => this.drawing.show(),
      resume: () => this.drawing.resume(),
    };
    this.media = new Media(host);
    this.drawing = new Drawing(host, this.media, () => this.tree.updateBar());
    this.tree = new ShadowTree(this, this.media, this.drawing.canvas);
    this.addEventListener('keydown', (event) => this.controls && pressKey(event, this.media));
  }

  /** Starts to load and to watch whether the element is on screen. */
  connectedCallback(): void {
    this.tree.describe();
    this.drawing.watch();
    this.media.preference.watch();
    if (this.media.playback === undefined) this.load();
  }

  /** Stops, and lets go of the stream unless the element was only moved. */
  disconnectedCallback(): void {
    this.drawing.unwatch();
    this.media.preference.unwatch();
    queueMicrotask(() => {
      if (this.isConnected) return;
      const time = this.media.playback?.time ?? 0;
      this.unload();
      this.media.wanted = time;
    });
  }

  /** Follows an attribute. */
  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after && name !== 'src') return;
    if (name === 'src') {
      this.object = undefined;
      if (this.isConnected) this.media.wanted = undefined;
    }
    if (name === 'src' || name === 'fidelity' || name === 'generator' || name === 'models') {
      if (this.isConnected) this.load();
    } else if (name === 'autoplay') this.media.playByItself();
    else if (name === 'motion' || name === 'liveliness' || name === 'renderer' || name === 'loop') this.drawing.show();
    else this.tree.describe();
  }

  /** A stream that is there already, instead of an address: a blob or its bytes. */
  get srcObject(): StreamSource | null {
    return this.object ?? null;
  }

  set srcObject(value: StreamSource | null) {
    this.removeAttribute('src');
    this.object = value ?? undefined;
    if (this.isConnected) this.load();
    else this.unload();
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
    return this.media.wanted !== undefined;
  }

  /** Place in the clip in seconds. */
  get currentTime(): number {
    return this.media.time;
  }

  set currentTime(value: number) {
    if (!Number.isFinite(value)) throw new InvalidOptionError('currentTime', 'a finite number', value);
    this.media.seek(value);
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
    within('playbackRate', value, MAX_RATE);
    this.media.playbackRate = value;
  }

  /** Width of the pictures in pixels; 0 until it is known. */
  get videoWidth(): number {
    return this.info?.width ?? 0;
  }

  /** Height of the pictures in pixels; 0 until it is known. */
  get videoHeight(): number {
    return this.info?.height ?? 0;
  }

  /** 0 nothing, 1 the facts of the stream, 2 a key picture, 4 a group that moves: as of a video. */
  get readyState(): 0 | 1 | 2 | 4 {
    return this.media.readyState;
  }

  /** Facts of the stream's header; `undefined` until they are known. */
  get info(): StreamFacts | undefined {
    return this.media.facts;
  }

  /** Why it does not play; `null` while all is well. */
  get error(): PlayerError | null {
    return this.media.error;
  }

  /** Loads the stream again from its start. */
  load(): void {
    const source = this.object ?? (this.src === '' ? undefined : this.src);
    this.drawing.cancel();
    this.media.load(source, DynamicsPlayer.workerUrl);
  }

  /**
   * Plays. Resolves when it moves.
   * @throws DOMException `NotAllowedError` where the user prefers reduced motion and did not ask for this with a click or
   *   a key, `AbortError` where it is paused before it moves, and the player's own error where there is one
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
    paintLayers(context, layers, this.renderer);
    return context.getImageData(0, 0, facts.width, facts.height);
  }

  private unload(): void {
    this.drawing.cancel();
    this.media.unload();
  }
}
