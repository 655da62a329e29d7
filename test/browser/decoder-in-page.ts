/** @file The decoder for pages of tests: what it makes of a stream whose key pictures it is given. */
import { Decoder } from 'dynamics-codec';
import type { Picture } from 'dynamics-codec/picture';

/** Planes of a still in base64. */
export interface GivenStill {
  readonly y: string;
  readonly u: string;
  readonly v: string;
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/**
 * Checksums of frames.
 * @param stream its bytes in base64
 * @param stills in the order in which they are decoded
 */
export async function frameSums(
  stream: string,
  stills: readonly GivenStill[],
  times: readonly number[],
): Promise<number[]> {
  const waiting = [...stills];
  const decoder = await Decoder.open(bytesOf(stream), {
    stills: {
      decode: (_, width, height) => {
        const { y, u, v } = waiting.shift()!;
        return Promise.resolve({ width, height, y: bytesOf(y), u: bytesOf(u), v: bytesOf(v) });
      },
    },
  });
  const sums: number[] = [];
  for (const time of times) sums.push(sumOf(await decoder.frameAt(time)));
  decoder.close();
  return sums;
}

/** FNV-1a of the samples of a picture. */
export function sumOf({ y, u, v }: Picture): number {
  let sum = 0x811c9dc5;
  for (const plane of [y, u, v]) for (const sample of plane) sum = Math.imul(sum ^ sample, 0x01000193);
  return sum >>> 0;
}
