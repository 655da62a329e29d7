import { readStreamInfo } from 'dynamics-codec';
import { DynamicsError, type Picture } from 'dynamics-codec/picture';
import { isStillPicture, onlyPicture, openClip, openPhoto } from '../media/index.js';
import { encodeInWorker, JobError } from '../work/encode-job.js';
import type { EncodeOrder } from '../work/protocol.js';
import { AnimateScreen, PHOTO_SIDE } from './animate-screen.js';
import { EditScreen } from './edit-screen.js';
import { element, icon } from './element.js';
import { ResultScreen } from './result-screen.js';
import { ACCEPTED, startScreen } from './start-screen.js';
import { streamScreen } from './stream-screen.js';
import { themeButton } from './theme.js';

const STREAM_MAGIC = 'DYN';

/** The page: a header, one screen at a time, and one line for what went wrong. */
export class Studio {
  private readonly screen = element('main', { with: { id: 'screen' } });
  private readonly notice = element('div', { class: 'notice', with: { hidden: true }, attributes: { role: 'alert' } });
  private readonly dropVeil = element(
    'div',
    { class: 'drop-veil', with: { hidden: true }, attributes: { 'aria-hidden': 'true' } },
    'Drop it',
  );
  private edit: EditScreen | undefined;
  private result: ResultScreen | undefined;
  private animation: AnimateScreen | undefined;
  private job: AbortController | undefined;
  /** Raised by each file that is opened, so that a slower one before it is dropped. */
  private opening = 0;

  /** @param samples addresses of the sample clip and of a stream of it */
  constructor(
    root: HTMLElement,
    private readonly samples: { readonly clip: string; readonly stream: string },
  ) {
    root.replaceChildren(this.header(), this.notice, this.screen, this.footer(), this.dropVeil);
    this.listenForDrops();
    this.showStart();
  }

  private header(): HTMLElement {
    const home = element(
      'button',
      {
        class: 'wordmark',
        with: { type: 'button', onclick: () => this.showStart() },
        attributes: { 'aria-label': 'Dynamics Studio, start again' },
      },
      element('span', { class: 'logo', attributes: { 'aria-hidden': 'true' } }),
      'Dynamics Studio',
    );
    const picker = element('input', {
      class: 'unseen',
      with: { type: 'file', accept: ACCEPTED, id: 'file-again', onchange: () => this.pick(picker) },
    });
    const open = element('label', { class: 'quiet button', attributes: { for: 'file-again' } }, icon('open'), 'Open');
    return element(
      'header',
      { class: 'top' },
      home,
      element('nav', { attributes: { 'aria-label': 'Studio' } }, picker, open, themeButton()),
    );
  }

  private footer(): HTMLElement {
    return element(
      'footer',
      {},
      'Dynamics-Codec. Videos and photographs are read, encoded and played in this tab; no byte of them leaves it.',
    );
  }

  private pick(picker: HTMLInputElement): void {
    const file = picker.files?.[0];
    if (file !== undefined) void this.open(file);
    picker.value = '';
  }

  private listenForDrops(): void {
    const isFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    addEventListener('dragover', (event) => {
      if (!isFile(event)) return;
      event.preventDefault();
      this.dropVeil.hidden = false;
    });
    addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) this.dropVeil.hidden = true;
    });
    addEventListener('drop', (event) => {
      if (!isFile(event)) return;
      event.preventDefault();
      this.dropVeil.hidden = true;
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) void this.open(file);
    });
  }

  /** Opens a video, a photograph or a stream. */
  private async open(file: Blob & { readonly name: string }): Promise<void> {
    this.job?.abort();
    this.say(undefined);
    const turn = ++this.opening;
    this.screen.setAttribute('aria-busy', 'true');
    try {
      const isStream =
        (await file.slice(0, STREAM_MAGIC.length).text()) === STREAM_MAGIC || file.name.endsWith('.dync');
      if (isStream) {
        const bytes = new Uint8Array(await file.arrayBuffer());
        const info = readStreamInfo(bytes);
        if (turn === this.opening) this.show(streamScreen(bytes, file.name, info));
        return;
      }
      if (await isStillPicture(file)) {
        const picture = await openPhoto(file, file.name, PHOTO_SIDE);
        if (turn === this.opening) this.showPicture(picture, file);
        return;
      }
      const clip = await openClip(file, file.name);
      if (turn !== this.opening) {
        clip.close();
        return;
      }
      if (clip.isSingle) {
        const picture = await onlyPicture(clip).finally(() => clip.close());
        if (turn === this.opening) this.showPicture(picture, file);
        return;
      }
      const edit = new EditScreen(file, clip, {
        onEncode: (order) => void this.encode(order, file.size),
        onCancel: () => this.job?.abort(),
        onProblem: (problem) => this.say(problem),
      });
      this.show(edit.node);
      this.edit = edit;
    } catch (problem) {
      if (turn === this.opening) this.say(problem);
    } finally {
      if (turn === this.opening) this.screen.removeAttribute('aria-busy');
    }
  }

  private showPicture(picture: Picture, { name, size }: Blob & { readonly name: string }): void {
    const animation = new AnimateScreen(picture, name, size, (problem) => this.say(problem));
    this.show(animation.node);
    this.animation = animation;
  }

  private async encode(order: EncodeOrder, sourceBytes: number): Promise<void> {
    const { edit } = this;
    if (edit === undefined) return;
    this.say(undefined);
    const job = new AbortController();
    this.job = job;
    edit.encoding();
    try {
      const result = await encodeInWorker(order, (progress) => edit.showProgress(progress), job.signal);
      const seconds = edit.duration;
      this.result = new ResultScreen(result, {
        source: order.name,
        sourceRate: (sourceBytes * 8) / seconds,
        onBack: () => this.backToEdit(),
      });
      this.screen.replaceChildren(this.result.node);
      this.focusHeading();
    } catch (problem) {
      if (!job.signal.aborted) this.say(problem);
    } finally {
      edit.ready();
      if (this.job === job) this.job = undefined;
    }
  }

  private backToEdit(): void {
    this.result?.close();
    this.result = undefined;
    if (this.edit === undefined) this.showStart();
    else this.screen.replaceChildren(this.edit.node);
  }

  private showStart(): void {
    this.job?.abort();
    this.say(undefined);
    this.opening++;
    const showpiece = {
      url: this.samples.stream,
      description: 'A tree and a rowing boat by a lake at dusk; leaves and water move',
    };
    this.show(
      startScreen({ onFile: (file) => void this.open(file), onSample: () => void this.openSample() }, showpiece),
    );
  }

  private async openSample(): Promise<void> {
    try {
      const response = await fetch(this.samples.clip);
      if (!response.ok) throw new JobError('SAMPLE', 'The sample clip could not be loaded');
      await this.open(new File([await response.blob()], 'lakeside.mp4', { type: 'video/mp4' }));
    } catch (problem) {
      this.say(problem);
    }
  }

  private show(node: HTMLElement): void {
    this.edit?.close();
    this.edit = undefined;
    this.result?.close();
    this.result = undefined;
    this.animation?.close();
    this.animation = undefined;
    this.screen.replaceChildren(node);
    scrollTo({ top: 0 });
  }

  private focusHeading(): void {
    scrollTo({ top: 0 });
    this.screen.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  }

  /** Tells a problem in one line, or takes the line away. */
  private say(problem: unknown): void {
    this.notice.hidden = problem === undefined;
    if (problem === undefined) return;
    const known = problem instanceof DynamicsError || problem instanceof JobError;
    const message = problem instanceof Error ? problem.message : 'no reason was given';
    const dismiss = element(
      'button',
      { class: 'quiet', with: { type: 'button', onclick: () => this.say(undefined) } },
      'Dismiss',
    );
    this.notice.replaceChildren(
      element(
        'p',
        {},
        known ? `${message}${/[.!?]$/.test(message) ? '' : '.'}` : `Something unexpected went wrong: ${message}`,
      ),
      dismiss,
    );
  }
}
