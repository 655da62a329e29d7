/** @file Photographs in the browser: its own decoder reads them, turned as their camera was held. */
import { MediaError } from 'dynamics-codec/source';
import { MAX_SIDE, MIN_SIDE, pictureFromRgb, type Picture, type Plane } from 'dynamics-codec/picture';
import { animatedImageType } from './animated-image.js';

const TAKEN = 'JPEG, PNG, WebP, AVIF or GIF';
/** What is transparent in a mask. */
const MASK_GROUND = '#000';

/** Whether a file is a picture that stands still: a photograph, or a GIF, WebP or PNG of a single frame. */
export async function isStillPicture(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  const type = animatedImageType(head);
  return type === undefined ? isPhotograph(head) : !(await isAnimated(file, type));
}

/** JPEG, BMP, or AVIF and its kin. */
function isPhotograph(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head);
  return text.startsWith('\xff\xd8\xff') || text.startsWith('BM') || /^.{4}ftyp(avif|heic|heix|mif1)/s.test(text);
}

/** Without `ImageDecoder` nothing could be done with the frames of an animated picture, so its first one is taken. */
async function isAnimated(file: Blob, type: string): Promise<boolean> {
  if (typeof ImageDecoder === 'undefined' || !(await ImageDecoder.isTypeSupported(type))) return false;
  const decoder = new ImageDecoder({ data: await file.arrayBuffer(), type, preferAnimation: true });
  try {
    await decoder.tracks.ready;
    await decoder.completed;
    return (decoder.tracks.selectedTrack?.frameCount ?? 0) > 1;
  } catch {
    return false;
  } finally {
    decoder.close();
  }
}

/**
 * Reads a photograph. What is transparent stays so.
 * @param longest longest side, pixels: what is larger is scaled down
 * @throws MediaError for what is no picture or too small
 */
export async function openPhoto(file: Blob, name: string, longest: number): Promise<Picture> {
  const { data, width, height } = await pixelsOf(file, name, longest);
  if (Math.min(width, height) < MIN_SIDE)
    throw new MediaError('UNSUPPORTED', `${name} is ${width}x${height}; sides must have at least ${MIN_SIDE} pixels`);
  return pictureFromRgb(data, width, height, 4);
}

/** Reads a picture as a mask: the mean of its colours, 0 to 255; what is transparent is black. @throws MediaError */
export async function openMask(file: Blob, name: string): Promise<Plane> {
  const { data, width, height } = await pixelsOf(file, name, MAX_SIDE, MASK_GROUND);
  const grey = Float32Array.from(
    { length: width * height },
    (_, i) => (data[4 * i]! + data[4 * i + 1]! + data[4 * i + 2]!) / 3,
  );
  return { width, height, data: grey };
}

async function pixelsOf(file: Blob, name: string, longest: number, ground?: string): Promise<ImageData> {
  if (file.size === 0) throw new MediaError('NO_FRAMES', `${name} is empty`);
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch((cause: unknown) => {
    throw new MediaError('UNSUPPORTED', `${name} is no picture that this browser reads; use ${TAKEN}`, { cause });
  });
  try {
    const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
    const context = new OffscreenCanvas(width!, height!).getContext('2d', { alpha: ground === undefined });
    if (context === null) throw new MediaError('TOO_LARGE', `${name} is too large for this browser`);
    if (ground !== undefined) {
      context.fillStyle = ground;
      context.fillRect(0, 0, width!, height!);
    }
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width!, height!);
    return context.getImageData(0, 0, width!, height!);
  } finally {
    bitmap.close();
  }
}
