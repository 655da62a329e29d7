/**
 * @file What of a conventional stream counts as bytes: everything a decoder needs, and nothing else. Start codes,
 * access unit delimiters and supplemental messages (HEVC, VVC), temporal delimiters (AV1) and containers do not; parameter
 * sets and sequence headers do. This is generous to the anchors: our own streams count with every byte of the file.
 */

/** Streams of NAL units. */
export type NalSyntax = 'hevc' | 'vvc';

/** NAL unit types that carry no picture data: HEVC AUD, SEI (Rec. H.265, table 7-1), VVC AUD, SEI (Rec. H.266, table 5). */
const IDLE_TYPES: Readonly<Record<NalSyntax, ReadonlySet<number>>> = {
  hevc: new Set([35, 39, 40]),
  vvc: new Set([20, 23, 24]),
};

/** Bytes that count in an Annex B stream. */
export function nalPayloadBytes(stream: Uint8Array, syntax: NalSyntax): number {
  let sum = 0;
  for (const [from, to] of nalUnits(stream)) {
    const type = syntax === 'hevc' ? (stream[from]! >> 1) & 63 : stream[from + 1]! >> 3;
    if (!IDLE_TYPES[syntax].has(type)) sum += to - from;
  }
  return sum;
}

/** Start and end of each NAL unit, without start codes and the zero bytes around them. */
export function nalUnits(stream: Uint8Array): [number, number][] {
  const starts: number[] = [];
  for (let i = 0; i + 2 < stream.length; i++) {
    if (stream[i] === 0 && stream[i + 1] === 0 && stream[i + 2] === 1) {
      starts.push(i + 3);
      i += 2;
    }
  }
  return starts.map((from, index): [number, number] => {
    let to = index + 1 < starts.length ? starts[index + 1]! - 3 : stream.length;
    while (to > from && stream[to - 1] === 0) to--;
    return [from, to];
  });
}

/** Bytes of AV1 open bitstream units in low-overhead format, without temporal delimiters. */
export function obuPayloadBytes(packet: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < packet.length;) {
    const header = packet[at]!;
    const type = (header >> 3) & 15;
    let next = at + 1 + ((header >> 2) & 1);
    let size = packet.length - next;
    if ((header & 2) !== 0) {
      size = 0;
      for (let shift = 0; next < packet.length; shift += 7) {
        const byte = packet[next++]!;
        size |= (byte & 127) << shift;
        if (byte < 128) break;
      }
    }
    if (type !== 2) sum += Math.min(next + size, packet.length) - at;
    at = next + size;
  }
  return sum;
}
