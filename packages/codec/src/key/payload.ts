/**
 * @file The key payload: what is left of an AV1 still when everything that the stream already says is taken away.
 *
 *     byte 0    switches of the sequence header (see `sequence-header.ts`), 0 to 127
 *     byte 1-   content of the one frame OBU (frame header and tile data), to the end of the payload
 *
 * Against an AVIF file that saves the container boxes, the sequence header, and the headers and sizes of the OBUs: 266
 * bytes of a file with a 3 KB frame (256x256, libheif 1.23). One frame OBU is all a payload can hold, so
 * there is no way to smuggle in a second frame, another size, or film grain.
 */
import { CorruptStillError, UnsupportedStillError } from './errors.js';
import { readFrame } from './frame-check.js';
import { primaryItemData } from './isobmff.js';
import { readSequenceHeader, writeSequenceHeader } from './sequence-header.js';

const OBU_SEQUENCE_HEADER = 1;
const OBU_TEMPORAL_DELIMITER = 2;
const OBU_FRAME = 6;
const OBU_PADDING = 15;
const HAS_SIZE = 2;
const MAX_TOOLS = 127;

interface Obu {
  readonly type: number;
  readonly content: Uint8Array;
}

/** Splits a temporal unit of AV1 into its OBUs (specification 5.3). */
function readObus(data: Uint8Array): Obu[] {
  const obus: Obu[] = [];
  for (let at = 0; at < data.length;) {
    const header = data[at]!;
    if ((header & 0x80) !== 0) throw new CorruptStillError('Expected an OBU header', at);
    let start = at + ((header & 4) === 0 ? 1 : 2);
    let end = data.length;
    if ((header & HAS_SIZE) !== 0) {
      const size = readLeb128(data, start);
      start = size.next;
      end = start + size.value;
    }
    if (start > data.length || end > data.length)
      throw new CorruptStillError('Expected an OBU to end within the still', at);
    obus.push({ type: (header >> 3) & 15, content: data.subarray(start, end) });
    at = end;
  }
  return obus;
}

function readLeb128(data: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const byte = data[start + i];
    if (byte === undefined) break;
    value += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { value, next: start + i + 1 };
  }
  throw new CorruptStillError('Expected a size of at most four bytes', start);
}

function leb128(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    bytes.push(rest < 128 ? rest : (rest & 127) | 128);
    if (rest < 128) return bytes;
  }
}

/**
 * The key payload of an AVIF file, as an encoder wrote it.
 * @param file an AVIF file with one 8-bit 4:2:0 BT.601 full-range still of `width` x `height` pixels
 * @throws CorruptStillError where the file cannot be read
 * @throws UnsupportedStillError where the still is not of that kind
 */
export function stripAvif(file: Uint8Array, width: number, height: number): Uint8Array {
  return stripObus(primaryItemData(file), width, height);
}

/**
 * The key payload of a bare AV1 temporal unit with one still in it. Parameters and errors as of {@link stripAvif}.
 */
export function stripObus(unit: Uint8Array, width: number, height: number): Uint8Array {
  const obus = readObus(unit).filter((obu) => obu.type !== OBU_TEMPORAL_DELIMITER && obu.type !== OBU_PADDING);
  const [sequence, frame, ...others] = obus;
  if (sequence?.type !== OBU_SEQUENCE_HEADER || frame?.type !== OBU_FRAME || others.length > 0) {
    throw new UnsupportedStillError('Expected one AV1 sequence header and one frame in the still');
  }
  const content = withoutPadding(frame.content);
  const tools = readSequenceHeader(sequence.content, width, height);
  readFrame(content, width, height, tools);
  const payload = new Uint8Array(1 + content.length);
  payload[0] = tools;
  payload.set(content, 1);
  return payload;
}

/** The content of a frame without zero bytes at its end: AV1 reads as many there as it likes, so none is needed. */
function withoutPadding(content: Uint8Array): Uint8Array {
  let length = content.length;
  while (length > 1 && content[length - 1] === 0) length--;
  return content.subarray(0, length);
}

/**
 * Undoes {@link stripObus}: the AV1 temporal unit (temporal delimiter, sequence header, frame) of a key payload, for any
 * AV1 decoder. Its coded size is always `width` x `height`: nothing in a payload can change it.
 * @throws CorruptStillError where the payload holds no frame that is well formed, unknown switches, or zero bytes at its end
 */
export function rebuildObus(payload: Uint8Array, width: number, height: number): Uint8Array {
  const tools = payload[0];
  if (tools === undefined || payload.length < 2) throw new CorruptStillError('Expected a frame in the key payload', 0);
  if (tools > MAX_TOOLS)
    throw new CorruptStillError(`Expected at most ${MAX_TOOLS} for the switches of the key payload`, 0);
  if (payload[payload.length - 1] === 0)
    throw new CorruptStillError('Expected no padding in the key payload', payload.length - 1);
  const sequence = writeSequenceHeader(width, height, tools);
  const frame = payload.subarray(1);
  readFrame(frame, width, height, tools);
  const head = [
    (OBU_TEMPORAL_DELIMITER << 3) | HAS_SIZE,
    0,
    (OBU_SEQUENCE_HEADER << 3) | HAS_SIZE,
    ...leb128(sequence.length),
    ...sequence,
    (OBU_FRAME << 3) | HAS_SIZE,
    ...leb128(frame.length),
  ];
  const unit = new Uint8Array(head.length + frame.length);
  unit.set(head);
  unit.set(frame, head.length);
  return unit;
}
