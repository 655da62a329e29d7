/** @file Encodes in threads for pages of tests, and the clips that they encode. */
import { encode, type EncodeOptions } from 'dynamics-codec';
import type { GroupRunner } from 'dynamics-codec/encoder';
import type { Picture } from 'dynamics-codec/picture';
import type { StillDecoder, StillEncoder } from 'dynamics-codec/key';
import { browserStills, groupThreads } from '@dynamics-codec/browser';
import { swayingClip } from '../fixtures/swaying-scene.js';

const SIDES = { width: 64, height: 64 };
const WHOLE = swayingClip({ ...SIDES, frames: 8, drift: 31 });

/** One shot, which is a group that is a whole clip, and two of them. */
export const CLIPS = {
  whole: WHOLE,
  two: [...WHOLE, ...swayingClip({ ...SIDES, frames: 9, drift: 23, seed: 7 })],
} as const satisfies Record<string, readonly Picture[]>;

/** How tests encode a clip. */
export function optionsOf(
  clip: keyof typeof CLIPS,
  stills: StillEncoder & StillDecoder,
  groups?: GroupRunner,
): EncodeOptions {
  return {
    frameRate: { numerator: 25, denominator: 1 },
    target: { bytes: 1000 },
    frameCount: CLIPS[clip].length,
    preset: 'fast',
    stills,
    ...(groups === undefined ? {} : { groups }),
  };
}

/** No key picture is encoded in the page. */
const noEncoder: StillEncoder & StillDecoder = {
  ...browserStills(),
  encode: () => Promise.reject(new TypeError('Expected key pictures to be encoded in workers')),
};

/** Workers that live. */
export async function livingWorkers(): Promise<number> {
  const { held = [] } = await navigator.locks.query();
  return held.length;
}

/**
 * The stream of a clip, by workers.
 * @param abortAt gives up when the encoder tells of this stage
 * @returns its bytes, or the name of the error, how far it was told to be, and the most workers that lived
 */
export async function encodedInThreads(clip: keyof typeof CLIPS, threads: number, abortAt?: string) {
  const start = (): Worker => new Worker('/groups/worker.js', { type: 'module' });
  const groups = groupThreads({ start, threads });
  const abort = new AbortController();
  const fractions: number[] = [];
  let [most, looking] = [0, Promise.resolve()];
  const look = async (): Promise<void> => {
    most = Math.max(most, await livingWorkers());
  };
  const options: EncodeOptions = {
    ...optionsOf(clip, noEncoder, groups),
    signal: abort.signal,
    onProgress: ({ stage, fraction }) => {
      fractions.push(fraction);
      looking = looking.then(look);
      if (stage === abortAt) abort.abort();
    },
  };
  try {
    const { bytes } = await encode(CLIPS[clip], options);
    await looking;
    return { bytes: [...bytes], fractions, most };
  } catch (error) {
    return { error: error instanceof Error ? error.name : String(error), fractions, most };
  } finally {
    groups.close();
  }
}
