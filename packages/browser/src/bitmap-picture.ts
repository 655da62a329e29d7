import { pictureFromRgb, type Picture } from 'dynamics-codec/picture';

/** A bitmap as a picture, by way of a canvas and RGB; `undefined` where the browser has no canvas to give. */
export function bitmapPicture(image: ImageBitmap): Picture | undefined {
  const { width, height } = image;
  const context = drawingContext(width, height);
  context?.drawImage(image, 0, 0);
  return context && pictureFromRgb(context.getImageData(0, 0, width, height).data, width, height, 4);
}

function drawingContext(
  width: number,
  height: number,
): OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D | undefined {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height).getContext('2d') ?? undefined;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return canvas.getContext('2d') ?? undefined;
}
