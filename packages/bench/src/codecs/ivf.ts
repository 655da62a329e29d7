/** An IVF file of packets, each one frame of time: the plainest container that FFmpeg reads back. */
export function ivfOf(
  packets: readonly Uint8Array[],
  fourcc: 'AV01' | 'VP90',
  width: number,
  height: number,
  fps: number,
): Uint8Array {
  const total = packets.reduce((sum, packet) => sum + 12 + packet.length, 32);
  const file = new Uint8Array(total);
  const view = new DataView(file.buffer);
  file.set(new TextEncoder().encode(`DKIF\0\0 \0${fourcc}`));
  view.setUint16(12, width, true);
  view.setUint16(14, height, true);
  view.setUint32(16, Math.round(fps * 1000), true);
  view.setUint32(20, 1000, true);
  view.setUint32(24, packets.length, true);
  let at = 32;
  for (const [index, packet] of packets.entries()) {
    view.setUint32(at, packet.length, true);
    view.setBigUint64(at + 4, BigInt(index), true);
    file.set(packet, at + 12);
    at += 12 + packet.length;
  }
  return file;
}
