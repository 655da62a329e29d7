import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../picture/index.js';
import { CorruptStillError } from './errors.js';
import { joinGrain, splitGrain } from './grain-byte.js';
import { rebuildObus } from './payload.js';

describe('grain byte', () => {
  it('comes back with the still', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 127 }),
        fc.uint8Array({ minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 255 }),
        (switches, frame, grain) => {
          const still = Uint8Array.of(switches, ...frame);
          const payload = joinGrain(still, grain);
          expect(splitGrain(payload)).toEqual({ still, grain });
          expect(payload.length - still.length).toBe(grain === 0 ? 0 : 1);
        },
      ),
    );
  });

  it('leaves payloads without grain as they are', () => {
    const still = Uint8Array.of(22, 1, 2, 3);
    expect(joinGrain(still, 0)).toBe(still);
    expect(splitGrain(still).still).toBe(still);
  });

  it('is no still for a decoder that does not know it', () => {
    expect(() => rebuildObus(joinGrain(Uint8Array.of(22, 1, 2, 3), 9), 64, 64)).toThrow(CorruptStillError);
  });

  it('is refused where it is announced and missing', () => {
    for (const bytes of [[128], [255, 0], [150, 0, 1, 2]])
      expect(() => splitGrain(Uint8Array.from(bytes))).toThrow(CorruptStillError);
  });

  it('is refused for codes out of range and for what is no still', () => {
    for (const code of [-1, 256, 1.5]) expect(() => joinGrain(Uint8Array.of(22, 1), code)).toThrow(InvalidOptionError);
    for (const bytes of [[], [128, 1]]) expect(() => joinGrain(Uint8Array.from(bytes), 1)).toThrow(InvalidOptionError);
  });
});
