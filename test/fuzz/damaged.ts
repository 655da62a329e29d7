/** An integer from 0 to below the bound. */
export type Random = (below: number) => number;

/** A copy with `edits` random bytes replaced, bits flipped, runs moved, taken out, put in or filled. */
export function damaged(bytes: Uint8Array, edits: number, random: Random): Uint8Array {
  let out = bytes.slice();
  for (let i = 0; i < edits && out.length > 1; i++) {
    const at = random(out.length);
    const run = 1 + random(12);
    const kind = random(8);
    if (kind === 0) out[at] = random(256);
    else if (kind === 1) out[at]! ^= 1 << random(8);
    else if (kind === 2) out.copyWithin(random(out.length), at, at + run);
    else if (kind === 3) out.fill(random(2) * 255, at, at + run);
    else if (kind === 4) out = Uint8Array.of(...out.subarray(0, at), ...out.subarray(at + run));
    else if (kind === 5) out = Uint8Array.of(...out.subarray(0, at), ...out.subarray(0, run), ...out.subarray(at));
    else if (kind === 6 && random(6) === 0) out = out.slice(0, at);
    else new DataView(out.buffer).setUint8(at, [0, 1, 127, 128, 254, 255][random(6)]!);
  }
  return out;
}
