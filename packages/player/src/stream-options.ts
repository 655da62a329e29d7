import type { PlayerAttributes } from './attributes.js';
import { savesData } from './data-saving.js';
import type { FetchOptions } from './stream-source.js';

/** How a stream is to be decoded. */
export interface StreamOptions {
  /** 0 restores the key pictures at full strength, 1 shows them as they were sent. */
  readonly fidelity: number;
  /** Whether the model that a stream was made for may restore its key pictures, or the classical generator always does. */
  readonly generator: 'auto' | 'classical';
  /** Whether `generator` is `classical` only because the user saves data. */
  readonly savesData: boolean;
  /** Address of the folder of the neural part, with a slash at its end; left out where the page names none. */
  readonly models?: string;
}

/** What the attributes say of how the stream is to be decoded. */
export function streamOptions({ fidelity, generator, models }: PlayerAttributes): StreamOptions {
  const saves = generator === 'auto' && savesData();
  return {
    fidelity,
    generator: saves ? 'classical' : generator,
    savesData: saves,
    ...(models === '' ? {} : { models: new URL(models.replace(/\/?$/, '/'), document.baseURI).href }),
  };
}

/** What the attributes say of how the stream is to be fetched. */
export function fetchOptions({ crossOrigin, fetchPriority }: PlayerAttributes): FetchOptions {
  return { credentials: crossOrigin === 'use-credentials' ? 'include' : 'same-origin', priority: fetchPriority };
}
