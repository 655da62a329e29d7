import { ModelError } from './errors.js';
import { sha256 } from './sha256.js';

/** A model that comes with this package. An id never changes its meaning: a better model gets a new one. */
export interface ModelFile {
  /** Id in the header of streams that were made for it. */
  readonly id: number;
  /** Name of its file. */
  readonly file: string;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** All models, by rising id. Their cards are in `models/`. */
export const MODELS: readonly ModelFile[] = [
  { id: 1, file: 'appearance-1.onnx', bytes: 2_390_379, sha256: '1e8b248b0d375a98353979d249e02411c972fbe7eeb84918c7a88bdb0afaa969' },
  { id: 2, file: 'appearance-2.onnx', bytes: 2_390_379, sha256: '5e9a2290a0e4bc0abfc2865bc90aa305ea025eac22fa7217d651aaf48b235a6f' },
];

/** The model of an id; `undefined` where this version knows none. */
export function modelOf(id: number): ModelFile | undefined {
  return MODELS.find((model) => model.id === id);
}

/** Id of the model that new streams are made for where the learned generators are wanted. */
export const NEWEST_MODEL = Math.max(...MODELS.map(({ id }) => id));

/** Makes sure that a file is the model it should be. @throws ModelError `BAD_MODEL` */
export function assertModel({ file, bytes: length, sha256: expected }: ModelFile, bytes: Uint8Array): void {
  if (bytes.length === length && sha256(bytes) === expected) return;
  throw new ModelError('BAD_MODEL', `Expected the model "${file}" of ${length} bytes with its checksum but received another file of ${bytes.length} bytes; take the one of this version of the package`);
}
