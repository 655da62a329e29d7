import type { HeaderInfo } from 'dynamics-codec/decoder';

/** Where a group lies in time, in frames. */
export interface GroupSpan {
  readonly firstFrame: number;
  readonly frames: number;
}

/** What a player knows of a stream before any picture. */
export interface StreamFacts extends HeaderInfo {
  readonly groups: readonly GroupSpan[];
}
