import { open, readdir, stat } from 'node:fs/promises';
import { constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { MAX_SIDE, pictureFromRgb, type FrameRate, type Picture } from 'dynamics-codec/picture';
import { MediaError, throwIfAborted } from 'dynamics-codec/source';
import { assumedMatrix, type TimedPicture, type TimedSource } from 'dynamics-codec/source';

const PATTERN = /%(0?)(\d{0,2})d/;
const PATTERN_PARTS = /%0?\d{0,2}d/;

/** Whether a name stands for numbered pictures, like `frame_%04d.png`. Names of other formats may hold percent signs. */
export function isSequencePattern(name: string): boolean {
  const file = basename(name);
  return file.toLowerCase().endsWith('.png') && PATTERN.test(file);
}

/**
 * The name of one picture of a sequence.
 * @param pattern a name for which {@link isSequencePattern} holds
 */
export function sequenceName(pattern: string, index: number): string {
  const file = basename(pattern).replace(PATTERN, (_, zero: string, digits: string) =>
    String(index).padStart(Number(digits) || 0, zero ? '0' : ' '),
  );
  return join(dirname(pattern), file);
}

/** The number that a file's name has in a pattern; undefined where the name does not match. */
export function sequenceNumber(pattern: string, name: string): number | undefined {
  const [before = '', after = ''] = basename(pattern).split(PATTERN_PARTS);
  if (!name.startsWith(before) || !name.endsWith(after)) return undefined;
  const digits = name.slice(before.length, name.length - after.length).trim();
  const number = /^\d{1,15}$/.test(digits) ? Number(digits) : NaN;
  return basename(sequenceName(pattern, number)) === name ? number : undefined;
}

/** Pictures that make up a clip, in order. */
interface Sequence {
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

/**
 * The pictures of a folder or a pattern in order; a file that exists is itself, whatever its name looks like. Of a
 * pattern: consecutive numbers from the first that exists. Of a folder: every `.png`, ordered by the numbers in the
 * names. Hidden files, whose names begin with a dot, do not count.
 * @throws MediaError `MISSING_FILE` or `NO_FRAMES`
 */
export async function listSequence(input: string): Promise<string[]> {
  return [...(await findSequence(input, undefined)).files];
}

async function findSequence(input: string, startNumber: number | undefined): Promise<Sequence> {
  if (await isFile(input)) return { files: [input], notes: [] };
  const pattern = isSequencePattern(input);
  const folder = pattern ? dirname(input) : input;
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    throw new MediaError('MISSING_FILE', `The folder "${folder}" does not exist or cannot be read`, { cause });
  }
  return pattern ? numberedPictures(input, names, startNumber) : picturesOfFolder(input, names);
}

function picturesOfFolder(folder: string, names: readonly string[]): Sequence {
  const pictures = names.filter((name) => !name.startsWith('.') && name.toLowerCase().endsWith('.png'));
  if (pictures.length === 0) throw new MediaError('NO_FRAMES', `The folder "${folder}" holds no .png pictures`);
  pictures.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return { files: pictures.map((name) => join(folder, name)), notes: [] };
}

function numberedPictures(pattern: string, names: readonly string[], startNumber: number | undefined): Sequence {
  const numbers = new Set<number>();
  for (const name of names) {
    const number = sequenceNumber(pattern, name);
    if (number !== undefined) numbers.add(number);
  }
  const first = startNumber ?? [...numbers].reduce((least, number) => Math.min(least, number), Infinity);
  if (!numbers.has(first)) {
    const missing =
      startNumber === undefined ? `No picture matches "${pattern}"` : `"${pattern}" has no picture ${first}`;
    throw new MediaError('NO_FRAMES', missing);
  }
  const files: string[] = [];
  for (let number = first; numbers.has(number); number++) files.push(sequenceName(pattern, number));
  const gap = first + files.length;
  const beyond = [...numbers].filter((number) => number > gap).length;
  return { files, notes: beyond === 0 ? [] : [gapNote(gap, files.length, beyond)] };
}

function gapNote(gap: number, before: number, beyond: number): string {
  const read = before === 1 ? 'the picture before it is' : `the ${before} pictures before it are`;
  const left = beyond === 1 ? 'the one after it is' : `the ${beyond} after it are`;
  return `has no picture ${gap}: ${read} read, ${left} left out (give the folder to read all of them, or a start number to begin after the gap)`;
}

/** Whether `input` is an existing file, whatever its name looks like. */
export async function isFile(input: string): Promise<boolean> {
  return stat(input).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

/** Whether a PNG holds one picture: whether its data begins before any word of animation (`acTL`; PNG 3, section 11.3.6). */
export async function isStillPng(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(1 << 16);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    for (let at = 8; at + 8 <= bytesRead; at += 12 + head.readUInt32BE(at)) {
      const chunk = head.toString('latin1', at + 4, at + 8);
      if (chunk === 'acTL' || chunk === 'IDAT') return chunk === 'IDAT';
    }
    return true;
  } finally {
    await file.close();
  }
}

/**
 * Opens numbered pictures as a video.
 * @param startNumber number of the first picture of a pattern; the lowest there is when left out
 * @throws MediaError, InvalidOptionError
 */
export async function openPngSequence(
  input: string,
  rate: FrameRate,
  startNumber: number | undefined,
  signal?: AbortSignal,
): Promise<TimedSource> {
  const { files, notes } = await findSequence(input, startNumber);
  const first = await readPng(files[0]!);
  const step = rate.denominator / rate.numerator;
  async function* pictures(from: number): AsyncGenerator<TimedPicture, void, undefined> {
    for (let index = Math.max(0, Math.floor(from / step + 1e-6)); index < files.length; index++) {
      throwIfAborted(signal);
      const picture = index === 0 ? first : await readPng(files[index]!);
      if (picture.width !== first.width || picture.height !== first.height) {
        throw new MediaError(
          'UNSUPPORTED',
          `"${files[index]!}" is ${picture.width}x${picture.height}, but the first picture is ${first.width}x${first.height}`,
        );
      }
      yield { picture, time: index * step, duration: step };
    }
  }
  return {
    width: first.width,
    height: first.height,
    frameRate: rate,
    duration: files.length * step,
    colour: { matrix: assumedMatrix(first.height), range: 'limited' },
    hasAudio: false,
    container: 'png',
    codec: 'png',
    notes,
    startTime: 0,
    pictures,
    close: () => Promise.resolve(),
  };
}

/** More bytes than the picture of the largest size needs without any compression, with room for what else a PNG may hold. */
const MAX_PNG_BYTES = 8 * MAX_SIDE * MAX_SIDE + (1 << 24);
const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/**
 * The bytes of a file that is a PNG by its content, whatever its name: what decodes them would take other formats too,
 * some of which run for minutes or read other files.
 */
async function pngBytes(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const entry = await file.stat();
    if (!entry.isFile()) throw new MediaError('MISSING_FILE', `"${path}" is no file`);
    const head = Buffer.alloc(SIGNATURE.length);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    if (bytesRead === 0) throw new MediaError('NO_FRAMES', `"${path}" is empty`);
    if (!head.equals(SIGNATURE)) {
      throw new MediaError(
        'UNSUPPORTED',
        `"${path}" is no PNG, whatever its name says; numbered pictures must be PNGs`,
      );
    }
    if (entry.size > MAX_PNG_BYTES) {
      throw new MediaError('TOO_LARGE', `"${path}" has ${entry.size} bytes; a PNG may have at most ${MAX_PNG_BYTES}`);
    }
    const bytes = Buffer.alloc(entry.size);
    let length = 0;
    while (length < bytes.length) {
      const part = await file.read(bytes, length, bytes.length - length, length);
      if (part.bytesRead === 0) break;
      length += part.bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

async function readPng(path: string): Promise<Picture> {
  try {
    const image = sharp(await pngBytes(path), { limitInputPixels: MAX_SIDE * MAX_SIDE });
    const { width, height } = await image.metadata();
    if (width > MAX_SIDE || height > MAX_SIDE) {
      throw new MediaError('TOO_LARGE', `"${path}" is ${width}x${height}; sides may have at most ${MAX_SIDE} pixels`);
    }
    const { data } = await image
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return pictureFromRgb(data, width, height, 4);
  } catch (cause) {
    if (cause instanceof MediaError) throw cause;
    throw new MediaError('TRUNCATED', `The picture "${path}" is damaged`, { cause });
  }
}
