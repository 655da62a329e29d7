import type { HeaderInfo } from 'dynamics-codec';
import type { Picture } from 'dynamics-codec/picture';
import type { GroupScene } from 'dynamics-codec/render';

/** How a stream is to be decoded. */
export interface StreamOptions {
  /** 0 restores the key pictures at full strength, 1 shows them as they were sent. */
  readonly fidelity: number;
  /** Whether the model that a stream was made for may restore its key pictures, or the classical generator always does. */
  readonly generator: 'auto' | 'classical';
  /** Address of the folder of the neural part, with a slash at its end; left out where the page names none. */
  readonly models?: string;
}

/** Where a group lies in time, in frames. */
export interface GroupSpan {
  readonly firstFrame: number;
  readonly frames: number;
}

/** What a player knows of a stream before any picture. */
export interface StreamFacts extends HeaderInfo {
  readonly groups: readonly GroupSpan[];
}

/** A decoded group, ready to be composed. */
export interface DecodedScene {
  readonly scene: GroupScene;
  /** Frames behind the group over which it fades into the next. */
  readonly tail: number;
  /** Period of the loop in frames; 0 where the group is none. */
  readonly loopFrames: number;
  /** Whether the model of the stream has restored the key picture. */
  readonly restored: boolean;
}

/** An error as it crosses from a worker. `code` is that of the `DynamicsError`. */
export interface ErrorFacts {
  readonly code: string;
  readonly message: string;
}

/** From the page to the decoder of one stream, over a port of its own. The first message is `open`. */
export type Request =
  | { readonly type: 'open'; readonly options: StreamOptions }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'end' }
  | { readonly type: 'group'; readonly index: number }
  | { readonly type: 'close' };

/** From the decoder of one stream to the page. An `error` without a group concerns the whole stream. */
export type Reply =
  | { readonly type: 'facts'; readonly facts: StreamFacts }
  | { readonly type: 'key'; readonly index: number; readonly key: Picture }
  | { readonly type: 'group'; readonly index: number; readonly group: DecodedScene }
  /** The group again, now that the model of the stream has restored its key picture. */
  | { readonly type: 'restored'; readonly index: number; readonly group: DecodedScene }
  /** The model cannot restore the stream's key pictures; it plays without. */
  | { readonly type: 'note'; readonly error: ErrorFacts }
  | { readonly type: 'error'; readonly index: number | undefined; readonly error: ErrorFacts };

/** The first message to a worker: a port for one stream. */
export interface Invitation {
  readonly port: MessagePort;
}

/** The buffers of all typed arrays within plain data: what may be transferred instead of copied. */
export function buffersWithin(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) buffersWithin(inner, found);
  }
  return [...found];
}
