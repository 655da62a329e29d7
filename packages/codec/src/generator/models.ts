import { ModelError } from './errors.js';
import { MODEL_PARTS } from './model-parts.js';
import { sha256 } from './sha256.js';

/** A network that comes with this package. */
export interface ModelFile {
  /** Name of its file. */
  readonly file: string;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** A network that restores key pictures. */
export interface AppearanceFile extends ModelFile {
  /** Planes of noise that it draws texture from. */
  readonly noise: number;
}

/** The networks that streams are made for. An id never changes its meaning: a better network gets a new one. */
export interface Model {
  /** Id in the header of streams that were made for it. */
  readonly id: number;
  /** Restores key pictures. */
  readonly appearance: AppearanceFile;
  /** Makes hints dense; the classical generator does where left out. */
  readonly motion?: ModelFile;
  /** Draws motion that is not sent. */
  readonly prior: ModelFile;
}

const APPEARANCE_3: AppearanceFile = {
  noise: 4,
  file: 'appearance-3.onnx',
  bytes: 2_594_643,
  sha256: '8e06959d16cdd33a2f4e894685ea5bb5b10a2ed095b628340423b6f55e1aebd0',
};

const MOTION_1: ModelFile = {
  file: 'motion-1.onnx',
  bytes: 1_247_531,
  sha256: '30b6dfbd0e7e6a6c322d361efec19f40bb2374adf7b6e6a812aff7c4e3678423',
};

const PRIOR_1: ModelFile = {
  file: 'prior-1.onnx',
  bytes: 2_740_902,
  sha256: 'b6fcf0131bc2e4959817868640ee72712bb3252f31ee9317639c587373e9970d',
};

/** The network that guesses statistics of motion from a picture; the encoder's, so it is of no model. */
export const STATISTICS_FILE: ModelFile = {
  file: 'statistics-1.onnx',
  bytes: 1_194_017,
  sha256: '9867cefecf1b24a25a46fa6ddf98a22ddbdb2dfdeaafaf2d192d44c669c8f048',
};

/** All networks. Their cards are in packages/models/cards. */
export const MODEL_FILES: readonly ModelFile[] = [APPEARANCE_3, MOTION_1, PRIOR_1, STATISTICS_FILE];

/** All models, by rising id. */
export const MODELS: readonly Model[] = MODEL_PARTS.map(({ id, motion }) => ({
  id,
  appearance: APPEARANCE_3,
  ...(motion && { motion: MOTION_1 }),
  prior: PRIOR_1,
}));

/** The model of an id; `undefined` where this version knows none. */
export function modelOf(id: number): Model | undefined {
  return MODELS.find((model) => model.id === id);
}

/** Id of the model that restores key pictures and draws motion as another does, and makes hints dense by the classical generator. */
export function withoutMotion(id: number): number {
  const model = modelOf(id);
  const plain = MODELS.find(
    ({ appearance, motion, prior }) =>
      appearance === model?.appearance && prior === model.prior && motion === undefined,
  );
  return plain?.id ?? id;
}

/** Id of the model that new streams are made for where the learned generators are wanted. */
export const NEWEST_MODEL = Math.max(...MODELS.map(({ id }) => id));

/** Id of the model that new streams without modes are made for: nothing in them could be made dense by filters. */
export const DRAWING_MODEL = withoutMotion(NEWEST_MODEL);

/**
 * Makes sure that a file is the model it should be.
 * @param digest SHA-256 in hexadecimal digits, where a quicker one is at hand
 * @throws ModelError `BAD_MODEL`
 */
export function assertModel(
  { file, bytes: length, sha256: expected }: ModelFile,
  bytes: Uint8Array,
  digest: (bytes: Uint8Array) => string = sha256,
): void {
  if (bytes.length === length && digest(bytes) === expected) return;
  throw new ModelError(
    'BAD_MODEL',
    `Expected the model "${file}" of ${length} bytes with its checksum but received another file of ${bytes.length} bytes; take the one of this version of the package`,
  );
}
