import type { StillEncodeOptions } from 'dynamics-codec/key';
import type { Picture } from 'dynamics-codec/picture';

/** A key picture to encode. */
export interface StillRequest {
  readonly id: number;
  readonly picture: Picture;
  readonly options: StillEncodeOptions;
}

/** What came of a {@link StillRequest}: a key payload, or why there is none. */
export type StillReply =
  | { readonly id: number; readonly payload: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly problem: string };
