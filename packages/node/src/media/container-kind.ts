/** Containers that are told by their first bytes. */
export type ContainerKind = 'isobmff' | 'matroska' | 'gif' | 'webp' | 'y4m' | 'png' | 'jpeg' | 'avi' | 'unknown';

/** Tells a container from its first bytes. */
export function containerKind(head: Uint8Array): ContainerKind {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length).toString('latin1');
  if (text.startsWith('YUV4MPEG2 ')) return 'y4m';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (text.startsWith('RIFF') && text.startsWith('AVI ', 8)) return 'avi';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x1a\x45\xdf\xa3')) return 'matroska';
  if (/^(ftyp|moov|mdat|free|wide|skip|styp)/.test(text.slice(4, 8))) return 'isobmff';
  return 'unknown';
}
