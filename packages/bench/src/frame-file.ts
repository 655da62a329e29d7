import { open, readFile } from 'node:fs/promises';
import type { FrameSamples, Size } from '@dynamics-codec/metrics';
import { chromaSide, InvalidOptionError } from 'dynamics-codec/picture';

/** Writes frames as raw planes, one after the other: hands decoded frames from one process to another. */
export async function writeFrames(path: string, frames: readonly FrameSamples[]): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const { y, u, v } of frames) for (const plane of [y, u, v]) await file.writeFile(plane);
  } finally {
    await file.close();
  }
}

/** Reads what {@link writeFrames} wrote. @throws InvalidOptionError if the file holds no whole number of frames */
export async function readFrames(path: string, { width, height }: Size): Promise<FrameSamples[]> {
  const bytes = await readFile(path);
  const luma = width * height;
  const chroma = chromaSide(width) * chromaSide(height);
  const size = luma + 2 * chroma;
  if (bytes.length % size !== 0)
    throw new InvalidOptionError('length of the raw frames', `a multiple of ${size}`, bytes.length);
  const plane = (from: number, length: number) => new Uint8Array(bytes.buffer, bytes.byteOffset + from, length);
  return Array.from({ length: bytes.length / size }, (_, i) => ({
    width,
    height,
    y: plane(i * size, luma),
    u: plane(i * size + luma, chroma),
    v: plane(i * size + luma + chroma, chroma),
  }));
}

/** Writes frames as YUV4MPEG2, which external encoders read. @param rate frames per second as a fraction */
export async function writeY4m(
  path: string,
  frames: readonly FrameSamples[],
  rate: { readonly numerator: number; readonly denominator: number },
): Promise<void> {
  const { width, height } = frames[0]!;
  const file = await open(path, 'w');
  try {
    await file.writeFile(`YUV4MPEG2 W${width} H${height} F${rate.numerator}:${rate.denominator} Ip A1:1 C420mpeg2\n`);
    for (const { y, u, v } of frames) {
      await file.writeFile('FRAME\n');
      for (const plane of [y, u, v]) await file.writeFile(plane);
    }
  } finally {
    await file.close();
  }
}
