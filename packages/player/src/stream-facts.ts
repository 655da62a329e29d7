import type { HeaderInfo } from 'dynamics-codec/decoder';

/** Where a group lies, in frames and in bytes. */
export interface GroupSpan {
  readonly firstFrame: number;
  readonly frames: number;
  /** Bytes of the stream up to its end. */
  readonly end: number;
}

/** What a player knows of a stream before any picture. */
export interface StreamFacts extends HeaderInfo {
  /** Whether all groups are known; more may follow in an open stream whose end has not come. */
  readonly complete: boolean;
  readonly groups: readonly GroupSpan[];
}
