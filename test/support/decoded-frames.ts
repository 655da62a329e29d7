import { Decoder, type DecodeOptions } from 'dynamics-codec';
import { nodeStills } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';

/** All frames of a stream, by the classical generators. */
export async function decodedFrames(
  bytes: Uint8Array,
  options: Pick<DecodeOptions, 'frames'> = {},
): Promise<Picture[]> {
  const decoder = await Decoder.open(bytes, { stills: nodeStills(), generator: 'classical', ...options });
  const frames: Picture[] = [];
  for await (const frame of decoder.frames()) frames.push(structuredClone(frame));
  decoder.close();
  return frames;
}
