/** @file Streams that must be refused for what stands in a header, or for where they end. */
import { MAX_GROUPS, OpenStreamWriter, parseStream } from 'dynamics-codec/bitstream';
import { writeOpenStream } from '../../test/fixtures/open-stream.js';
import { rawHeader, type RawFields } from './raw-header.js';
import { groupOf, headerOf, keyOf, streamOf, withByte } from './stream-parts.js';
import { AS_SENT, type SetEntry } from './set-entry.js';

/** Frame rates that have a code, but for that of `rate-long-form`. */
const CODED_RATES = [
  [24_000, 1001],
  [30_000, 1001],
  [60_000, 1001],
  ...[24, 30, 48, 50, 60, 10, 12, 15, 20, 120].map((rate) => [rate, 1] as const),
] as const;

/** LEB128. */
function varuint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varuint(value >> 7)];
}

const flat = { frames: 2, key: keyOf('flat') };

function refused(name: string, about: string, code: string, bytes: Uint8Array, time = 0): SetEntry {
  return { name, about, bytes, times: [time], error: { code } };
}

/** A stream of one group whose header has other bytes in some of its fields, and the right checksum. */
function withFields(fields: RawFields, table?: readonly number[], sections?: readonly number[]): Uint8Array {
  const whole = streamOf([flat]);
  const { headerLength, groups } = parseStream(whole);
  const rows = table ?? [1, flat.frames * 2, groups[0]!.length];
  return Uint8Array.from([...rawHeader(fields, rows, sections), ...whole.subarray(headerLength)]);
}

function fieldStreams(): SetEntry[] {
  const corrupt = (name: string, about: string, ...given: Parameters<typeof withFields>): SetEntry =>
    refused(name, about, 'CORRUPT_STREAM', withFields(...given));
  const unsupported = (name: string, about: string, ...given: Parameters<typeof withFields>): SetEntry =>
    refused(name, about, 'UNSUPPORTED_STREAM', withFields(...given));
  return [
    unsupported('version-2', 'Version 2.', { version: [0x20] }),
    unsupported('profile-1', 'Profile 1.', { version: [0x11] }),
    corrupt('width-63', 'A width of 63 pixels.', { width: [125] }),
    corrupt('height-48', 'A height of 48 pixels.', { height: [4] }),
    corrupt('width-4097', 'A width of 4097 pixels.', { width: [0x81, 0x40] }),
    corrupt('height-4112', 'A height of 4112 pixels.', { height: [0x80, 0x04] }),
    corrupt('side-long-form', 'A width of 64 in the form for sides that are no multiple of 16.', { width: [127] }),
    corrupt('varuint-long-form', 'A varuint with a last byte of 0.', { seed: [0x85, 0] }),
    corrupt('varuint-six-bytes', 'A varuint of six bytes.', { seed: [0x80, 0x80, 0x80, 0x80, 0x80, 1] }),
    corrupt('varuint-too-large', 'A seed of 2^31.', { seed: [0x80, 0x80, 0x80, 0x80, 8] }),
    unsupported('rate-code-15', 'Frame rate code 15.', { rate: [15] }),
    corrupt('rate-zero', 'A frame rate of 0/1.', { rate: [0, 0, 1] }),
    corrupt('rate-over-zero', 'A frame rate of 7/0.', { rate: [0, 7, 0] }),
    corrupt('rate-long-form', 'The frame rate 25/1 as a fraction.', { rate: [0, 25, 1] }),
    ...CODED_RATES.map(([numerator, denominator]) =>
      corrupt(`rate-${numerator}-${denominator}-long-form`, 'Another frame rate that has a code, as a fraction.', {
        rate: [0, ...varuint(numerator), ...varuint(denominator)],
      }),
    ),
    unsupported('matrix-3', 'Colour matrix 3.', { colour: [3] }),
    unsupported('colour-bit-5', 'A flag that is not defined.', { colour: [1 + 32] }),
    unsupported('colour-bit-7', 'Another flag that is not defined.', { colour: [1 + 128] }),
    unsupported('model-9', 'A model that is not defined.', { model: [9] }),
    unsupported('model-6', 'A reserved model.', { model: [6] }),
    corrupt('no-groups', 'A table of 0 groups.', {}, [0]),
    corrupt('too-many-groups', 'A table of 65,536 groups.', {}, [0x80, 0x80, 4]),
    corrupt('no-frames', 'A group of 0 frames.', {}, [1, 0, 30]),
    corrupt('too-many-frames', 'A group of 1025 frames.', {}, [1, 0x82, 0x10, 30]),
    corrupt('short-group', 'A group of 5 bytes.', {}, [1, 4, 5]),
    corrupt('long-group', 'A group of 2^24 + 1 bytes.', {}, [1, 4, 0x81, 0x80, 0x80, 8]),
    corrupt('sections-none', 'A list of 0 sections in the header.', { colour: [9] }, undefined, [0]),
    corrupt('sections-too-many', 'A list of 65 sections in the header.', { colour: [9] }, undefined, [
      65,
      ...Array.from({ length: 130 }, (_, i) => (i % 2 === 0 ? i : 0)),
    ]),
    corrupt(
      'sections-order',
      'Sections of the header whose ids do not ascend.',
      { colour: [9] },
      undefined,
      [2, 6, 0, 6, 0],
    ),
    corrupt('section-too-long', 'A section of 65,537 bytes.', { colour: [9] }, undefined, [1, 6, 0x81, 0x80, 4]),
    corrupt('matte-of-two-bytes', 'A matte of two bytes.', { colour: [9] }, undefined, [1, 2, 2, 90, 90]),
    unsupported(
      'section-critical',
      'A critical section of the header that nobody knows.',
      { colour: [9] },
      undefined,
      [1, 7, 1, 42],
    ),
  ];
}

function endStreams(): SetEntry[] {
  const closed = streamOf([flat, flat]);
  const open = writeOpenStream(headerOf(), [groupOf(flat), groupOf(flat)]);
  const openHead = (...head: readonly number[]): Uint8Array =>
    Uint8Array.from([...new OpenStreamWriter(headerOf()).header, ...head]);
  return [
    refused('empty', 'No bytes.', 'TRUNCATED_STREAM', new Uint8Array(0)),
    refused('magic-begun', 'Two bytes of the magic number.', 'TRUNCATED_STREAM', closed.slice(0, 2)),
    refused(
      'magic-other',
      'Another magic number.',
      'NOT_A_STREAM',
      Uint8Array.from([0x44, 0x59, 0x4f, ...closed.subarray(3)]),
    ),
    refused('magic-other-short', 'One byte that begins no stream.', 'NOT_A_STREAM', Uint8Array.of(0x45)),
    refused('header-cut', 'A header that ends in its group table.', 'TRUNCATED_STREAM', closed.slice(0, 13)),
    refused(
      'header-cut-table',
      `A table of ${MAX_GROUPS} groups in a stream of 20 bytes.`,
      'TRUNCATED_STREAM',
      Uint8Array.from([...closed.subarray(0, 10), 0xff, 0xff, 3, 4, 30, 4, 30, 4, 30, 4]),
    ),
    refused(
      'header-checksum',
      'A header whose checksum does not match.',
      'CORRUPT_STREAM',
      withByte(closed, 9, (byte) => byte ^ 4),
    ),
    refused(
      'closed-cut',
      'The last group of a closed stream that lacks its last byte.',
      'TRUNCATED_STREAM',
      closed.slice(0, -1),
      2,
    ),
    {
      name: 'closed-cut-before',
      about: 'The same stream: its first group is complete.',
      bytes: closed.slice(0, -1),
      times: [0, 1],
      ...AS_SENT,
    },
    refused('closed-and-more', 'A byte behind the last group.', 'CORRUPT_STREAM', Uint8Array.from([...closed, 0])),
    refused(
      'open-cut',
      'What lies behind the last group of an open stream without the byte of 0 at its end.',
      'TRUNCATED_STREAM',
      open.slice(0, -1),
      4,
    ),
    {
      name: 'open-cut-before',
      about: 'The same stream: its groups are complete.',
      bytes: open.slice(0, -1),
      times: [0, 3],
      ...AS_SENT,
    },
    refused(
      'open-cut-in-group',
      'The last group of an open stream that ends within it.',
      'TRUNCATED_STREAM',
      open.slice(0, -9),
      2.5,
    ),
    refused(
      'open-and-more',
      'A byte behind the end of an open stream.',
      'CORRUPT_STREAM',
      Uint8Array.from([...open, 0]),
    ),
    refused('open-no-group', 'An open stream without groups.', 'CORRUPT_STREAM', openHead(0)),
    refused('open-long-form', 'A head that is longer than it needs to be.', 'CORRUPT_STREAM', openHead(0x84, 0, 30)),
    refused('open-no-frames', 'A head of a group with sections and without frames.', 'CORRUPT_STREAM', openHead(1, 30)),
    refused('open-short-group', 'A head of a group of 5 bytes.', 'CORRUPT_STREAM', openHead(4, 5, 0, 0, 0, 0, 1)),
  ];
}

/** Streams that must be refused when they are opened. */
export function brokenHeaders(): SetEntry[] {
  return [...fieldStreams(), ...endStreams()];
}
