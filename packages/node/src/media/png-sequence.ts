import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sharp from 'sharp';
import { MAX_SIDE, pictureFromRgb, type FrameRate, type Picture } from 'dynamics-codec/picture';
import { MediaError, throwIfAborted } from 'dynamics-codec/source';
import { assumedMatrix, type TimedPicture, type TimedSource } from 'dynamics-codec/source';

const PATTERN = /%(0?)(\d{0,2})d/;

/** Whether a name stands for numbered pictures, like `frame_%04d.png`. */
export function isSequencePattern(name: string): boolean {
  return PATTERN.test(basename(name));
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

/**
 * The pictures of a folder or a pattern in order. Of a pattern: consecutive numbers from the first that exists. Of a
 * folder: every `.png`, ordered by the numbers in the names.
 * @throws MediaError `MISSING_FILE` or `NO_FRAMES`
 */
export async function listSequence(input: string): Promise<string[]> {
  const pattern = isSequencePattern(input);
  const folder = pattern ? dirname(input) : input;
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    throw new MediaError('MISSING_FILE', `The folder "${folder}" does not exist or cannot be read`, { cause });
  }
  if (!pattern) {
    const pictures = names.filter((name) => name.toLowerCase().endsWith('.png'));
    if (pictures.length === 0) throw new MediaError('NO_FRAMES', `The folder "${input}" holds no .png pictures`);
    return pictures.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).map((name) => join(folder, name));
  }
  const present = new Set(names);
  const matcher = new RegExp(`^${basename(input).split(PATTERN_PARTS).map(escapeRegExp).join('\\s*(\\d+)')}$`);
  const numbers = names.flatMap((name) => (matcher.exec(name)?.[1] ? [Number(matcher.exec(name)![1])] : []));
  let index =
    numbers.length === 0
      ? NaN
      : Math.min(
          ...numbers.slice(0, 1),
          numbers.reduce((a, b) => Math.min(a, b)),
        );
  const list: string[] = [];
  while (present.has(basename(sequenceName(input, index)))) list.push(sequenceName(input, index++));
  if (list.length === 0) throw new MediaError('NO_FRAMES', `No picture matches "${input}"`);
  return list;
}

const PATTERN_PARTS = /%0?\d{0,2}d/;

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Whether `input` is an existing folder. */
export async function isFolder(input: string): Promise<boolean> {
  return stat(input).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/**
 * Opens numbered pictures as a video of 25 frames per second unless another rate is asked for.
 * @throws MediaError
 */
export async function openPngSequence(input: string, rate: FrameRate, signal?: AbortSignal): Promise<TimedSource> {
  const files = await listSequence(input);
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
    notes: [],
    startTime: 0,
    pictures,
    close: () => Promise.resolve(),
  };
}

async function readPng(path: string): Promise<Picture> {
  try {
    const image = sharp(path, { limitInputPixels: MAX_SIDE * MAX_SIDE });
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
    throw new MediaError('TRUNCATED', `The picture "${path}" is damaged or no PNG`, { cause });
  }
}
