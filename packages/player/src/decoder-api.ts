import type { Context } from '@dynamics-codec/workers';
import type { Picture } from 'dynamics-codec/picture';
import type { GroupScene } from 'dynamics-codec/render';
import type { PartAddresses } from './decoder-parts.js';
import type { StreamFacts } from './stream-facts.js';
import type { StreamOptions } from './stream-options.js';

/** A decoded group, ready to be composed. */
export interface PlayableScene {
  readonly scene: GroupScene;
  /** Frames behind the group over which it fades into the next. */
  readonly tail: number;
  /** Period of the loop in frames; 0 where the group is none. */
  readonly loopFrames: number;
  /** Whether the model of the stream has restored the key picture. */
  readonly restored: boolean;
}

/** Names a stream: a number that the page gives. */
export interface OfStream {
  readonly stream: number;
}

/** What the page asks of the decoder, which serves any number of streams. All errors have the code of a `DynamicsError`. */
export interface DecoderApi {
  /** Does nothing, as soon as it can. */
  hello(): void;
  /** Begins a stream, tells its facts once they are known, again whenever an open one has grown, and lasts until the call is given up, which ends the stream. */
  open(
    of: OfStream & { readonly options: StreamOptions; readonly parts: PartAddresses },
    context: Context<StreamFacts>,
  ): Promise<void>;
  /**
   * More bytes of a stream; none where it ends. Lasts until the next ones are wanted.
   * @returns whether any may still be
   */
  feed(of: OfStream & { readonly bytes?: Uint8Array }): Promise<boolean>;
  /** A group once its bytes are there; its key picture is told of before. */
  group(of: OfStream & { readonly index: number }, context: Context<Picture>): Promise<PlayableScene>;
  /**
   * A group that was there before, now that the model of the stream has restored its key picture; `undefined` where it was
   * restored already or there is no model.
   * @throws ModelError where the model cannot be used; the stream plays without
   */
  restored(of: OfStream & { readonly index: number }): Promise<PlayableScene | undefined>;
}
