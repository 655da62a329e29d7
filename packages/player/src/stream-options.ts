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
  /** Address of the decoder of AV1 for browsers that hand out no planes of stills; left out where the page names none. */
  readonly av1?: string;
}

/** What the attributes say of how the stream is to be decoded. */
export function streamOptions({ fidelity, generator, models, constructor }: PlayerAttributes): StreamOptions {
  const { av1Url } = constructor as typeof PlayerAttributes;
  const saves = generator === 'auto' && savesData();
  return {
    fidelity,
    generator: saves ? 'classical' : generator,
    savesData: saves,
    ...(av1Url && { av1: new URL(av1Url, document.baseURI).href }),
    ...(models === '' ? {} : { models: new URL(models.replace(/\/?$/, '/'), document.baseURI).href }),
  };
}

/** What the attributes say of how the stream is to be fetched. */
export function fetchOptions({ crossOrigin, fetchPriority }: PlayerAttributes): FetchOptions {
  return { credentials: crossOrigin === 'use-credentials' ? 'include' : 'same-origin', priority: fetchPriority };
}
