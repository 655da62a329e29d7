import type { Picture } from 'dynamics-codec/picture';
import type { ComposedFrame } from 'dynamics-codec/render';

/** One picture of a mix: a key picture, what is done to it, and how much it covers what lies below it, 0 to 1. */
export interface Layer {
  readonly key: Picture;
  readonly frame: ComposedFrame;
  readonly opacity: number;
}

/** Draws layers, lowest first, onto a canvas as large as their pictures or larger. All layers are of one size. */
export interface Painter {
  readonly kind: 'webgl2' | 'cpu';
  /** Most pixels of a canvas that it enlarges moving pictures to. */
  readonly mostPixels: number;
  /** Whether it cannot draw at present. */
  readonly isLost: boolean;
  /** Draws; `false` where it cannot just now, and nothing was drawn. The lowest layer is opaque whatever it says. */
  paint(target: CanvasRenderingContext2D, layers: readonly Layer[]): boolean;
  /** Lets go of whatever is kept for a key picture. */
  release(key: Picture): void;
}
