import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { writeWholeFile } from '@dynamics-codec/node';
import { InvalidOptionError } from 'dynamics-codec/picture';
import { loadClip } from '../clip.js';
import { codecsOf } from '../codecs/index.js';
import { ownCodec } from '../compare.js';
import { pictureOf } from '../frame-samples.js';
import type { BenchClip, BenchPoint, BenchResults } from '../results.js';
import { chooseShown } from './choose.js';
import { clipSection, pageMarkup, type ClipPictures } from './page.js';

/** Options of {@link writeReport}. */
export interface ReportOptions {
  /** Bits per second that the players show; the middle one of the bench when left out. */
  readonly bitrate?: number;
  /** Folder of VVC streams, as in the bench. */
  readonly anchors?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number, stage: string) => void;
}

/** All videos of a report may have this many bytes together, so that the file stays below 30 MB in base64. */
const VIDEO_BUDGET = 17e6;
const CLIP_BUDGET = 2e6;

/**
 * Writes the results as one HTML file that holds everything it needs and opens from the file system. Clips and streams
 * are read again for the pictures; where a clip is gone, or a codec is no longer the one that was measured, the figures
 * stand without pictures.
 * @throws MediaError if the file cannot be written
 */
export async function writeReport(results: BenchResults, path: string, options: ReportOptions = {}): Promise<void> {
  const bitrate = options.bitrate ?? results.bitrates[results.bitrates.length >> 1]!;
  const budget = Math.min(CLIP_BUDGET, VIDEO_BUDGET / Math.max(1, results.clips.length));
  const sections: string[] = [];
  for (const [index, clip] of results.clips.entries()) {
    options.signal?.throwIfAborted();
    options.onProgress?.(index / results.clips.length, clip.id);
    const pictures = await picturesOf(results, clip, bitrate, options).catch(() => undefined);
    sections.push(await clipSection(results, clip, pictures, budget));
  }
  await writeWholeFile(path, new TextEncoder().encode(pageMarkup(results, sections, await playerScript())));
}

/** The player as one classic script, as the build leaves it beside this code; `undefined` where it was not built. */
async function playerScript(): Promise<string | undefined> {
  const script = await readFile(
    createRequire(import.meta.url).resolve('@dynamics-codec/player/inline.js'),
    'utf8',
  ).catch(() => undefined);
  return script?.replaceAll('</script', '<\\/script');
}

async function picturesOf(
  results: BenchResults,
  clip: BenchClip,
  bitrate: number,
  { anchors, signal }: ReportOptions,
): Promise<ClipPictures | undefined> {
  const shown = chooseShown(clip, ownCodec(results), bitrate);
  if (!shown) return undefined;
  const original = await loadClip(clip, clip.frames, signal);
  const decode = async (point: BenchPoint) => {
    const codec = (await codecsOf([point.codec], anchors))[0]!;
    const measured = results.codecs.find(({ id }) => id === point.codec)?.cacheKey;
    if (codec.cacheKey !== measured)
      throw new InvalidOptionError('the codec of the results', String(measured), codec.cacheKey);
    const frames = await codec.decode(point.stream, original, { id: point.setting, text: point.text, values: {} });
    return frames.map((frame) => pictureOf(frame, original.colour));
  };
  const panels = [original.frames, await decode(shown.ours), ...(shown.rival ? [await decode(shown.rival)] : [])];
  return { shown, frameRate: original.frameRate, panels, stream: await readFile(shown.ours.stream) };
}
