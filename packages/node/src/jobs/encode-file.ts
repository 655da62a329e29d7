import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { encode, type Encoded, type EncodeOptions, type EncodeProgress, type RateTarget } from 'dynamics-codec';
import { NEWEST_MODEL } from 'dynamics-codec/generator';
import type { VideoSource } from 'dynamics-codec/source';
import { GROUP_THREAD, groupThreads } from '../groups/group-threads.js';
import { nodeNetworks } from '../media/node-networks.js';
import { nodeStills } from '../media/node-still.js';
import { openVideo } from '../media/open.js';
import { DEFAULT_BITRATE, type EncodeSettings } from './encode-settings.js';

/** How {@link encodeFile} runs. */
export interface EncodeFileOptions {
  readonly signal?: AbortSignal;
  /** Threads that encode; those of the machine when left out. The stream is the same for any number. */
  readonly threads?: number | undefined;
  /** Told of the source as soon as it is open. */
  readonly onSource?: (source: SourceFacts) => void;
  readonly onProgress?: (progress: EncodeProgress) => void;
}

/** Facts of an opened source that reports name. */
export type SourceFacts = Pick<VideoSource, 'width' | 'height' | 'frameRate' | 'colour' | 'hasAudio' | 'notes'>;

/** A stream, and what it was made of. */
export interface EncodedFile extends Encoded {
  readonly source: SourceFacts;
}

/**
 * Encodes a video as settings say. Nothing is written.
 * @param input as of `openVideo`
 * @throws as `openVideo` and `encode`
 */
export async function encodeFile(
  input: string,
  settings: EncodeSettings,
  { signal, threads, onSource, onProgress }: EncodeFileOptions = {},
): Promise<EncodedFile> {
  const source = await openVideo(input, { ...openingOf(settings), ...(signal === undefined ? {} : { signal }) });
  try {
    onSource?.(source);
    const { close, ...workers } = encodersOf(settings, threads);
    try {
      const options: EncodeOptions = {
        ...encodeOptionsOf(settings, source),
        ...workers,
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(source.frameCount === undefined ? {} : { frameCount: source.frameCount }),
      };
      const encoded = await encode(source.frames(), options);
      signal?.throwIfAborted();
      return { ...encoded, source };
    } finally {
      close();
    }
  } finally {
    await source.close();
  }
}

/** The part of the settings that `openVideo` takes. */
export function openingOf({ start, startNumber, frames, fps, size, background }: EncodeSettings) {
  return {
    ...(start === undefined ? {} : { start }),
    ...(startNumber === undefined ? {} : { startNumber }),
    ...(frames === undefined ? {} : { frames }),
    ...(fps === undefined ? {} : { fps }),
    ...(size === undefined ? {} : { size }),
    ...(background === undefined ? {} : { background }),
  };
}

/** The part of the settings that `encode` takes, for a source that is open. */
export function encodeOptionsOf(
  settings: EncodeSettings,
  { frameRate, colour }: Pick<SourceFacts, 'frameRate' | 'colour'>,
): EncodeOptions {
  const { preset, without, groupLimit, seed, maxPixels, maxSeconds } = settings;
  return {
    frameRate,
    colour,
    target: targetOf(settings),
    stills: nodeStills(),
    maxPixels,
    maxSeconds,
    ...(preset === undefined ? {} : { preset }),
    ...(without === undefined ? {} : { without }),
    ...(isLearned(settings) ? { modelId: NEWEST_MODEL } : {}),
    ...(groupLimit === undefined ? {} : { groupLimit }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** What encodes groups, to be closed: threads, or this one where only one is wanted or their module was not built. */
export function encodersOf(
  settings: EncodeSettings,
  threads = availableParallelism(),
): Pick<EncodeOptions, 'groups' | 'networks'> & { readonly close: () => void } {
  const learned = isLearned(settings);
  if (threads > 1 && existsSync(GROUP_THREAD)) {
    const groups = groupThreads({ learned, threads });
    return { groups, close: () => groups.close() };
  }
  return { ...(learned ? { networks: nodeNetworks() } : {}), close: () => undefined };
}

function isLearned({ generator }: EncodeSettings): boolean {
  return generator !== 'classical';
}

function targetOf({ bitrate, bytes, quality }: EncodeSettings): RateTarget {
  if (bytes !== undefined) return { bytes };
  if (quality !== undefined) return { quality };
  return { bitrate: bitrate ?? DEFAULT_BITRATE };
}
