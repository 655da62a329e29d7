import { clamp } from 'dynamics-codec/math';
import { pictureAt, type PictureStack } from '../work/picture-stack.js';
import { choiceGroup } from './choice-group.js';
import { element, icon } from './element.js';
import { pictureCanvas, type PictureCanvas } from './picture-canvas.js';

/** One version of the clip. */
export interface Version {
  readonly name: string;
  /** Size and rate in words. */
  readonly caption: string;
  readonly frames: PictureStack;
}

/** What {@link Comparison} needs. The first version is the original, the second ours. */
export interface ComparisonOptions {
  readonly versions: readonly Version[];
  /** Frames per second. */
  readonly rate: number;
  /** Shown where the view `player` is chosen. */
  readonly player: HTMLElement;
}

type View = 'wipe' | 'side' | 'player';

/** Versions of a clip, frame by frame in step: one over the other behind a curtain to pull, or side by side. */
export class Comparison {
  readonly node: HTMLElement;
  private readonly stage = element('div', { class: 'stage' });
  private readonly playButton: HTMLButtonElement;
  private readonly scrubber: HTMLInputElement;
  private readonly counter = element('output', { class: 'counter' });
  private readonly transport: HTMLElement;
  private readonly pairs: readonly (readonly [number, number])[];
  private readonly count: number;
  private pair = 0;
  private view: View = 'wipe';
  private shown: { readonly frames: PictureStack; readonly canvas: PictureCanvas }[] = [];
  private playing = false;
  private speed = 1;
  private position = 0;
  private lastTick = 0;
  private closed = false;

  constructor(private readonly options: ComparisonOptions) {
    const { versions } = options;
    this.count = Math.min(...versions.map(({ frames }) => frames.count));
    this.pairs =
      versions.length > 2
        ? [
            [0, 1],
            [1, 2],
            [0, 2],
          ]
        : [[0, 1]];
    this.playButton = element('button', {
      class: 'icon-button',
      with: { type: 'button', onclick: () => (this.playing ? this.pause() : this.play()) },
    });
    this.scrubber = element('input', {
      class: 'scrubber',
      with: {
        type: 'range',
        min: '0',
        max: String(this.count - 1),
        step: '1',
        value: '0',
        oninput: () => this.seek(Number(this.scrubber.value)),
      },
      attributes: { 'aria-label': 'Frame' },
    });
    const speed = choiceGroup(
      'Speed',
      [
        { value: '1', label: '1×' },
        { value: '0.25', label: '¼×' },
      ],
      '1',
      (value) => (this.speed = Number(value)),
    );
    speed.node.classList.add('compact', 'no-legend');
    this.transport = element('div', { class: 'transport' }, this.playButton, this.scrubber, this.counter, speed.node);
    this.node = element(
      'section',
      { class: 'comparison', attributes: { 'aria-label': 'Comparison' } },
      this.viewChoice(),
      this.stage,
      this.transport,
    );
    this.build();
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) this.pause();
    else this.play();
  }

  /** Ends the loop that paints. */
  close(): void {
    this.closed = true;
    this.playing = false;
  }

  private viewChoice(): HTMLElement {
    const { versions } = this.options;
    const views = choiceGroup<View>(
      'View',
      [
        { value: 'wipe', label: 'Wipe' },
        { value: 'side', label: 'Side by side' },
        { value: 'player', label: 'Player' },
      ],
      'wipe',
      (view) => {
        this.view = view;
        pairs.node.hidden = view !== 'wipe' || this.pairs.length === 1;
        this.build();
      },
    );
    const pairs = choiceGroup(
      'Compare',
      this.pairs.map(([a, b], index) => ({
        value: String(index),
        label: `${versions[a]!.name} | ${versions[b]!.name}`,
      })),
      '0',
      (index) => {
        this.pair = Number(index);
        this.build();
      },
    );
    pairs.node.hidden = this.pairs.length === 1;
    views.node.classList.add('no-legend');
    pairs.node.classList.add('no-legend', 'compact');
    return element('div', { class: 'view-choice' }, views.node, pairs.node);
  }

  private build(): void {
    this.stage.className = `stage ${this.view}`;
    this.transport.hidden = this.view === 'player';
    if (this.view === 'player') {
      this.shown = [];
      this.stage.replaceChildren(this.options.player);
      return;
    }
    const indices = this.view === 'side' ? this.options.versions.map((_, index) => index) : this.pairs[this.pair]!;
    const versions = indices.map((index) => this.options.versions[index]!);
    this.shown = versions.map(({ name, frames }) => ({
      frames,
      canvas: pictureCanvas(frames.width, frames.height, name),
    }));
    const canvases = this.shown.map(({ canvas }) => canvas.canvas);
    this.stage.replaceChildren(
      ...(this.view === 'side'
        ? versions.map((version, i) => figureOf(version, canvases[i]!))
        : [wipe(versions, canvases)]),
    );
    this.paint();
  }

  private play(): void {
    this.playing = true;
    this.showPlaying();
    this.lastTick = performance.now();
    requestAnimationFrame(this.tick);
  }

  private pause(): void {
    this.playing = false;
    this.showPlaying();
  }

  private showPlaying(): void {
    this.playButton.replaceChildren(icon(this.playing ? 'pause' : 'play'));
    this.playButton.setAttribute('aria-label', this.playing ? 'Pause' : 'Play');
  }

  private seek(frame: number): void {
    this.pause();
    this.position = frame;
    this.paint();
  }

  private readonly tick = (now: number): void => {
    if (!this.playing || this.closed) return;
    const step = clamp((now - this.lastTick) / 1000, 0, 0.25);
    this.lastTick = now;
    const before = Math.floor(this.position);
    this.position = (this.position + step * this.options.rate * this.speed) % this.count;
    if (Math.floor(this.position) !== before) this.paint();
    requestAnimationFrame(this.tick);
  };

  private paint(): void {
    const frame = Math.floor(this.position);
    for (const { frames, canvas } of this.shown) canvas.show(pictureAt(frames, frame));
    this.scrubber.value = String(frame);
    this.counter.textContent = `${frame + 1} / ${this.count}`;
  }
}

function figureOf({ name, caption }: Version, canvas: HTMLCanvasElement): HTMLElement {
  return element(
    'figure',
    {},
    canvas,
    element('figcaption', {}, element('strong', {}, name), element('span', {}, caption)),
  );
}

/** Two canvases, the second over the first from a line on that can be pulled; the line is a slider for keys, too. */
function wipe(versions: readonly Version[], [under, over]: readonly HTMLCanvasElement[]): HTMLElement {
  const frame = element('div', { class: 'wipe-frame' });
  const set = (percent: number): void => frame.style.setProperty('--wipe', `${percent}%`);
  const slider = element('input', {
    class: 'wipe-slider',
    with: { type: 'range', min: '0', max: '100', step: '0.5', value: '50', oninput: () => set(Number(slider.value)) },
    attributes: { 'aria-label': `How much of ${versions[0]!.name} is shown, against ${versions[1]!.name}` },
  });
  over!.classList.add('over');
  const label = (version: Version, side: string): HTMLElement =>
    element(
      'span',
      { class: `wipe-label ${side}` },
      element('strong', {}, version.name),
      element('span', {}, version.caption),
    );
  frame.append(
    under!,
    over!,
    element('span', { class: 'wipe-line', attributes: { 'aria-hidden': 'true' } }),
    label(versions[0]!, 'left'),
    label(versions[1]!, 'right'),
    slider,
  );
  frame.style.setProperty('--shape', String(under!.width / under!.height));
  set(50);
  return frame;
}
