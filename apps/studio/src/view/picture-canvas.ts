import { pictureToRgb, type Picture } from 'dynamics-codec/picture';
import { element } from './element.js';

/** A canvas that shows pictures at their own size; CSS scales it. */
export interface PictureCanvas {
  readonly canvas: HTMLCanvasElement;
  show(picture: Picture): void;
}

/** Makes a canvas for pictures of one size. */
export function pictureCanvas(width: number, height: number, label: string): PictureCanvas {
  const canvas = element('canvas', { with: { width, height }, attributes: { role: 'img', 'aria-label': label } });
  const context = canvas.getContext('2d', { alpha: false });
  return {
    canvas,
    show: (picture) => context?.putImageData(new ImageData(pictureToRgb(picture, 4), width, height), 0, 0),
  };
}
