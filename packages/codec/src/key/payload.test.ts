import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DynamicsError } from '../picture/index.js';
import { buildAvif } from './avif.js';
import { CorruptStillError, UnsupportedStillError } from './errors.js';
import { rebuildObus, stripAvif, stripObus } from './payload.js';
import { levelIndex, readSequenceHeader, writeSequenceHeader } from './sequence-header.js';

/** What libaom 3.15 wrote for a 256x256 still, effort 4. */
const AOM_HEADER = Uint8Array.from(Buffer.from('181dffffda2021a0d080', 'hex'));
const AOM_TOOLS = 0b10110;

/** The header of one frame of 256x256 pixels with these switches (see `frame-check.test.ts`), then what may be a tile. */
const FRAME_HEADER = [0b00010011, 0b01000000, 0, 0, 0, 0, 0];
const FRAME = Uint8Array.of(...FRAME_HEADER, ...Array.from({ length: 300 }, (_, i) => (i * 37) & 255));
const PAYLOAD = Uint8Array.of(AOM_TOOLS, ...FRAME);

describe('sequence header', () => {
  it('is bit for bit what libaom writes', () => {
    expect(readSequenceHeader(AOM_HEADER, 256, 256)).toBe(AOM_TOOLS);
    expect(writeSequenceHeader(256, 256, AOM_TOOLS)).toEqual(AOM_HEADER);
  });

  it('gives back its switches at any size', () => {
    const side = fc.integer({ min: 1, max: 4096 });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 0, max: 127 }), (width, height, tools) => {
        expect(readSequenceHeader(writeSequenceHeader(width, height, tools), width, height)).toBe(tools);
      }),
    );
  });

  it('refuses another size, bit depth, or range, and film grain', () => {
    const header = writeSequenceHeader(256, 256, 0);
    expect(() => readSequenceHeader(header, 256, 240)).toThrow(UnsupportedStillError);
    const flipped = (bit: number): Uint8Array =>
      header.map((byte, i) => (i === bit >> 3 ? byte ^ (128 >> (bit & 7)) : byte));
    const [highBitDepth, monochrome, range, filmGrain] = [40, 41, 67, 71];
    for (const bit of [0, 3, 4, highBitDepth, monochrome, range, filmGrain]) {
      expect(() => readSequenceHeader(flipped(bit), 256, 256)).toThrow(UnsupportedStillError);
    }
    expect(() => readSequenceHeader(header.subarray(0, 6), 256, 256)).toThrow(CorruptStillError);
  });

  it('names the lowest level that admits the size', () => {
    expect([levelIndex(256, 256), levelIndex(512, 512), levelIndex(1920, 1080), levelIndex(4096, 4096)]).toEqual([
      0, 1, 8, 16,
    ]);
  });
});

describe('payload', () => {
  it('comes back from OBUs and from an AVIF file', () => {
    expect(stripObus(rebuildObus(PAYLOAD, 256, 256), 256, 256)).toEqual(PAYLOAD);
    expect(stripAvif(buildAvif(PAYLOAD, 333, 4095), 333, 4095)).toEqual(PAYLOAD);
  });

  it('costs one byte besides the frame', () => {
    const file = buildAvif(PAYLOAD, 256, 256);
    expect(PAYLOAD.length - FRAME.length).toBe(1);
    expect(file.length - PAYLOAD.length).toBe(280);
  });

  it('is refused when empty, without a frame, or with unknown switches', () => {
    for (const bytes of [[], [0], [128, 1, 2]]) {
      expect(() => rebuildObus(Uint8Array.from(bytes), 64, 64)).toThrow(CorruptStillError);
    }
  });

  it('is refused where its frame is not well formed, coming and going', () => {
    const nonsense = Uint8Array.of(0x16, 1, 2);
    expect(() => rebuildObus(nonsense, 256, 256)).toThrow(CorruptStillError);
    const unit = rebuildObus(PAYLOAD, 256, 256);
    unit[unit.length - FRAME.length + FRAME_HEADER.length - 1] = 1;
    expect(() => stripObus(unit, 256, 256)).toThrow(CorruptStillError);
  });

  it('holds one frame only', () => {
    const unit = rebuildObus(PAYLOAD, 256, 256);
    const frame = unit.subarray(14);
    expect(() => stripObus(Uint8Array.of(...unit, ...frame), 256, 256)).toThrow(UnsupportedStillError);
    expect(() => stripObus(unit.subarray(0, 14), 256, 256)).toThrow(UnsupportedStillError);
  });

  it('is never made from a broken file without a typed error', () => {
    const file = buildAvif(PAYLOAD, 256, 256);
    const attempt = (bytes: Uint8Array): void => {
      try {
        stripAvif(bytes, 256, 256);
      } catch (error) {
        expect(error).toBeInstanceOf(DynamicsError);
      }
    };
    for (let length = 0; length < file.length; length++) {
      expect(() => stripAvif(file.subarray(0, length), 256, 256)).toThrow(DynamicsError);
    }
    for (let bit = 0; bit < file.length * 8; bit++) {
      const damaged = file.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      attempt(damaged);
    }
    const edits = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(edits, (changes) => {
        const damaged = file.slice();
        for (const [at, value] of changes) damaged[at] = value;
        attempt(damaged);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('padding', () => {
  it('is no part of a key payload', () => {
    const padded = rebuildObus(Uint8Array.of(...PAYLOAD, 0, 0, 1), 256, 256);
    padded[padded.length - 1] = 0;
    expect(stripObus(padded, 256, 256)).toEqual(PAYLOAD);
  });

  it('is refused in one, as there is one encoding', () => {
    expect(() => rebuildObus(Uint8Array.of(...PAYLOAD, 0), 256, 256)).toThrow(CorruptStillError);
    expect(() => buildAvif(Uint8Array.of(...PAYLOAD, 0), 256, 256)).toThrow(CorruptStillError);
  });
});
