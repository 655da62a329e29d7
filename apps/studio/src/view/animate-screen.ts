import { resamplePicture, type Picture } from 'dynamics-codec/picture';
import { openMask, outputSize } from '../media/index.js';
import type { AnimateResult, AnimateStage } from '../work/animate-protocol.js';
import { animateInWorker } from '../work/encode-job.js';
import { AnimateForm } from './animate-form.js';
import { element } from './element.js';
import { livePlayer } from './live-player.js';
import { MaskPainter } from './mask-painter.js';
import { neuralFolder } from './neural-folder.js';
import { pictureCanvas } from './picture-canvas.js';
import { stageList } from './stage-list.js';
import { streamActions } from './stream-actions.js';
import { byteSplit, factList, headlineFigures, streamFacts } from './stream-facts.js';
import { baseName, bytesText, secondsText } from './wording.js';

/** Longest side of a photograph that is kept; the largest size that is offered is below it. */
export const PHOTO_SIDE = 1024;

const STAGES: readonly { readonly stage: AnimateStage; readonly label: string }[] = [
  { stage: 'loading', label: 'Loading the networks' },
  { stage: 'guessing', label: 'Asking what would move' },
  { stage: 'encoding', label: 'Encoding the picture' },
];

/** A photograph beside what becomes of it: settings, progress, player and download. */
export class AnimateScreen {
  readonly node: HTMLElement;
  private readonly form: AnimateForm;
  private readonly painter: MaskPainter;
  private readonly stage = element('div', { class: 'stage side' });
  private readonly side: HTMLElement;
  private readonly said = element('p', { class: 'unseen', attributes: { role: 'status' } });
  private readonly original: HTMLElement;
  /** What came of it. */
  private readonly more = element('div', { class: 'more' });
  private job: AbortController | undefined;

  /**
   * @param bytes size of the photograph's file
   * @param onProblem told what went wrong; `undefined` when something new begins
   */
  constructor(
    private readonly picture: Picture,
    private readonly name: string,
    bytes: number,
    private readonly onProblem: (problem: unknown) => void,
  ) {
    const { width, height } = picture;
    this.painter = new MaskPainter(width, height, () => this.form.showMask(this.painter.plane !== undefined));
    this.form = new AnimateForm({
      onAnimate: () => void this.animate(),
      onPaint: (isPainting) => this.painter.canvas.classList.toggle('painting', isPainting),
      onMaskFile: (file) => void this.takeMask(file),
      onMaskClear: () => this.painter.clear(),
    });
    const shown = pictureCanvas(width, height, name);
    shown.show(picture);
    const frame = element('div', { class: 'preview-frame' }, shown.canvas, this.painter.canvas);
    this.original = element('figure', {}, captionOf('Photograph', bytesText(bytes)), frame);
    this.stage.append(this.original);
    this.stage.style.setProperty('--shape', String(width / height));
    this.side = element('div', { class: 'side' }, this.form.node);
    this.node = element(
      'div',
      { class: 'screen animate' },
      element(
        'div',
        { class: 'main' },
        element(
          'header',
          { class: 'clip-head' },
          element('h2', { with: { tabIndex: -1 } }, name),
          element('p', { class: 'facts-line' }, 'A network guesses what in it would move. The loop has no seam.'),
        ),
        this.stage,
        this.said,
      ),
      this.side,
      this.more,
    );
  }

  /** Ends everything that runs. */
  close(): void {
    this.job?.abort();
  }

  private async animate(): Promise<void> {
    if (this.job !== undefined) return;
    this.onProblem(undefined);
    const { form, picture } = this;
    const job = new AbortController();
    this.job = job;
    const stages = stageList(STAGES.map(({ label }) => label));
    this.side.replaceChildren(progressPanel(stages.node, () => job.abort()));
    this.node.classList.add('busy');
    const began = performance.now();
    try {
      const { width, height } = outputSize(picture, form.longestSide);
      const result = await animateInWorker(
        {
          picture: resamplePicture(picture, width, height),
          mask: this.painter.plane,
          strength: form.strength,
          seconds: form.seconds,
          seed: form.seed,
          quality: form.quality,
          learned: form.learned,
          models: neuralFolder(),
        },
        (current) => stages.show(STAGES.findIndex(({ stage }) => stage === current)),
        job.signal,
      );
      this.show(result, performance.now() - began);
    } catch (problem) {
      if (!job.signal.aborted) this.onProblem(problem);
    } finally {
      this.job = undefined;
      this.node.classList.remove('busy');
      this.side.replaceChildren(form.node);
    }
  }

  private show({ stream, info }: AnimateResult, milliseconds: number): void {
    const { width, height, duration, bytes, modelId } = info;
    const stands = info.groups.every(({ statisticsBytes }) => statisticsBytes === 0);
    const name = `${baseName(this.name)}.dync`;
    const caption = `${bytesText(bytes)} for ${secondsText(duration)}`;
    this.stage.replaceChildren(
      this.original,
      element('figure', {}, captionOf('Alive', caption), livePlayer(stream, `${this.name}, alive`)),
    );
    this.more.replaceChildren(
      element(
        'section',
        { class: 'panel', attributes: { 'aria-label': 'Size' } },
        headlineFigures(info),
        byteSplit(info),
        streamActions({ bytes: stream, name, width, height, learned: modelId !== 0 }),
        ...(stands
          ? [element('p', { class: 'note' }, 'Nothing in this picture is expected to move. More strength may help.')]
          : []),
      ),
      element(
        'section',
        { class: 'panel', attributes: { 'aria-label': 'Facts' } },
        streamFacts(info),
        factList([['Made in', secondsText(milliseconds / 1000)]]),
      ),
    );
    this.form.showAgain();
    this.said.textContent = `Done: ${caption}`;
    this.stage.scrollIntoView({ block: 'nearest' });
  }

  private async takeMask(file: File): Promise<void> {
    this.onProblem(undefined);
    try {
      this.painter.show(await openMask(file, file.name));
    } catch (problem) {
      this.onProblem(problem);
    }
  }
}

function captionOf(name: string, facts: string): HTMLElement {
  return element('figcaption', {}, element('strong', {}, name), element('span', {}, facts));
}

function progressPanel(stages: HTMLElement, onCancel: () => void): HTMLElement {
  return element(
    'section',
    { class: 'progress panel', attributes: { 'aria-label': 'Animating' } },
    element('progress', { attributes: { 'aria-label': 'Progress' } }),
    stages,
    element('button', { class: 'secondary', with: { type: 'button', onclick: onCancel } }, 'Cancel'),
  );
}
