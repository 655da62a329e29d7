import { baseName } from './wording.js';

/** A stream that is offered to be saved and shown elsewhere. */
export interface NamedStream {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** File name with `.dync`. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Whether a model restores its key pictures. */
  readonly learned: boolean;
}

/** Words for who does not see the picture, to begin with: the name of the file. Escaped. */
export function altOf(name: string): string {
  const words = baseName(name).replace(/[-_]+/g, ' ').trim();
  return words.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}
