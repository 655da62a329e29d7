import { InvalidOptionError } from 'dynamics-codec/picture';
import { ControlBar } from './control-bar.js';
import { paintLayers, releaseKey, type RendererChoice } from './painters.js';
import { Playback } from './playback.js';
import { PlayerError } from './player-error.js';
import type { StreamFacts, StreamOptions } from './protocol.js';
import type { StreamSource } from './stream-client.js';
import { sizeRule, STYLE } from './style.js';

const MAX_MOTION = 3;
const MAX_RATE = 16;
/** Milliseconds between `timeupdate` events. */
const UPDATE_MS = 250;
/** Longest step of the clock in seconds: a page that was hidden goes on where it was. */
const LONGEST_STEP = 0.25;
/** A frame that takes longer than this is not drawn with every refresh of the display. */
const HEAVY_MS = 9;
const ARROW_SECONDS = 1;

/** Server-side rendering may import this module; there is no element to extend then. */
const Base =
  (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (Object as unknown as typeof HTMLElement);

/**
 * `<dynamics-player src="pond.dync">`: plays a stream of this codec. Attributes, properties and events are those of
 * `<video>` where both have them; `motion`, `fidelity`, `generator` and `renderer` are its own. See docs/player.md.
 */
export class DynamicsPlayer extends Base {
  /** Address of the decoder's worker for all players of the page; the file beside the player's when left out. */
  static workerUrl: string | undefined;

  /** Address of the folder of the neural part for players without the attribute `models`; they do without when left out. */
  static models: string | undefined;

  /** Attributes whose change the browser reports. */
  static readonly observedAttributes = [
    'src',
    'autoplay',
    'poster',
    'controls',
    'width',
    'height',
    'alt',
    'motion',
    'renderer',
    'fidelity',
    'generator',
    'models',
    'loop',
  ];

  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D | null;
  private readonly placeholder: HTMLSlotElement;
  private readonly posterImage: HTMLImageElement;
  private readonly message: HTMLElement;
  private readonly size: CSSStyleSheet;
  private readonly internals: ElementInternals;
  private readonly visibility: IntersectionObserver;
  private readonly reducedMotion: MediaQueryList;
  private wasReduced = false;
  private bar: ControlBar | undefined;

  private playback: Playback | undefined;
  private facts: StreamFacts | undefined;
  private object: StreamSource | undefined;
  private failure: PlayerError | null = null;
  private modelNote: PlayerError | null = null;
  private isPaused = true;
  private hasEnded = false;
  private autoplays = false;
  private rate = 1;
  private wanted: number | undefined;
  private onScreen = true;
  private consented = false;
  private shownPicture = false;
  private wasReady = false;
  private painter: 'webgl2' | 'cpu' | undefined;
  private request = 0;
  private lastTick = 0;
  private lastUpdate = 0;
  private busyUntil = 0;
  private pendingPlays: { resolve: () => void; reject: (reason: Error) => void }[] = [];

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.size = new CSSStyleSheet();
    root.adoptedStyleSheets = [sheet, this.size];
    this.canvas = document.createElement('canvas');
    this.canvas.part.add('picture');
    this.canvas.hidden = true;
    this.context = this.canvas.getContext('2d');
    this.placeholder = document.createElement('slot');
    this.posterImage = document.createElement('img');
    this.posterImage.className = 'poster';
    this.posterImage.alt = '';
    this.posterImage.hidden = true;
    this.message = document.createElement('div');
    this.message.className = 'message';
    this.message.part.add('message');
    this.message.setAttribute('role', 'alert');
    this.message.hidden = true;
    root.append(this.canvas, this.posterImage, this.placeholder, this.message);
    this.internals = this.attachInternals();
    this.reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
    this.visibility = new IntersectionObserver((entries) => this.moveOnScreen(entries.at(-1)!.isIntersecting));
    this.addEventListener('keydown', (event) => this.pressKey(event));
    this.canvas.addEventListener('click', () => this.controls && this.toggle());
    this.canvas.addEventListener('contextrestored', () => this.show());
  }

  /** Starts to load and to watch whether the element is on screen. */
  connectedCallback(): void {
    this.describe();
    this.visibility.observe(this);
    this.reducedMotion.addEventListener('change', this.followPreference);
    this.followPreference();
    if (this.playback === undefined) this.load();
  }

  /** Stops, and lets go of the stream unless the element was only moved. */
  disconnectedCallback(): void {
    this.visibility.disconnect();
    this.reducedMotion.removeEventListener('change', this.followPreference);
    cancelAnimationFrame(this.request);
    this.request = 0;
    queueMicrotask(() => {
      if (this.isConnected) return;
      const { time } = this.playback ?? { time: 0 };
      this.unload();
      this.wanted = time;
    });
  }

  /** Follows an attribute. */
  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after && name !== 'src') return;
    if (name === 'src') {
      this.object = undefined;
      if (this.isConnected) this.wanted = undefined;
    }
    if (name === 'src' || name === 'fidelity' || name === 'generator' || name === 'models') {
      if (this.isConnected) this.load();
    } else if (name === 'autoplay') this.playByItself();
    else if (name === 'motion' || name === 'renderer' || name === 'loop') this.show();
    else this.describe();
  }

  /** Address of the stream. */
  get src(): string {
    const src = this.getAttribute('src');
    return src === null ? '' : new URL(src, document.baseURI).href;
  }

  set src(value: string) {
    this.setAttribute('src', value);
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

  /** Whether the clip starts over at its end. */
  get loop(): boolean {
    return this.hasAttribute('loop');
  }

  set loop(value: boolean) {
    this.toggleAttribute('loop', value);
  }

  /** Whether the clip plays as soon as it can. */
  get autoplay(): boolean {
    return this.hasAttribute('autoplay');
  }

  set autoplay(value: boolean) {
    this.toggleAttribute('autoplay', value);
  }

  /** Accepted as of a video; there is no sound. */
  get muted(): boolean {
    return true;
  }

  set muted(value: boolean) {
    this.toggleAttribute('muted', value);
  }

  /** Whether a bar with a button and a slider is shown. */
  get controls(): boolean {
    return this.hasAttribute('controls');
  }

  set controls(value: boolean) {
    this.toggleAttribute('controls', value);
  }

  /** Address of a picture to show until the first of the stream is there. */
  get poster(): string {
    return this.getAttribute('poster') ?? '';
  }

  set poster(value: string) {
    this.setAttribute('poster', value);
  }

  /** What the picture shows, for those who do not see it. */
  get alt(): string {
    return this.getAttribute('alt') ?? '';
  }

  set alt(value: string) {
    this.setAttribute('alt', value);
  }

  /** How strong the motion is: 0 stands still, 1 is as encoded, up to 3. */
  get motion(): number {
    return clamped(this.getAttribute('motion'), MAX_MOTION, 1);
  }

  set motion(value: number) {
    if (!(value >= 0 && value <= MAX_MOTION))
      throw new InvalidOptionError('motion', `a number from 0 to ${MAX_MOTION}`, value);
    this.setAttribute('motion', String(value));
  }

  /** How much of the key picture is as it was sent: 0 restores it at full strength, 1 leaves it alone. */
  get fidelity(): number {
    return clamped(this.getAttribute('fidelity'), 1, 0);
  }

  set fidelity(value: number) {
    if (!(value >= 0 && value <= 1)) throw new InvalidOptionError('fidelity', 'a number from 0 to 1', value);
    this.setAttribute('fidelity', String(value));
  }

  /**
   * Which generators may be used: `auto` lets the model that a stream was made for restore its key pictures, where the
   * page says by {@link models} where it is; `classical` loads none.
   */
  get generator(): 'auto' | 'classical' {
    return this.getAttribute('generator') === 'classical' ? 'classical' : 'auto';
  }

  set generator(value: 'auto' | 'classical') {
    this.setAttribute('generator', value);
  }

  /** Address of the folder of the neural part: `neural/` of the build, wherever the page has it. */
  get models(): string {
    return this.getAttribute('models') ?? DynamicsPlayer.models ?? '';
  }

  set models(value: string) {
    this.setAttribute('models', value);
  }

  /** What restored the key picture on show: `learned` once the stream's model has. */
  get activeGenerator(): 'classical' | 'learned' {
    return this.playback?.isRestored === true ? 'learned' : 'classical';
  }

  /** Why the model that the stream was made for is not used; `null` where it is, or there is none. No error: it plays. */
  get generatorNote(): PlayerError | null {
    return this.modelNote;
  }

  /** What draws: `auto` takes WebGL2 where there is one, else the CPU. */
  get renderer(): RendererChoice {
    const value = this.getAttribute('renderer');
    return value === 'cpu' || value === 'webgl2' ? value : 'auto';
  }

  set renderer(value: RendererChoice) {
    this.setAttribute('renderer', value);
  }

  /** What drew the picture on show; `undefined` before there was one. */
  get activeRenderer(): 'webgl2' | 'cpu' | undefined {
    return this.painter;
  }

  /** Whether it stands still. */
  get paused(): boolean {
    return this.isPaused;
  }

  /** Whether it played to the end. */
  get ended(): boolean {
    return this.hasEnded;
  }

  /** Whether a seek waits for its picture. */
  get seeking(): boolean {
    return this.wanted !== undefined;
  }

  /** Place in the clip in seconds. */
  get currentTime(): number {
    return this.wanted ?? this.playback?.time ?? 0;
  }

  set currentTime(value: number) {
    if (!Number.isFinite(value)) throw new InvalidOptionError('currentTime', 'a finite number', value);
    this.seek(value);
  }

  /** Length in seconds; `NaN` until it is known. */
  get duration(): number {
    return this.playback?.duration ?? NaN;
  }

  /** How fast it plays: 1 is as recorded, up to 16. */
  get playbackRate(): number {
    return this.rate;
  }

  set playbackRate(value: number) {
    if (!(value >= 0 && value <= MAX_RATE))
      throw new InvalidOptionError('playbackRate', `a number from 0 to ${MAX_RATE}`, value);
    this.rate = value;
    this.announce('ratechange');
  }

  /** Width of the pictures in pixels; 0 until it is known. */
  get videoWidth(): number {
    return this.facts?.width ?? 0;
  }

  /** Height of the pictures in pixels; 0 until it is known. */
  get videoHeight(): number {
    return this.facts?.height ?? 0;
  }

  /** 0 nothing, 1 the facts of the stream, 2 a key picture, 4 a group that moves: as of a video. */
  get readyState(): 0 | 1 | 2 | 4 {
    if (this.playback?.isReady === true) return 4;
    return this.shownPicture ? 2 : this.facts === undefined ? 0 : 1;
  }

  /** Facts of the stream's header; `undefined` until they are known. */
  get info(): StreamFacts | undefined {
    return this.facts;
  }

  /** Why it does not play; `null` while all is well. */
  get error(): PlayerError | null {
    return this.failure;
  }

  /** Loads the stream again from its start. */
  load(): void {
    const source = this.object ?? (this.src === '' ? undefined : this.src);
    const { wanted } = this;
    this.unload();
    if (source === undefined) return;
    this.autoplays = true;
    this.announce('loadstart');
    const playback = new Playback(source, this.streamOptions(), DynamicsPlayer.workerUrl, {
      onFacts: (facts) => this.learn(facts),
      onPicture: () => this.arrive(),
      onRestored: () => {
        this.show();
        this.announce('generatorchange');
      },
      onNote: (note) => {
        this.modelNote = note;
        this.announce('generatorchange');
      },
      onRelease: releaseKey,
      onError: (error) => this.fail(error),
    });
    this.playback = playback;
    if (wanted !== undefined) playback.seek(wanted);
  }

  /**
   * Plays. Resolves when it moves.
   * @throws DOMException `NotAllowedError` where the user prefers reduced motion and did not ask for this with a click or
   *   a key, `AbortError` where it is paused before it moves, and the player's own error where there is one
   */
  async play(): Promise<void> {
    if (this.failure !== null && this.isFatal(this.failure)) throw this.failure;
    this.followPreference();
    if (this.wasReduced && !this.consented) {
      const { userActivation } = navigator as Partial<Navigator>;
      if (userActivation?.isActive !== true)
        throw new DOMException('The user prefers reduced motion', 'NotAllowedError');
      this.consented = true;
    }
    this.autoplays = false;
    if (this.hasEnded) this.seek(0);
    if (this.isPaused) {
      this.isPaused = false;
      this.announce('play');
    }
    this.lastTick = 0;
    this.show();
    if (this.playback?.isReady === true) {
      this.announce('playing');
      return;
    }
    await new Promise<void>((resolve, reject) => this.pendingPlays.push({ resolve, reject }));
  }

  /** Stops where it is. */
  pause(): void {
    this.autoplays = false;
    this.settlePlays(new DOMException('Paused before it could play', 'AbortError'));
    if (this.isPaused) return;
    this.isPaused = true;
    this.announce('timeupdate');
    this.announce('pause');
    this.show();
  }

  /**
   * The exact frame of a time in seconds, as pixels; it need not be the time of a frame, and what is on show stays.
   * @throws PlayerError where the group of that time is damaged or nothing is loaded
   */
  async frameAt(seconds: number): Promise<ImageData> {
    const { playback, facts } = this;
    const layers = await playback?.frame(seconds, this.loop, this.motion);
    if (layers === undefined || facts === undefined)
      throw new PlayerError({ code: 'NOTHING_LOADED', message: 'Expected a loaded stream' });
    const canvas = document.createElement('canvas');
    canvas.width = facts.width;
    canvas.height = facts.height;
    const context = canvas.getContext('2d')!;
    paintLayers(context, layers, this.renderer);
    return context.getImageData(0, 0, facts.width, facts.height);
  }

  /**
   * Acts where the user's preference is another than it was. Asked with every frame, too: in Chromium, whoever reads
   * `matches` before the event is due has had the news, and the event never comes.
   */
  private readonly followPreference = (): void => {
    const reduced = this.reducedMotion.matches;
    if (reduced === this.wasReduced) return;
    this.wasReduced = reduced;
    if (!reduced) {
      this.playByItself();
      return;
    }
    const resumes = this.autoplays || !this.isPaused;
    this.consented = false;
    this.pause();
    this.autoplays = resumes;
    this.show();
  };

  private streamOptions(): StreamOptions {
    const { fidelity, generator, models } = this;
    return {
      fidelity,
      generator,
      ...(models === '' ? {} : { models: new URL(models.replace(/\/?$/, '/'), document.baseURI).href }),
    };
  }

  private unload(): void {
    cancelAnimationFrame(this.request);
    this.request = 0;
    this.playback?.close();
    this.playback = undefined;
    this.facts = undefined;
    this.failure = null;
    this.modelNote = null;
    this.isPaused = true;
    this.hasEnded = false;
    this.shownPicture = false;
    this.wasReady = false;
    this.wanted = undefined;
    this.message.hidden = true;
    this.settlePlays(new DOMException('The stream was replaced before it could play', 'AbortError'));
    this.describe();
  }

  private learn(facts: StreamFacts): void {
    this.facts = facts;
    this.canvas.width = facts.width;
    this.canvas.height = facts.height;
    this.describe();
    this.announce('durationchange');
    this.announce('loadedmetadata');
    this.playByItself();
  }

  /** Plays where `autoplay` says so and nobody has said otherwise. */
  private playByItself(): void {
    this.followPreference();
    if (this.autoplays && this.autoplay && this.facts !== undefined && !this.wasReduced)
      this.play().catch(() => undefined);
  }

  private arrive(): void {
    if (this.playback?.isReady === true) {
      if (!this.wasReady) {
        this.wasReady = true;
        this.announce('canplay');
      }
      if (!this.isPaused && this.pendingPlays.length > 0) {
        this.settlePlays();
        this.announce('playing');
      }
    }
    this.show();
  }

  private fail(error: PlayerError): void {
    this.failure = error;
    if (this.isFatal(error)) {
      this.settlePlays(error);
      this.isPaused = true;
    }
    this.message.textContent = error.message;
    this.message.hidden = this.shownPicture || this.childElementCount > 0 || this.poster !== '';
    this.describe();
    this.announce('error');
    this.show();
  }

  /** Whether nothing at all can be shown: a damaged group costs no other. */
  private isFatal({ group }: PlayerError): boolean {
    return group === undefined || (this.facts?.groups.length ?? 0) <= 1;
  }

  private seek(time: number): void {
    this.hasEnded = false;
    this.wanted = time;
    this.playback?.seek(time);
    this.announce('seeking');
    this.show();
  }

  /** Shows the present frame with the next refresh of the display. */
  private show(): void {
    if (this.request !== 0 || !this.isConnected || this.playback === undefined) return;
    this.request = requestAnimationFrame((now) => this.tick(now));
  }

  private tick(now: number): void {
    this.request = 0;
    const { playback } = this;
    if (playback === undefined) return;
    this.followPreference();
    const playing = !this.isPaused && this.onScreen;
    if (playing) {
      const elapsed = this.lastTick === 0 ? 0 : Math.min((now - this.lastTick) / 1000, LONGEST_STEP);
      if (playback.advance(elapsed * this.rate, this.loop)) this.end();
    }
    this.lastTick = playing ? now : 0;
    playback.fetch(playback.seam(this.loop));
    this.paint(playback);
    if (this.wanted !== undefined && (playback.isReady || playback.isDamaged)) {
      this.wanted = undefined;
      this.announce('seeked');
      this.announce('timeupdate');
    }
    if (playing && now - this.lastUpdate >= UPDATE_MS) {
      this.lastUpdate = now;
      this.announce('timeupdate');
    }
    this.updateBar();
    if (!this.isPaused && this.onScreen) this.show();
  }

  /** Draws, but gives the page at least as much time between two frames as one takes. */
  private paint(playback: Playback): void {
    const start = performance.now();
    if (start < this.busyUntil && !this.isPaused) return;
    const still = this.wasReduced && !this.consented;
    const layers = playback.layers(this.loop, still ? 0 : this.motion);
    if (layers === undefined || this.context === null) return;
    const painter = paintLayers(this.context, layers, this.renderer);
    if (painter === undefined) return;
    const end = performance.now();
    this.busyUntil = end - start > HEAVY_MS ? end + (end - start) : 0;
    this.painter = painter;
    if (this.shownPicture) return;
    this.shownPicture = true;
    this.describe();
    this.announce('loadeddata');
  }

  private end(): void {
    this.isPaused = true;
    this.hasEnded = true;
    this.announce('timeupdate');
    this.announce('pause');
    this.announce('ended');
  }

  private moveOnScreen(onScreen: boolean): void {
    this.onScreen = onScreen;
    this.lastTick = 0;
    if (onScreen) this.show();
  }

  private toggle(): void {
    if (this.isPaused) void this.play().catch(() => undefined);
    else this.pause();
  }

  private pressKey(event: KeyboardEvent): void {
    if (!this.controls || event.altKey || event.ctrlKey || event.metaKey) return;
    const inside = event.composedPath()[0];
    const onButton = inside instanceof HTMLButtonElement;
    const onSlider = inside instanceof HTMLInputElement;
    const actions: Record<string, (() => void) | undefined> = {
      ' ': onButton ? undefined : () => this.toggle(),
      k: () => this.toggle(),
      ArrowLeft: onSlider ? undefined : () => this.seekWithin(this.currentTime - ARROW_SECONDS),
      ArrowRight: onSlider ? undefined : () => this.seekWithin(this.currentTime + ARROW_SECONDS),
      Home: () => this.seekWithin(0),
      End: () => this.seekWithin(this.duration),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }

  private seekWithin(time: number): void {
    if (Number.isFinite(this.duration)) this.seek(Math.min(Math.max(time, 0), this.duration));
  }

  /** Brings size, placeholders, controls and the names that assistive technology reads in line with the attributes. */
  private describe(): void {
    this.size.replaceSync(sizeRule(this.facts, this.getAttribute('width'), this.getAttribute('height')));
    const waits = this.childElementCount > 0 || this.poster !== '';
    this.canvas.hidden = !this.shownPicture && (waits || this.facts === undefined);
    const poster = this.poster !== '' && !this.shownPicture;
    if (poster && this.posterImage.getAttribute('src') !== this.poster) this.posterImage.src = this.poster;
    this.posterImage.hidden = !poster;
    this.placeholder.hidden = this.shownPicture || poster;
    if (this.controls && this.bar === undefined) {
      this.bar = new ControlBar({ toggle: () => this.toggle(), seek: (time) => this.seek(time) });
      this.shadowRoot!.append(this.bar.element);
    }
    if (this.bar !== undefined)
      this.bar.element.hidden = !this.controls || (this.failure !== null && this.isFatal(this.failure));
    this.internals.role = this.controls ? 'group' : 'img';
    this.internals.ariaLabel = this.alt || (this.querySelector('img')?.alt ?? '') || 'Moving picture';
    this.internals.ariaRoleDescription = this.controls ? 'player' : null;
    if (this.controls && !this.hasAttribute('tabindex')) this.tabIndex = 0;
    this.updateBar();
  }

  private updateBar(): void {
    if (!this.controls) return;
    this.bar?.update({ paused: this.isPaused, ended: this.hasEnded, time: this.currentTime, duration: this.duration });
  }

  private settlePlays(error?: Error): void {
    const pending = this.pendingPlays;
    this.pendingPlays = [];
    for (const { resolve, reject } of pending) {
      if (error === undefined) resolve();
      else reject(error);
    }
  }

  private announce(type: string): void {
    this.dispatchEvent(new Event(type));
    if (type !== 'timeupdate') this.updateBar();
  }
}

function clamped(text: string | null, highest: number, otherwise: number): number {
  const value = Number.parseFloat(text ?? '');
  return Number.isNaN(value) ? otherwise : Math.min(Math.max(value, 0), highest);
}
