/** Sides in pixels. */
export type Size = Readonly<Record<'width' | 'height', number>>;

/** A picture that would be enlarged by less than this is left as it is. */
const LEAST_SCALE = 1.02;

/** Knows how large a canvas shows on the display. */
export class DisplaySize {
  /** In pixels of the page. */
  private box: Size = { width: 0, height: 0 };
  /** Whether the picture is placed within the canvas as a whole. */
  private isWhole = false;
  private readonly observer: ResizeObserver;

  /** @param onChange told that the size is another */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    onChange: () => void,
  ) {
    this.observer = new ResizeObserver(([entry]) => {
      this.box = entry!.contentRect;
      this.isWhole = /contain|scale/.test(getComputedStyle(canvas).objectFit);
      onChange();
    });
  }

  /** Follows the size from now on. */
  watch(): void {
    this.observer.observe(this.canvas);
  }

  /** Follows it no more. */
  unwatch(): void {
    this.observer.disconnect();
  }

  /** The size to draw a picture in: that on the display where it is larger, with at most so many pixels. */
  of(picture: Size, mostPixels: number): Size {
    const { width, height } = picture;
    const scales = [this.box.width / width, this.box.height / height];
    const wanted = this.isWhole ? Math.min(...scales) : Math.max(...scales);
    const scale = Math.min(wanted * devicePixelRatio, Math.sqrt(mostPixels / (width * height)));
    return scale < LEAST_SCALE ? picture : { width: Math.round(width * scale), height: Math.round(height * scale) };
  }
}
