/**
 * @file Finds the primary item of an AVIF file: the little of ISO/IEC 14496-12 (boxes) and 23008-12 (`pitm`, `iloc`)
 * that it takes to get from a still file to its AV1 bytes. Every offset is checked against the box it lies in.
 */
import { CorruptStillError } from './errors.js';

interface Box {
  readonly type: string;
  /** Offset of the box's content and of the byte after the box, in the file. */
  readonly start: number;
  readonly end: number;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readBoxes(data: DataView, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (let at = start; at < end;) {
    if (end - at < 8) throw new CorruptStillError('Expected a box header', at);
    const size = data.getUint32(at);
    const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => data.getUint8(at + i)));
    const boxEnd = size === 0 ? end : at + size;
    if (boxEnd > end || boxEnd < at + 8)
      throw new CorruptStillError(`Expected box '${type}' to end within its parent`, at);
    boxes.push({ type, start: at + 8, end: boxEnd });
    at = boxEnd;
  }
  return boxes;
}

function find(boxes: readonly Box[], type: string): Box {
  const box = boxes.find((candidate) => candidate.type === type);
  if (box === undefined) throw new CorruptStillError(`Expected a box '${type}' but found none`, 0);
  return box;
}

/** Reads big-endian numbers of 0 to 4 bytes from one box, in order. */
class BoxReader {
  private at: number;

  constructor(
    private readonly data: DataView,
    private readonly box: Box,
  ) {
    this.at = box.start;
  }

  number(bytes: number): number {
    if (bytes > 4) throw new CorruptStillError(`Expected fields of at most 4 bytes in box '${this.box.type}'`, this.at);
    if (this.at + bytes > this.box.end)
      throw new CorruptStillError(`Expected more data in box '${this.box.type}'`, this.at);
    let value = 0;
    for (let i = 0; i < bytes; i++) value = value * 256 + this.data.getUint8(this.at++);
    return value;
  }
}

function primaryItem(data: DataView, box: Box): number {
  const reader = new BoxReader(data, box);
  const version = reader.number(1);
  reader.number(3);
  return reader.number(version === 0 ? 2 : 4);
}

/** The extents (offset, length) of one item by the `iloc` box; only items stored in the file itself. */
function itemExtents(data: DataView, box: Box, item: number): { offset: number; length: number }[] {
  const reader = new BoxReader(data, box);
  const version = reader.number(1);
  reader.number(3);
  const sizes = reader.number(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  if (lengthSize === 0) throw new CorruptStillError('Expected extents with lengths', box.start);
  const items = reader.number(version < 2 ? 2 : 4);
  for (let i = 0; i < items; i++) {
    const id = reader.number(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : reader.number(2) & 15;
    reader.number(2);
    const base = reader.number(baseSize);
    const count = reader.number(2);
    const extents: { offset: number; length: number }[] = [];
    for (let k = 0; k < count; k++) {
      reader.number(indexSize);
      extents.push({ offset: base + reader.number(offsetSize), length: reader.number(lengthSize) });
    }
    if (id !== item) continue;
    if (method !== 0) throw new CorruptStillError('Expected the primary item to lie in the file itself', box.start);
    return extents;
  }
  throw new CorruptStillError('Expected a location for the primary item', box.start);
}

/**
 * The bytes of the primary item of an AVIF file: for a plain still, its AV1 sequence header and frame OBUs.
 * @throws CorruptStillError where the file is cut short or its boxes do not fit
 */
export function primaryItemData(file: Uint8Array): Uint8Array {
  const data = view(file);
  const meta = find(readBoxes(data, 0, file.length), 'meta');
  if (meta.end - meta.start < 4) throw new CorruptStillError("Expected more data in box 'meta'", meta.start);
  const boxes = readBoxes(data, meta.start + 4, meta.end);
  const extents = itemExtents(data, find(boxes, 'iloc'), primaryItem(data, find(boxes, 'pitm')));
  const total = extents.reduce((sum, extent) => sum + extent.length, 0);
  if (total > file.length) throw new CorruptStillError('Expected the primary item to fit in the file', meta.start);
  const item = new Uint8Array(total);
  let at = 0;
  for (const { offset, length } of extents) {
    if (offset + length > file.length)
      throw new CorruptStillError('Expected the primary item to fit in the file', offset);
    item.set(file.subarray(offset, offset + length), at);
    at += length;
  }
  return item;
}
