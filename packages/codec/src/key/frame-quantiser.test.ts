import { describe, expect, it } from 'vitest';
import { CorruptStillError } from './errors.js';
import { frameQuantiser } from './frame-quantiser.js';

/** A key payload whose frame begins with bits. */
function payloadOf(tools: number, bits: string): Uint8Array {
  const padded = bits.replaceAll(' ', '').padEnd(Math.ceil(bits.length / 8) * 8, '0');
  return Uint8Array.of(tools, ...padded.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
}

const QUANTISER = '11010000';

describe('frameQuantiser', () => {
  it('is found behind one tile', () => {
    expect(frameQuantiser(payloadOf(22, `0 0 0 1 0 0 ${QUANTISER}`), 256, 256)).toBe(208);
  });

  it('is found behind flags of screen content', () => {
    expect(frameQuantiser(payloadOf(22, `0 1 0 0 0 1 0 0 ${QUANTISER}`), 256, 256)).toBe(208);
  });

  it('is found behind several tiles of one size', () => {
    expect(frameQuantiser(payloadOf(22, `0 0 0 1 11 10 000 00 ${QUANTISER}`), 256, 256)).toBe(208);
  });

  it('is found behind tiles of listed sizes', () => {
    // Three of four columns, one, then all four rows: ns(4) 10, ns(1) nothing, ns(4) 11.
    expect(frameQuantiser(payloadOf(22, `0 0 0 0 10 11 0 00 ${QUANTISER}`), 256, 256)).toBe(208);
  });

  it('is found behind a size to show at and a narrower coded frame', () => {
    const size = '0'.repeat(32);
    expect(frameQuantiser(payloadOf(8, `0 0 1 111 1 ${size} 1 0 0 ${QUANTISER}`), 256, 256)).toBe(208);
  });

  it('ends where the header is cut short', () => {
    expect(() => frameQuantiser(Uint8Array.of(22, 0), 256, 256)).toThrow(CorruptStillError);
  });
});
