import { buildAvif, NoStillDecoderError } from 'dynamics-codec/key';
import { pictureFromRgb, type Picture } from 'dynamics-codec/picture';
import { assertSize, refuse } from './still-checks.js';

/**
 * A key picture by the browser's AVIF decoder, read back from a canvas as RGB. Luma is off by a level here and there, and
 * chroma is averaged once more than it should be.
 * @throws CorruptStillError for payloads that the browser refuses, UnsupportedStillError for what
 * decodes to another size, NoStillDecoderError where there is no canvas
 */
export async function bitmapStill(payload: Uint8Array, width: number, height: number): Promise<Picture> {
  const blob = new Blob([buildAvif(payload, width, height) as Uint8Array<ArrayBuffer>], { type: 'image/avif' });
  const image = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' }).catch(refuse);
  try {
    assertSize(image.width, image.height, width, height);
    const context = drawingContext(width, height);
    if (context === undefined)
      throw new NoStillDecoderError('Expected a 2D canvas to read the key picture from but the browser has none');
    context.drawImage(image, 0, 0);
    return pictureFromRgb(context.getImageData(0, 0, width, height).data, width, height, 4);
  } finally {
    image.close();
  }
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
