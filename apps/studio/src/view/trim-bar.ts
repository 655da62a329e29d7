import type { Clip } from '../media/index.js';
import { element } from './element.js';
import { secondsText } from './wording.js';

const THUMBNAILS = 10;
const THUMBNAIL_HEIGHT = 56;

/** A time span in seconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A film strip with two handles that hold the part of a clip that is kept. */
export class TrimBar {
  readonly node: HTMLElement;
  private readonly strip: HTMLElement;
  private readonly kept: HTMLElement;
  private readonly head: HTMLElement;
  private readonly startHandle: HTMLElement;
  private readonly endHandle: HTMLElement;
  private readonly summary: HTMLElement;
  private span: Span;

  /**
   * @param frame seconds of one frame
   * @param longest seconds that may be kept at most
   * @param onChange called with the span and the time that the moved handle stands at
   */
  constructor(
    private readonly clip: Clip,
    private readonly frame: number,
    private readonly longest: number,
    initial: Span,
    private readonly onChange: (span: Span, at: number) => void,
  ) {
    this.span = initial;
    this.strip = element('div', { class: 'film', attributes: { 'aria-hidden': 'true' } });
    this.kept = element('div', { class: 'kept', with: { onpointerdown: (event) => this.drag(event, 'both') } });
    this.head = element('div', { class: 'playhead', attributes: { 'aria-hidden': 'true' } });
    this.startHandle = this.handle('start');
    this.endHandle = this.handle('end');
    this.summary = element('output', { class: 'trim-summary' });
    const track = element(
      'div',
      { class: 'trim-track' },
      element('div', { class: 'film-frame' }, this.strip, this.kept),
      this.head,
      this.startHandle,
      this.endHandle,
    );
    this.node = element(
      'div',
      { class: 'trim', attributes: { role: 'group', 'aria-label': 'Part of the clip to keep' } },
      track,
      this.summary,
    );
    this.place();
  }

  /** The part that is kept. */
  get value(): Span {
    return this.span;
  }

  /** Moves the mark of the time on show. */
  showTime(seconds: number): void {
    this.head.style.left = `${(100 * seconds) / this.clip.duration}%`;
  }

  /** Draws the film strip; stops where the signal is raised. */
  async drawStrip(signal: AbortSignal): Promise<void> {
    const width = Math.round((THUMBNAIL_HEIGHT * this.clip.width) / this.clip.height);
    const canvases = Array.from({ length: THUMBNAILS }, () =>
      element('canvas', { with: { width, height: THUMBNAIL_HEIGHT } }),
    );
    this.strip.replaceChildren(...canvases);
    for (const [index, canvas] of canvases.entries()) {
      if (signal.aborted) return;
      const sample = await this.clip.sampleAt(((index + 0.5) / THUMBNAILS) * this.clip.duration);
      const context = canvas.getContext('2d', { alpha: false });
      if (context !== null) sample?.draw(context, 0, 0, canvas.width, canvas.height);
      sample?.close();
    }
  }

  private handle(which: 'start' | 'end'): HTMLElement {
    return element('div', {
      class: `trim-handle ${which}`,
      with: {
        tabIndex: 0,
        onpointerdown: (event) => this.drag(event, which),
        onkeydown: (event) => this.press(event, which),
      },
      attributes: {
        role: 'slider',
        'aria-label': which === 'start' ? 'Start' : 'End',
        'aria-valuemin': '0',
        'aria-valuemax': this.clip.duration.toFixed(2),
      },
    });
  }

  private move(which: 'start' | 'end' | 'both', seconds: number, from: Span): void {
    const { duration } = this.clip;
    const least = Math.min(duration, 8 * this.frame);
    const snap = (time: number): number => Math.round(time / this.frame) * this.frame;
    if (which === 'both') {
      const length = from.end - from.start;
      const start = Math.min(Math.max(0, snap(from.start + seconds)), duration - length);
      this.span = { start, end: start + length };
    } else if (which === 'start') {
      const start = Math.min(Math.max(0, snap(from.start + seconds)), from.end - least);
      this.span = { start, end: Math.min(from.end, start + this.longest) };
    } else {
      const end = Math.max(Math.min(duration, snap(from.end + seconds)), from.start + least);
      this.span = { start: Math.max(from.start, end - this.longest), end };
    }
    this.place();
    this.onChange(this.span, which === 'end' ? Math.max(this.span.start, this.span.end - this.frame) : this.span.start);
  }

  private place(): void {
    const { start, end } = this.span;
    const percent = (seconds: number): string => `${(100 * seconds) / this.clip.duration}%`;
    this.kept.style.left = percent(start);
    this.kept.style.width = percent(end - start);
    this.startHandle.style.left = percent(start);
    this.endHandle.style.left = percent(end);
    for (const [handle, time] of [
      [this.startHandle, start],
      [this.endHandle, end],
    ] as const) {
      handle.setAttribute('aria-valuenow', time.toFixed(2));
      handle.setAttribute('aria-valuetext', secondsText(time));
    }
    this.summary.textContent = `${secondsText(start)} – ${secondsText(end)} · ${secondsText(end - start)} kept`;
  }

  private drag(event: PointerEvent, which: 'start' | 'end' | 'both'): void {
    if (event.button !== 0) return;
    event.preventDefault();
    const target = event.currentTarget as HTMLElement;
    if (which !== 'both') target.focus({ preventScroll: true });
    const width = this.strip.getBoundingClientRect().width;
    const from = { x: event.clientX, span: this.span };
    target.setPointerCapture(event.pointerId);
    const move = ({ clientX }: PointerEvent): void =>
      this.move(which, ((clientX - from.x) / width) * this.clip.duration, from.span);
    const end = (): void => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', end);
      target.removeEventListener('pointercancel', end);
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', end);
    target.addEventListener('pointercancel', end);
  }

  private press(event: KeyboardEvent, which: 'start' | 'end'): void {
    const frames = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[event.key];
    const edge = { Home: -this.clip.duration, End: this.clip.duration }[event.key];
    const seconds = edge ?? (frames === undefined ? undefined : frames * this.frame * (event.shiftKey ? 10 : 1));
    if (seconds === undefined) return;
    event.preventDefault();
    this.move(which, seconds, this.span);
  }
}
