/** How a decoder is asked for pictures; see `Decoder.open`. */
export interface EntryOptions {
  readonly liveliness?: number;
  readonly fidelity?: number;
}

/** Key pictures as AV1 decodes them: nothing is restored, and nothing may differ. */
export const AS_SENT = { options: { fidelity: 1 }, exact: true } as const;

/** The error that a decoder must report. */
export interface ExpectedError {
  /** As in docs/bitstream.md, "Errors". */
  readonly code: string;
  /** The group at fault, where the error is of a group. */
  readonly group?: number;
}

/** A stream of the conformance set and what it is for. */
export interface SetEntry {
  readonly name: string;
  /** What the stream covers, one sentence. */
  readonly about: string;
  readonly bytes: Uint8Array;
  /** Times at which pictures are compared, in frames since the stream's first. */
  readonly times: readonly number[];
  /** What decoders must report instead of pictures. */
  readonly error?: ExpectedError;
  readonly options?: EntryOptions;
  /** Whether all samples are those of an AV1 decoder, so that nothing may differ. */
  readonly exact?: boolean;
  /** Every how many samples, across and down, the set keeps one; 4 where left out. */
  readonly stride?: number;
}
