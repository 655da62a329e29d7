import { describe, expect, it } from 'vitest';
import { CorruptStillError } from './errors.js';
import { readFrame } from './frame-check.js';
import { TOOL } from './sequence-header.js';

/** What libaom 3.15 writes for stills. */
const USUAL = TOOL.filterIntra | TOOL.intraEdge | TOOL.cdef;
/** Parts of a frame header, for a picture of 256x256: one tile, no changes of the quantiser, no segments. */
const FLAGS = '0 0 0';
const ONE_TILE = '1 0 0';
const QUANTISER = '11010000';
const PLAIN = '0 0 0 0 0 0';
const UNFILTERED = '000000 000000 000 0';
const CDEF = '11 00 111111000000';
const END = '1 0';
const HEADER = [FLAGS, ONE_TILE, QUANTISER, PLAIN, UNFILTERED, CDEF, END];

/** A frame whose header has these bits, closed by zero bits, and whose tiles have these bytes. */
function frameOf(parts: readonly string[], tiles: readonly number[] = [77]): Uint8Array {
  const bits = parts.join('').replaceAll(' ', '');
  const whole = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  return Uint8Array.of(...whole.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)), ...tiles);
}

/** Where a header may differ from {@link HEADER}, all of its parts. */
const VALID: readonly (readonly [string, readonly string[], number | undefined])[] = (
  [
    ['one tile and nothing unusual', HEADER],
    ['a size to show at', ['0 0 1', '1'.repeat(32), ...HEADER.slice(1)]],
    ['blocks copied within the picture, which leaves out all filters', ['0 1 0 0 1', ONE_TILE, QUANTISER, PLAIN, END]],
    [
      'changes of the quantiser by plane',
      [FLAGS, ONE_TILE, QUANTISER, '1 1111111 0 1 0000001 0 0 0', UNFILTERED, CDEF, END],
    ],
    ['matrices', [FLAGS, ONE_TILE, QUANTISER, '0 0 0 1 1111 0000 0 0', UNFILTERED, CDEF, END]],
    [
      'chroma planes that differ',
      [FLAGS, ONE_TILE, QUANTISER, '0 1 0 0 1 0000001 0 1 1111 0000 1111 0 0', UNFILTERED, CDEF, END],
      USUAL | TOOL.separateUv,
    ],
    [
      'segments with all features',
      [
        FLAGS,
        ONE_TILE,
        QUANTISER,
        `0 0 0 0 1${' 1 011111111 1 1000000 1 1000000 1 1000000 1 1000000 1 101 1 1'.repeat(8)} 0`,
        UNFILTERED,
        CDEF,
        END,
      ],
    ],
    ['quantisers by block, filters too', [FLAGS, ONE_TILE, QUANTISER, '0 0 0 0 0 1 11 1 10 1', UNFILTERED, CDEF, END]],
    [
      'filters',
      [FLAGS, ONE_TILE, QUANTISER, PLAIN, `000001 000000 111111 000001 111 1 1${' 1 1000000'.repeat(10)}`, CDEF, END],
    ],
    [
      'eight strengths of CDEF',
      [FLAGS, ONE_TILE, QUANTISER, PLAIN, UNFILTERED, `00 11${' 111111000000'.repeat(8)}`, END],
    ],
    ['no loss, and so no filters', [FLAGS, ONE_TILE, '00000000', '0 0 0 0 0', '0']],
    [
      'no loss in a narrower frame, which is restored',
      ['0 0 1 111 0', ONE_TILE, '00000000', '0 0 0 0 0', '01 00 00 1 1', '0'],
      TOOL.superres | TOOL.restoration,
    ],
    [
      'restoration of luma and chroma',
      [FLAGS, ONE_TILE, QUANTISER, PLAIN, UNFILTERED, '01 10 00 1 0 1', END],
      TOOL.restoration,
    ],
    [
      'restoration in large superblocks',
      [FLAGS, ONE_TILE, QUANTISER, PLAIN, UNFILTERED, '01 00 00 1', END],
      TOOL.restoration | TOOL.superblock128,
    ],
  ] as readonly (readonly [string, readonly string[], number?])[]
).map(([name, parts, tools]) => [name, parts, tools]);

describe('a frame of a still', () => {
  it.each(VALID)('may have %s', (_, parts, tools = USUAL) => {
    expect(() => readFrame(frameOf(parts), 256, 256, tools)).not.toThrow();
  });

  it.each(VALID)('is refused where it is cut short or goes on in its last byte: %s', (_, parts, tools = USUAL) => {
    const header = frameOf(parts, []);
    for (let length = 0; length <= header.length; length++)
      expect(() => readFrame(header.subarray(0, length), 256, 256, tools)).toThrow(CorruptStillError);
    const bits = parts.join('').replaceAll(' ', '').length;
    if (bits % 8 === 0) return;
    const whole = frameOf(parts);
    whole[header.length - 1]! |= 1;
    expect(() => readFrame(whole, 256, 256, tools)).toThrow(/zero bits/);
  });

  const FOUR = '1 10 10 00 01';
  const inFour = [FLAGS, FOUR, QUANTISER, PLAIN, UNFILTERED, CDEF, END];

  it('may have several tiles that fill it', () => {
    const tiles = [2, 0, 9, 8, 7, 0, 0, 6, 0, 0, 5, 4];
    const frame = frameOf(inFour, [0, ...tiles]);
    expect(() => readFrame(frame, 256, 256, USUAL)).not.toThrow();
  });

  it.each([
    ['not all tiles are in', [128, 2, 0, 9, 8, 7, 0, 0, 6, 0, 0, 5, 4]],
    ['bits between header and tiles are set', [1, 2, 0, 9, 8, 7, 0, 0, 6, 0, 0, 5, 4]],
    ['a tile reaches beyond its end', [0, 9, 0, 9, 8, 7]],
    ['the last tile is empty', [0, 0, 0, 9, 0, 0, 9, 0, 0, 9]],
    ['sizes of tiles are cut short', [0, 0]],
  ])('is refused where %s', (_, tiles) => {
    expect(() => readFrame(frameOf(inFour, tiles), 256, 256, USUAL)).toThrow(CorruptStillError);
  });

  it('is refused where contexts come from a tile that is not there', () => {
    // Three tiles across, one down: number 3 of 0 to 2.
    const three = [FLAGS, '0 00 0 1 11 01', QUANTISER, PLAIN, UNFILTERED, CDEF, END];
    expect(() => readFrame(frameOf(three, [0]), 256, 64, USUAL)).toThrow(/contexts/);
  });

  it('is refused where more tiles are listed than AV1 allows', () => {
    const rows = '0'.repeat(200);
    expect(() => readFrame(frameOf([FLAGS, '0', rows]), 64, 4160, USUAL)).toThrow(CorruptStillError);
  });
});
