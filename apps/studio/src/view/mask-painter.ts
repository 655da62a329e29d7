import type { Plane } from 'dynamics-codec/picture';
import { element } from './element.js';

/** Longest side of a painted mask, pixels. */
const LONGEST = 256;
/** Width of the brush as a share of the longer side. */
const BRUSH = 0.07;
/** Colour of what stands still; only how opaque it is counts. */
const PAINT = [214, 72, 58] as const;

/** A layer over a picture on which one paints what shall stand still. */
export class MaskPainter {
  readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D | null;
  private last: { readonly x: number; readonly y: number } | undefined;

  /** @param onChange told when something was painted or cleared */
  constructor(
    width: number,
    height: number,
    private readonly onChange: () => void,
  ) {
    const scale = Math.min(1, LONGEST / Math.max(width, height));
    this.canvas = element('canvas', {
      class: 'mask',
      with: {
        width: Math.round(width * scale),
        height: Math.round(height * scale),
        onpointerdown: (event) => this.begin(event),
        onpointermove: (event) => this.paint(event),
        onpointerup: () => this.end(),
        onpointercancel: () => this.end(),
      },
      attributes: { 'aria-hidden': 'true' },
    });
    this.context = this.canvas.getContext('2d', { willReadFrequently: true });
  }

  /** What may move: 0 where it was painted, 255 elsewhere; `undefined` where nothing was painted. */
  get plane(): Plane | undefined {
    const { width, height } = this.canvas;
    const painted = this.context?.getImageData(0, 0, width, height).data;
    if (painted === undefined || painted.every((value, i) => i % 4 !== 3 || value === 0)) return undefined;
    return { width, height, data: Float32Array.from({ length: width * height }, (_, i) => 255 - painted[4 * i + 3]!) };
  }

  /** Shows a mask that was read from a file. */
  show(mask: Plane): void {
    const image = new ImageData(mask.width, mask.height);
    for (const [i, value] of mask.data.entries()) image.data.set([...PAINT, 255 - value], 4 * i);
    const whole = element('canvas', { with: { width: mask.width, height: mask.height } });
    whole.getContext('2d')?.putImageData(image, 0, 0);
    this.erase();
    this.context?.drawImage(whole, 0, 0, this.canvas.width, this.canvas.height);
    this.onChange();
  }

  /** Lets everything move again. */
  clear(): void {
    this.erase();
    this.onChange();
  }

  private erase(): void {
    this.context?.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  private begin(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.last = this.placeOf(event);
    this.paint(event);
  }

  private paint(event: PointerEvent): void {
    const { context, last } = this;
    if (context === null || last === undefined) return;
    const to = this.placeOf(event);
    const width = BRUSH * Math.max(this.canvas.width, this.canvas.height);
    context.strokeStyle = context.fillStyle = `rgb(${PAINT.join(' ')})`;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(last.x, last.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    // A line of no length paints nothing, and this rounds the ends of the others.
    context.beginPath();
    context.arc(to.x, to.y, width / 2, 0, 2 * Math.PI);
    context.fill();
    this.last = to;
  }

  private end(): void {
    if (this.last === undefined) return;
    this.last = undefined;
    this.onChange();
  }

  private placeOf({ offsetX, offsetY }: PointerEvent): { readonly x: number; readonly y: number } {
    const { width, height, clientWidth, clientHeight } = this.canvas;
    return { x: (offsetX * width) / clientWidth, y: (offsetY * height) / clientHeight };
  }
}
