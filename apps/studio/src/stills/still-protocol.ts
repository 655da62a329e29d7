import type { StillEncodeOptions } from 'dynamics-codec/key';
import type { Picture } from 'dynamics-codec/picture';

/** A key picture to encode. */
export interface StillRequest {
  readonly picture: Picture;
  readonly options: StillEncodeOptions;
}

/** What the stills worker can be asked. */
export interface StillApi {
  /** A key payload. */
  encode(request: StillRequest): Promise<Uint8Array>;
}
