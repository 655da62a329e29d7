import type { StreamInfo } from 'dynamics-codec';
import type { Picture, Plane } from 'dynamics-codec/picture';
import type { Context } from '@dynamics-codec/workers';

/** Everything that animating a photograph in the tab needs. */
export interface AnimateOrder {
  readonly picture: Picture;
  /** What may move, of any size: 0 stands still, 255 moves; all of it where `undefined`. */
  readonly mask: Plane | undefined;
  readonly strength: number;
  readonly seconds: number;
  readonly seed: number;
  /** Quality of the still, 1 to 100. */
  readonly quality: number;
  /** Whether decoders shall draw with the learned model. */
  readonly learned: boolean;
  /** Address of the neural part. */
  readonly models: string;
}

/** A photograph that moves. */
export interface AnimateResult {
  readonly stream: Uint8Array<ArrayBuffer>;
  readonly info: StreamInfo;
}

/** Stages in order: fetching the networks, asking what would move, encoding the picture. */
export type AnimateStage = 'loading' | 'guessing' | 'encoding';

/** What the animate worker can be asked. */
export interface AnimateApi {
  animate(order: AnimateOrder, context: Context<AnimateStage>): Promise<AnimateResult>;
}
