import { clamp } from 'dynamics-codec/math';
import type { Window } from 'dynamics-codec/picture';
import { element } from './element.js';

/** Smallest side of a crop, in pixels of the clip. */
const SMALLEST = 64;
const CORNERS = ['nw', 'ne', 'sw', 'se'] as const;

/**
 * The part of a picture that is kept, as a frame to move and pull at by its corners; arrow keys move it, with Shift they
 * change its size. Coordinates are whole pixels of the clip.
 */
export class CropBox {
  readonly node: HTMLElement;
  private part: Window;
  /** Width over height that is kept; undefined where it is free. */
  private ratio: number | undefined;

  constructor(
    private readonly width: number,
    private readonly height: number,
    private readonly onChange: (part: Window) => void,
  ) {
    this.part = { x: 0, y: 0, width, height };
    const handles = CORNERS.map((corner) =>
      element('span', { class: `crop-handle ${corner}`, with: { onpointerdown: (event) => this.pull(event, corner) } }),
    );
    this.node = element(
      'div',
      {
        class: 'crop-box',
        with: {
          tabIndex: 0,
          onpointerdown: (event) => this.pull(event, undefined),
          onkeydown: (event) => this.press(event),
        },
        attributes: {
          role: 'group',
          'aria-label': 'Part of the picture to keep. Arrow keys move it, Shift and arrow keys change its size.',
        },
      },
      ...handles,
    );
    this.place();
  }

  /** The part that is kept. */
  get window(): Window {
    return this.part;
  }

  /** Keeps a shape from now on: the largest of it around the middle of the present part. `undefined` sets the shape free. */
  keepShape(ratio: number | undefined): void {
    this.ratio = ratio;
    if (ratio === undefined) return;
    const width = Math.min(this.width, this.height * ratio);
    const height = width / ratio;
    const { x, y } = this.part;
    this.set({ x: x + (this.part.width - width) / 2, y: y + (this.part.height - height) / 2, width, height });
  }

  /** Takes the whole picture. */
  reset(): void {
    this.ratio = undefined;
    this.set({ x: 0, y: 0, width: this.width, height: this.height });
  }

  private set(part: Window): void {
    const width = Math.round(clamp(part.width, Math.min(SMALLEST, this.width), this.width));
    const height = Math.round(clamp(part.height, Math.min(SMALLEST, this.height), this.height));
    this.part = {
      x: Math.round(clamp(part.x, 0, this.width - width)),
      y: Math.round(clamp(part.y, 0, this.height - height)),
      width,
      height,
    };
    this.place();
    this.onChange(this.part);
  }

  private place(): void {
    const percent = (value: number, whole: number): string => `${(100 * value) / whole}%`;
    const { style } = this.node;
    style.left = percent(this.part.x, this.width);
    style.top = percent(this.part.y, this.height);
    style.width = percent(this.part.width, this.width);
    style.height = percent(this.part.height, this.height);
  }

  private pull(event: PointerEvent, corner: (typeof CORNERS)[number] | undefined): void {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.node.focus({ preventScroll: true });
    const frame = this.node.parentElement!.getBoundingClientRect();
    const scale = this.width / frame.width;
    const from = { x: event.clientX, y: event.clientY, part: this.part };
    const target = event.currentTarget as HTMLElement;
    target.setPointerCapture(event.pointerId);
    const move = ({ clientX, clientY }: PointerEvent): void => {
      const [dx, dy] = [(clientX - from.x) * scale, (clientY - from.y) * scale];
      if (corner === undefined) this.set({ ...from.part, x: from.part.x + dx, y: from.part.y + dy });
      else this.set(this.resized(from.part, corner, dx, dy));
    };
    const end = (): void => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', end);
      target.removeEventListener('pointercancel', end);
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', end);
    target.addEventListener('pointercancel', end);
  }

  /** A part after one corner was pulled: the opposite corner stays, and nothing leaves the picture. */
  private resized(part: Window, corner: string, dx: number, dy: number): Window {
    const west = corner.endsWith('w');
    const north = corner.startsWith('n');
    const fixedX = west ? part.x + part.width : part.x;
    const fixedY = north ? part.y + part.height : part.y;
    const roomX = west ? fixedX : this.width - fixedX;
    const roomY = north ? fixedY : this.height - fixedY;
    let width = clamp(part.width + (west ? -dx : dx), SMALLEST, roomX);
    let height = clamp(part.height + (north ? -dy : dy), SMALLEST, roomY);
    if (this.ratio !== undefined) {
      width = clamp(
        Math.max(width, height * this.ratio),
        SMALLEST * Math.max(1, this.ratio),
        Math.min(roomX, roomY * this.ratio),
      );
      height = width / this.ratio;
    }
    return { x: west ? fixedX - width : fixedX, y: north ? fixedY - height : fixedY, width, height };
  }

  private press(event: KeyboardEvent): void {
    const step = event.ctrlKey ? 1 : 8;
    const [dx, dy] = ARROWS[event.key] ?? [0, 0];
    if (dx === 0 && dy === 0) return;
    event.preventDefault();
    const { part } = this;
    if (event.shiftKey) this.set(this.resized(part, 'se', dx * step, dy * step));
    else this.set({ ...part, x: part.x + dx * step, y: part.y + dy * step });
  }
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
