import { rebuildObus } from './payload.js';
import { levelIndex } from './sequence-header.js';

const TEMPORAL_DELIMITER_BYTES = 2;
const ITEM_ID = 1;

function u16(value: number): number[] {
  return [(value >> 8) & 255, value & 255];
}

function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value)];
}

function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

function box(type: string, ...content: readonly number[][]): number[] {
  const bytes = content.flat();
  return [...u32(8 + bytes.length), ...ascii(type), ...bytes];
}

function fullBox(type: string, version: number, flags: number, ...content: readonly number[][]): number[] {
  return box(type, [version, 0, 0, flags], ...content);
}

function metaBox(width: number, height: number, dataOffset: number, dataLength: number): number[] {
  const handler = fullBox('hdlr', 0, 0, u32(0), ascii('pict'), u32(0), u32(0), u32(0), [0]);
  const primary = fullBox('pitm', 0, 0, u16(ITEM_ID));
  const location = fullBox(
    'iloc',
    0,
    0,
    [0x44, 0],
    u16(1),
    u16(ITEM_ID),
    u16(0),
    u16(1),
    u32(dataOffset),
    u32(dataLength),
  );
  const info = fullBox('iinf', 0, 0, u16(1), fullBox('infe', 2, 0, u16(ITEM_ID), u16(0), ascii('av01'), [0]));
  const properties = box(
    'ipco',
    fullBox('ispe', 0, 0, u32(width), u32(height)),
    fullBox('pixi', 0, 0, [3, 8, 8, 8]),
    box('av1C', [0x81, levelIndex(width, height), 0b00001100, 0]),
    box('colr', ascii('nclx'), u16(1), u16(13), u16(6), [0x80]),
  );
  const essential = 0x80;
  const association = fullBox('ipma', 0, 0, u32(1), u16(ITEM_ID), [4, 1, 2, essential | 3, 4]);
  return fullBox('meta', 0, 0, handler, primary, location, info, box('iprp', properties, association));
}

/**
 * A minimal AVIF file of a key payload, for whatever shows stills but takes no bare AV1: an `<img>`, a viewer, a poster.
 * Its colours are tagged as full-range BT.601 with sRGB primaries and transfer.
 * @param width,height size of the picture in pixels
 * @throws CorruptStillError where the payload holds no frame
 */
export function buildAvif(payload: Uint8Array, width: number, height: number): Uint8Array {
  const item = rebuildObus(payload, width, height).subarray(TEMPORAL_DELIMITER_BYTES);
  const type = box('ftyp', ascii('avif'), u32(0), ascii('avifmif1miaf'));
  const metaLength = metaBox(width, height, 0, item.length).length;
  const dataOffset = type.length + metaLength + 8;
  const head = [...type, ...metaBox(width, height, dataOffset, item.length), ...u32(8 + item.length), ...ascii('mdat')];
  const file = new Uint8Array(head.length + item.length);
  file.set(head);
  file.set(item, head.length);
  return file;
}
