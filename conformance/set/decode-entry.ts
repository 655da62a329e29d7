import { Decoder } from 'dynamics-codec';
import { nodeStills } from '@dynamics-codec/node';
import type { EntryOptions } from './set-entry.js';

/** What the first decoder is asked for. */
export interface DecodeRequest {
  /** In frames since the stream's first. */
  readonly times: readonly number[];
  readonly options?: EntryOptions | undefined;
}

/**
 * The planes of all times by the first decoder and its classical generators, alpha of transparent streams included, or the
 * error that it throws. Its budgets are those of the format.
 */
export async function decodeEntry(
  bytes: Uint8Array,
  { times, options }: DecodeRequest,
): Promise<Uint8Array | { code?: string; group?: number }> {
  try {
    const budgets = { maxPixels: 4096 * 4096, maxSeconds: Infinity };
    const decoder = await Decoder.open(bytes, { stills: nodeStills(), ...budgets, ...options });
    const { frameRate, transparent } = decoder.info;
    const { numerator, denominator } = frameRate;
    const planes: Uint8Array[] = [];
    for (const time of times) {
      const { y, u, v, cover } = await decoder.frameAt((time * denominator) / numerator);
      planes.push(y, u, v);
      if (transparent) planes.push(cover?.alpha ?? new Uint8Array(y.length).fill(255));
    }
    decoder.close();
    return new Uint8Array(Buffer.concat(planes));
  } catch (error) {
    return error as { code?: string; group?: number };
  }
}
