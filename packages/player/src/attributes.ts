import { InvalidOptionError } from 'dynamics-codec/picture';
import type { RendererChoice } from './painters.js';

const MAX_MOTION = 3;
const MAX_LIVELINESS = 2;

/** Server-side rendering may import this module; there is no element to extend then. */
const Base =
  (globalThis as { HTMLElement?: typeof HTMLElement }).HTMLElement ?? (Object as unknown as typeof HTMLElement);

/** The attributes of a player as properties. It knows nothing of the stream. */
export abstract class PlayerAttributes extends Base {
  /** Address of the decoder's worker for all players of the page; the file beside the player's when left out. */
  static workerUrl: string | undefined;

  /**
   * Address of a decoder of AV1, `av1.js` of `@dynamics-codec/models`, for browsers that hand out no planes of key pictures: Safari and
   * Firefox. They show what Node shows then, within a level; without it, colours may be some levels away. Others never load it.
   */
  static av1Url: string | undefined;

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
    'liveliness',
    'renderer',
    'fidelity',
    'generator',
    'models',
    'loop',
    'preload',
    'loading',
  ];

  /** Address of the stream. */
  get src(): string {
    const src = this.getAttribute('src');
    return src === null ? '' : new URL(src, document.baseURI).href;
  }

  set src(value: string) {
    this.setAttribute('src', value);
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

  /** Accepted as of a video: it never fills the screen by itself. */
  get playsInline(): boolean {
    return this.hasAttribute('playsinline');
  }

  set playsInline(value: boolean) {
    this.toggleAttribute('playsinline', value);
  }

  /**
   * What is fetched before it plays: `none` nothing, `metadata` the first pictures and no more, `auto` also what follows.
   * A player that is to play by itself fetches what it needs.
   */
  get preload(): 'none' | 'metadata' | 'auto' {
    return oneOf(this.getAttribute('preload'), ['none', 'metadata'], 'auto');
  }

  set preload(value: 'none' | 'metadata' | 'auto' | '') {
    this.setAttribute('preload', value);
  }

  /** `lazy` loads nothing until the element is near what the user sees. */
  get loading(): 'lazy' | 'eager' {
    return oneOf(this.getAttribute('loading'), ['lazy'], 'eager');
  }

  set loading(value: 'lazy' | 'eager') {
    this.setAttribute('loading', value);
  }

  /** Whether streams of another origin are asked for with the user's cookies: `use-credentials`. They need CORS headers. */
  get crossOrigin(): 'anonymous' | 'use-credentials' | null {
    const value = this.getAttribute('crossorigin');
    return value === null ? null : oneOf<'use-credentials', 'anonymous'>(value, ['use-credentials'], 'anonymous');
  }

  set crossOrigin(value: string | null) {
    if (value === null) this.removeAttribute('crossorigin');
    else this.setAttribute('crossorigin', value);
  }

  /** How soon the stream is to arrive beside all else that the page fetches. */
  get fetchPriority(): 'high' | 'low' | 'auto' {
    return oneOf(this.getAttribute('fetchpriority'), ['high', 'low'], 'auto');
  }

  set fetchPriority(value: 'high' | 'low' | 'auto') {
    this.setAttribute('fetchpriority', value);
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
    this.setAttribute('motion', within('motion', value, MAX_MOTION));
  }

  /** How strong the motion is that is drawn, not sent: 0 shows only what was sent, 1 is as measured, up to 2. */
  get liveliness(): number {
    return clamped(this.getAttribute('liveliness'), MAX_LIVELINESS, 1);
  }

  set liveliness(value: number) {
    this.setAttribute('liveliness', within('liveliness', value, MAX_LIVELINESS));
  }

  /** How much of the key picture is as it was sent: 0 restores it at full strength, 1 leaves it alone. */
  get fidelity(): number {
    return clamped(this.getAttribute('fidelity'), 1, 0);
  }

  set fidelity(value: number) {
    this.setAttribute('fidelity', within('fidelity', value, 1));
  }

  /**
   * Which generators may be used: `auto` lets the model that a stream was made for restore its key pictures, where the
   * page says by {@link models} where it is; `classical` loads none.
   */
  get generator(): 'auto' | 'classical' {
    return oneOf(this.getAttribute('generator'), ['classical'], 'auto');
  }

  set generator(value: 'auto' | 'classical') {
    this.setAttribute('generator', value);
  }

  /** Address of the folder of the neural part: `neural/` of the build, wherever the page has it. */
  get models(): string {
    return this.getAttribute('models') ?? (this.constructor as typeof PlayerAttributes).models ?? '';
  }

  set models(value: string) {
    this.setAttribute('models', value);
  }

  /** What draws: `auto` takes WebGL2 where there is one, else the CPU. */
  get renderer(): RendererChoice {
    return oneOf(this.getAttribute('renderer'), ['cpu', 'webgl2'], 'auto');
  }

  set renderer(value: RendererChoice) {
    this.setAttribute('renderer', value);
  }
}

/** A property's number from 0 to `highest` as the text of its attribute. @throws InvalidOptionError for any other */
export function within(name: string, value: number, highest: number): string {
  if (!(value >= 0 && value <= highest)) throw new InvalidOptionError(name, `a number from 0 to ${highest}`, value);
  return String(value);
}

function clamped(text: string | null, highest: number, otherwise: number): number {
  const value = Number.parseFloat(text ?? '');
  return Number.isNaN(value) ? otherwise : Math.min(Math.max(value, 0), highest);
}

/** The value of an attribute that is one of some words, in any case of letters. */
function oneOf<Word extends string, Otherwise extends string>(
  text: string | null,
  words: readonly Word[],
  otherwise: Otherwise,
): Word | Otherwise {
  return words.find((word) => word === text?.toLowerCase()) ?? otherwise;
}
