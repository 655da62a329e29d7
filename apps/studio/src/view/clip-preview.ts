import type { Clip } from '../media/index.js';
import { element } from './element.js';

const LONGEST_SIDE = 960;
/** Least milliseconds between two frames of a preview that is to spare the processor. */
const SPARING_STEP = 80;

/** Shows a clip on a canvas: one frame, or a part of it in a loop. */
export class ClipPreview {
  readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  /** Raised by each new request, so that an older one ends. */
  private turn = 0;
  private wanted: number | undefined;
  private busy = false;
  /** Whether to show fewer frames while it plays, since the processor has other work. */
  sparing = false;

  /** @param onTime called with the time on show, seconds from the first frame */
  constructor(
    private readonly clip: Clip,
    private readonly onTime: (seconds: number) => void,
  ) {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(clip.width, clip.height));
    const [width, height] = [Math.round(clip.width * scale), Math.round(clip.height * scale)];
    this.canvas = element('canvas', {
      with: { width, height },
      attributes: { role: 'img', 'aria-label': `Preview of ${clip.name}` },
    });
    this.context = this.canvas.getContext('2d', { alpha: false })!;
  }

  /** Shows the frame at a time; of many requests in a row only the last is sure to be shown. */
  async show(seconds: number): Promise<void> {
    this.turn++;
    this.wanted = seconds;
    if (this.busy) return;
    this.busy = true;
    try {
      for (let next = this.takeWanted(); next !== undefined; next = this.takeWanted()) {
        const sample = await this.clip.sampleAt(next);
        sample?.draw(this.context, 0, 0, this.canvas.width, this.canvas.height);
        sample?.close();
      }
    } finally {
      this.busy = false;
    }
  }

  /** Plays a part of the clip in a loop until something else is asked for. Seconds. */
  async play(span: () => { readonly start: number; readonly end: number }): Promise<void> {
    const turn = ++this.turn;
    let drawn = -Infinity;
    while (turn === this.turn) {
      const { start, end } = span();
      const began = performance.now();
      for await (const sample of this.clip.samples(start, end)) {
        const time = sample.timestamp - this.clip.startTime;
        await waitUntil(began + (time - start) * 1000);
        if (turn === this.turn && !(this.sparing && performance.now() - drawn < SPARING_STEP)) {
          drawn = performance.now();
          sample.draw(this.context, 0, 0, this.canvas.width, this.canvas.height);
          this.onTime(time);
        }
        sample.close();
        if (turn !== this.turn) break;
      }
      await waitUntil(Math.max(began + (end - start) * 1000, performance.now() + 4));
    }
  }

  /** Stops playing; the frame stays. */
  pause(): void {
    this.turn++;
  }

  private takeWanted(): number | undefined {
    const { wanted } = this;
    this.wanted = undefined;
    return wanted;
  }
}

function waitUntil(time: number): Promise<void> {
  const delay = time - performance.now();
  return delay > 0 ? new Promise((resolve) => setTimeout(resolve, delay)) : Promise.resolve();
}
