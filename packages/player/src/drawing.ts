import { DisplaySize, type Size } from './display-size.js';
import { FrameCallbacks } from './frame-callbacks.js';
import type { Media, MediaHost } from './media.js';
import { paintLayers, preparePainters, type RendererChoice } from './painters.js';
import { playerError } from './player-error.js';
import type { Playback } from './playback.js';
import { dropTurn, takeTurn, type TurnTaker } from './turns.js';

/** Milliseconds between `timeupdate` events. */
const UPDATE_MS = 250;
/** Most pixels that a picture which stands still is enlarged to. */
const MOST_PIXELS = 2 ** 22;
/** Longest step of the clock in seconds: a page that was hidden goes on where it was. */
const LONGEST_STEP = 0.25;

/** The loop that lets time go on and draws, with the refreshes of the display while its element is on screen. */
export class Drawing implements TurnTaker {
  readonly canvas = document.createElement('canvas');
  readonly callbacks = new FrameCallbacks();
  /** What drew last. */
  painter: 'webgl2' | 'cpu' | undefined;
  lastDrawn = 0;
  private readonly context = this.canvas.getContext('2d');
  private readonly visibility: IntersectionObserver;
  private readonly display = new DisplaySize(this.canvas, () => this.show());
  private onScreen = true;
  private lastTick = 0;
  private lastUpdate = 0;

  constructor(
    private readonly host: MediaHost,
    private readonly media: Media,
    private readonly afterFrame: () => void,
  ) {
    this.canvas.addEventListener('contextrestored', () => this.show());
    this.visibility = new IntersectionObserver((entries) => {
      this.onScreen = entries.at(-1)!.isIntersecting;
      this.lastTick = 0;
      if (this.onScreen) this.show();
    });
  }

  /** Watches whether the element is on screen. */
  watch(): void {
    this.visibility.observe(this.host.attributes);
    this.display.watch();
  }

  /** Draws no more. */
  unwatch(): void {
    this.visibility.disconnect();
    this.display.unwatch();
    this.cancel();
  }

  /** Shows the present frame with the next refresh of the display. */
  show(): void {
    if (this.host.attributes.isConnected && this.media.playback !== undefined) takeTurn(this);
  }

  /** As {@link show}, and time goes on from then. */
  resume(): void {
    this.lastTick = 0;
    this.show();
  }

  /** Does not show what was to be shown. */
  cancel(): void {
    dropTurn(this);
  }

  /** What takes turns with those of other players. */
  get element(): Element {
    return this.host.attributes;
  }

  /** Lets time go on, and draws the present frame where there is time for it, or nothing is on show or moves. */
  tick(now: number, mayDraw: boolean): void {
    const { media, host } = this;
    const { playback } = media;
    if (playback === undefined) return;
    media.preference.follow();
    const playing = !media.paused && this.onScreen;
    if (playing) media.advance(this.lastTick === 0 ? 0 : Math.min((now - this.lastTick) / 1000, LONGEST_STEP));
    this.lastTick = playing ? now : 0;
    playback.fetch(host.attributes.loop, !media.paused || host.attributes.preload === 'auto');
    if (mayDraw || media.paused || !media.hasPicture) this.paint(playback, now);
    media.settleSeek(playback);
    media.follow();
    if (playing && now - this.lastUpdate >= UPDATE_MS) {
      this.lastUpdate = now;
      host.announce('timeupdate');
    }
    this.afterFrame();
    if ((!media.paused || playback.isFading) && this.onScreen) this.show();
  }

  private paint(playback: Playback, now: number): void {
    const { media } = this;
    const { loop, motion, liveliness, renderer } = this.host.attributes;
    const layers = playback.layers(loop, { motion: media.preference.forbids ? 0 : motion, liveliness });
    if (layers === undefined || this.context === null) return;
    const { width, height } = layers[0]!.key;
    const painter = paintLayers(this.context, layers, renderer, (mostPixels) =>
      this.resize(this.display.of({ width, height }, media.paused ? MOST_PIXELS : mostPixels)),
    );
    if (painter === undefined) {
      this.awaitPainter(renderer);
      return;
    }
    this.lastDrawn = now;
    this.painter = painter;
    media.haveDrawn();
    this.callbacks.present(now, { width, height, mediaTime: playback.time });
  }

  private resize({ width, height }: Size): void {
    const { canvas } = this;
    if (canvas.width === width && canvas.height === height) return;
    canvas.width = width;
    canvas.height = height;
  }

  private awaitPainter(renderer: RendererChoice): void {
    preparePainters(renderer).then(
      () => this.show(),
      (error: unknown) => this.media.fail(playerError(error)),
    );
  }
}
