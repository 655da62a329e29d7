import { open, readFile } from 'node:fs/promises';
import { chromaSide, InvalidOptionError, type Picture, type ColourDescription } from '../picture/index.js';

/** Facts that a file of raw pictures needs beside it. */
export interface RawSize {
  readonly width: number;
  readonly height: number;
  readonly colour?: ColourDescription;
}

/** Writes pictures as raw planes, one after the other: hands decoded frames from one process to another. */
export async function writePictures(path: string, frames: readonly Picture[]): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const { y, u, v } of frames) for (const plane of [y, u, v]) await file.writeFile(plane);
  } finally {
    await file.close();
  }
}

/** Reads what {@link writePictures} wrote. @throws InvalidOptionError if the file holds no whole number of pictures */
export async function readPictures(path: string, { width, height }: RawSize): Promise<Picture[]> {
  const bytes = await readFile(path);
  const luma = width * height;
  const chroma = chromaSide(width) * chromaSide(height);
  const size = luma + 2 * chroma;
  if (bytes.length % size !== 0) throw new InvalidOptionError('length of the raw pictures', `a multiple of ${size}`, bytes.length);
  const plane = (from: number, length: number) => new Uint8Array(bytes.buffer, bytes.byteOffset + from, length);
  return Array.from({ length: bytes.length / size }, (_, i) => ({
    width,
    height,
    y: plane(i * size, luma),
    u: plane(i * size + luma, chroma),
    v: plane(i * size + luma + chroma, chroma),
  }));
}
