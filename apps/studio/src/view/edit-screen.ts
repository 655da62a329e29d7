import { framesPerSecond } from 'dynamics-codec/picture';
import { frameCountOf, outputSize, type Clip, type Selection } from '../media/index.js';
import type { EncodeOrder, JobProgress } from '../work/protocol.js';
import { threadsFor } from '../work/thread-count.js';
import { ClipPreview } from './clip-preview.js';
import { CropBox } from './crop-box.js';
import { element, icon } from './element.js';
import { neuralFolder } from './neural-folder.js';
import { ProgressPanel } from './progress-panel.js';
import { SettingsForm, SHAPES, type Shape } from './settings-form.js';
import { TrimBar, type Span } from './trim-bar.js';
import { bytesText, rateText, secondsText } from './wording.js';

/** Length taken at first, and at most, seconds. */
const FIRST_SECONDS = 4;
const MOST_SECONDS = 20;

/** What an {@link EditScreen} tells. */
export interface EditEvents {
  readonly onEncode: (order: EncodeOrder) => void;
  readonly onCancel: () => void;
  readonly onProblem: (problem: unknown) => void;
}

/** Trims, crops and sets up an encode of one clip, and shows its progress. */
export class EditScreen {
  readonly node: HTMLElement;
  private readonly preview: ClipPreview;
  private readonly crop: CropBox;
  private readonly trim: TrimBar;
  private readonly form: SettingsForm;
  private readonly side: HTMLElement;
  private readonly playButton: HTMLButtonElement;
  private readonly closing = new AbortController();
  private progress: ProgressPanel | undefined;
  private playing = false;
  private shape: Shape = 'whole';

  constructor(
    private readonly file: Blob,
    private readonly clip: Clip,
    private readonly events: EditEvents,
  ) {
    const span: Span = { start: 0, end: Math.min(clip.duration, FIRST_SECONDS) };
    this.trim = new TrimBar(clip, 1 / framesPerSecond(clip.frameRate), MOST_SECONDS, span, (_, at) =>
      this.showTime(at),
    );
    this.preview = new ClipPreview(clip, (seconds) => this.trim.showTime(seconds));
    this.crop = new CropBox(clip.width, clip.height, () => this.cropped());
    this.form = new SettingsForm({
      onShape: (shape) => this.keepShape(shape),
      onChange: () => this.describe(),
      onEncode: () => this.encode(),
    });
    this.playButton = element('button', {
      class: 'icon-button',
      with: { type: 'button', onclick: () => this.togglePlay() },
    });
    const frame = element('div', { class: 'preview-frame' }, this.preview.canvas, this.crop.node);
    frame.style.setProperty('--shape', String(clip.width / clip.height));
    this.side = element('div', { class: 'side' }, this.form.node);
    this.node = element(
      'div',
      { class: 'screen edit' },
      element(
        'div',
        { class: 'main' },
        this.heading(),
        element('div', { class: 'preview' }, frame),
        element('div', { class: 'transport' }, this.playButton, this.trim.node),
      ),
      this.side,
    );
    this.showPlaying();
    this.describe();
    this.guard(this.preview.show(span.start));
    this.guard(this.trim.drawStrip(this.closing.signal));
  }

  /** Replaces the settings by the progress of an encode. */
  encoding(): void {
    if (!this.playing) this.togglePlay();
    this.preview.sparing = true;
    this.progress = new ProgressPanel(this.form.rival, this.events.onCancel);
    this.side.replaceChildren(this.progress.node);
    this.node.classList.add('busy');
    this.progress.node.scrollIntoView({ block: 'nearest' });
  }

  /** Shows a step of progress. */
  showProgress(progress: JobProgress): void {
    this.progress?.show(progress);
  }

  /** Brings the settings back. */
  ready(): void {
    this.progress?.close();
    this.progress = undefined;
    this.preview.sparing = false;
    this.node.classList.remove('busy');
    this.side.replaceChildren(this.form.node);
  }

  /** Length of the whole clip, seconds. */
  get duration(): number {
    return this.clip.duration;
  }

  /** Stops everything that runs; the clip stays open. */
  stop(): void {
    this.playing = false;
    this.preview.pause();
    this.showPlaying();
  }

  /** Stops for good and closes the clip. */
  close(): void {
    this.stop();
    this.closing.abort();
    this.clip.close();
  }

  private heading(): HTMLElement {
    const { clip, file } = this;
    const facts = [
      `${clip.width} × ${clip.height}`,
      `${framesPerSecond(clip.frameRate)
        .toFixed(2)
        .replace(/\.?0+$/, '')} fps`,
      secondsText(clip.duration),
      `${clip.codec} in ${clip.container}`,
      `${bytesText(file.size)}, ${rateText((file.size * 8) / clip.duration)}`,
      ...(clip.isTransparent ? ['transparent: what lies behind will show through'] : []),
      ...(clip.hasAudio ? ['sound is left out'] : []),
    ];
    return element(
      'header',
      { class: 'clip-head' },
      element('h2', {}, clip.name),
      element('p', { class: 'facts-line' }, facts.join(' · ')),
    );
  }

  private get selection(): Selection {
    const crop = this.crop.window;
    return { ...this.trim.value, crop, ...outputSize(crop, this.form.longestSide) };
  }

  private describe(): void {
    const { width, height, start, end } = this.selection;
    this.form.describe(width, height, frameCountOf({ start, end }, this.clip.frameRate), end - start);
  }

  private keepShape(shape: Shape): void {
    this.shape = shape;
    if (shape === 'whole') this.crop.reset();
    else this.crop.keepShape(SHAPES[shape]);
  }

  private cropped(): void {
    const { width, height } = this.crop.window;
    if (this.shape === 'whole' && (width !== this.clip.width || height !== this.clip.height)) {
      this.shape = 'free';
      this.form.showShape('free');
    }
    this.describe();
  }

  private encode(): void {
    const { file, form, selection } = this;
    this.events.onEncode({
      file,
      name: this.clip.name,
      selection,
      target: form.target,
      rival: form.rival,
      models: form.learned ? neuralFolder() : undefined,
      threads: threadsFor(selection.width, selection.height),
    });
  }

  private showTime(seconds: number): void {
    this.stop();
    this.trim.showTime(seconds);
    this.describe();
    this.guard(this.preview.show(seconds));
  }

  private togglePlay(): void {
    if (this.playing) {
      this.stop();
      return;
    }
    this.playing = true;
    this.showPlaying();
    this.guard(this.preview.play(() => this.trim.value));
  }

  private showPlaying(): void {
    this.playButton.replaceChildren(icon(this.playing ? 'pause' : 'play'));
    this.playButton.setAttribute('aria-label', this.playing ? 'Pause the preview' : 'Play the part that is kept');
  }

  /** Decoding goes on in the background; what goes wrong there is told unless the screen is closed. */
  private guard(work: Promise<void>): void {
    work.catch((problem: unknown) => {
      if (!this.closing.signal.aborted) this.events.onProblem(problem);
    });
  }
}
