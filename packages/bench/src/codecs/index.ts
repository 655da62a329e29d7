import { InvalidOptionError } from 'dynamics-codec/picture';
import type { BenchCodec } from '../codec.js';
import { conventionalCodecs } from './conventional.js';
import { dyncCodec } from './dync.js';
import { vvcCodec } from './vvc.js';

/** Names of the codecs that the bench knows, ours first. */
export const CODEC_IDS = ['dync', 'dync-sent', 'dync-classical', 'vvc', 'x265', 'svtav1', 'vp9'] as const;

/**
 * The codecs of these names, in this order.
 * @param anchors folder of VVC streams made beforehand
 * @throws InvalidOptionError for other names
 */
export async function codecsOf(ids: readonly string[], anchors: string | undefined): Promise<BenchCodec[]> {
  const all = [
    await dyncCodec('learned'),
    await dyncCodec('sent'),
    await dyncCodec('classical'),
    await vvcCodec(anchors),
    ...(await conventionalCodecs()),
  ];
  return ids.map((id) => {
    const codec = all.find((entry) => entry.id === id);
    if (!codec) throw new InvalidOptionError('codecs', `names out of ${CODEC_IDS.join(', ')}`, id);
    return codec;
  });
}
