/**
 * @file As much of the wire format of protocol buffers (protobuf.dev/programming-guides/encoding) as it takes to take a
 * message apart into fields and to put fields together again, without knowing what most of them mean.
 */
import { joinedBytes } from 'dynamics-codec/math';

/** One field of a message. */
export interface WireField {
  readonly number: number;
  /** Key and value as they stand in the message. */
  readonly whole: Uint8Array;
  /** Content of fields that have a length: strings and messages; empty for numbers. */
  readonly content: Uint8Array;
}

const [VARINT, FIXED64, LENGTH, FIXED32] = [0, 1, 2, 5];
const TEXT = new TextDecoder();

/** The fields of a message in their order; undefined where the bytes are no message. */
export function wireFields(message: Uint8Array): WireField[] | undefined {
  const fields: WireField[] = [];
  for (let at = 0; at < message.length;) {
    const begin = at;
    const key = varintAt(message, at);
    if (!key) return undefined;
    at = key.next;
    let content: Uint8Array = new Uint8Array(0);
    const kind = key.value & 7;
    if (kind === VARINT || kind === LENGTH) {
      const number = varintAt(message, at);
      if (!number) return undefined;
      at = number.next;
      if (kind === LENGTH) {
        content = message.subarray(at, at + number.value);
        at += number.value;
      }
    } else if (kind === FIXED64 || kind === FIXED32) at += kind === FIXED64 ? 8 : 4;
    else return undefined;
    if (at > message.length) return undefined;
    fields.push({ number: Math.floor(key.value / 8), whole: message.subarray(begin, at), content });
  }
  return fields;
}

/** Content of a string as text. */
export function wireText({ content }: WireField): string {
  return TEXT.decode(content);
}

/** A field that has a length: a string or a message. @param parts its content */
export function wireField(number: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = joinedBytes(parts);
  return joinedBytes([varint(8 * number + LENGTH), varint(content.length), content]);
}

function varintAt(bytes: Uint8Array, from: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let at = from, scale = 1; at < bytes.length && at < from + 10; at++, scale *= 128) {
    const byte = bytes[at]!;
    value += (byte & 127) * scale;
    if (byte < 128) return { value, next: at + 1 };
  }
  return undefined;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Uint8Array.from([...bytes, value]);
}
