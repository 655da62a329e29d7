import { ModelError } from './errors.js';

/** What a model does: all that a decoder needs to know of it that runs no network itself. */
export interface ModelParts {
  /** Id in the header of streams that were made for it. */
  readonly id: number;
  /** Whether it makes hints dense; the classical generator does where not. */
  readonly motion: boolean;
}

/**
 * All models, by rising id. Each restores key pictures and draws motion by a network. An id never changes its meaning: a
 * better network gets a new one. Models 1 to 6 had networks that no release had.
 */
export const MODEL_PARTS: readonly ModelParts[] = [
  { id: 7, motion: false },
  { id: 8, motion: true },
];

/** What the model of an id does; `undefined` where this version knows none. */
export function modelParts(id: number): ModelParts | undefined {
  return MODEL_PARTS.find((model) => model.id === id);
}

/**
 * Most pixels of a picture that networks are run for: 1920x1080 and a little. What they cost grows with the pixels, and at
 * this size it is some 7 seconds of a processor's core natively and 60 in WebAssembly.
 */
export const MAX_LEARNED_PIXELS = 2 ** 21;

/** Refuses pictures that networks are not run for: the classical generators stand in. @throws ModelError `TOO_LARGE` */
export function assertLearnedSize({ width, height }: { readonly width: number; readonly height: number }): void {
  if (width * height > MAX_LEARNED_PIXELS)
    throw new ModelError(
      'TOO_LARGE',
      `Expected a picture of at most ${MAX_LEARNED_PIXELS} pixels for a model but received ${width}x${height}`,
    );
}
