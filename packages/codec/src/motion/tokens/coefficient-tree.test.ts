import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CostMeter, RangeDecoder, RangeEncoder } from '../../bitstream/index.js';
import { bandSides, type BandSides } from '../transform/map-transform.js';
import { TreeCoder } from './coefficient-tree.js';
import type { QuantisedMap } from './quantised-map.js';

function emptyMap(cells: number): QuantisedMap {
  return { x: new Int32Array(cells), y: new Int32Array(cells) };
}

function encodeMaps(sides: BandSides, maps: readonly QuantisedMap[]): Uint8Array {
  const encoder = new RangeEncoder();
  const coder = new TreeCoder(sides);
  for (const map of maps) coder.code(encoder, map);
  return encoder.finish();
}

function decodeMaps(sides: BandSides, bytes: Uint8Array, count: number): QuantisedMap[] {
  const decoder = new RangeDecoder(bytes);
  const coder = new TreeCoder(sides);
  const cells = sides.widths[0]! * sides.heights[0]!;
  return Array.from({ length: count }, () => {
    const map = emptyMap(cells);
    coder.code(decoder, map);
    return map;
  });
}

/** Maps of one size with few coefficients that are not zero; some large. */
const cases = fc
  .tuple(fc.integer({ min: 1, max: 33 }), fc.integer({ min: 1, max: 33 }), fc.integer({ min: 1, max: 4 }))
  .chain(([width, height, count]) => {
    const value = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }) },
      { weight: 1, arbitrary: fc.integer({ min: -70_000, max: 70_000 }) },
    );
    const spot = fc.tuple(fc.nat({ max: count - 1 }), fc.nat({ max: width * height - 1 }), fc.boolean(), value);
    return fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      count: fc.constant(count),
      spots: fc.array(spot, { maxLength: 60 }),
    });
  });

describe('TreeCoder', () => {
  it('decodes what it encoded, for any sides, several modes', () => {
    fc.assert(
      fc.property(cases, ({ width, height, count, spots }) => {
        const sides = bandSides(width, height);
        const maps = Array.from({ length: count }, () => emptyMap(width * height));
        for (const [mode, at, horizontal, value] of spots) maps[mode]![horizontal ? 'x' : 'y'][at] = value;
        const before = maps.map(({ x, y }) => ({ x: x.slice(), y: y.slice() }));
        const bytes = encodeMaps(sides, maps);
        expect(maps).toEqual(before);
        expect(decodeMaps(sides, bytes, count)).toEqual(before);
      }),
      { numRuns: 120 },
    );
  });

  it('decodes dense maps', () => {
    const sides = bandSides(21, 14);
    const dense = (salt: number): QuantisedMap => ({
      x: Int32Array.from({ length: 294 }, (_, i) => ((i * 7919 + salt) % 31) - 15),
      y: Int32Array.from({ length: 294 }, (_, i) => ((i * 104_729 + salt) % 301) - 150),
    });
    const maps = [dense(1), dense(5), dense(9)];
    expect(decodeMaps(sides, encodeMaps(sides, maps), 3)).toEqual(maps);
  });

  it('spends next to nothing on empty maps', () => {
    const sides = bandSides(64, 36);
    const maps = Array.from({ length: 8 }, () => emptyMap(64 * 36));
    expect(encodeMaps(sides, maps).length).toBeLessThanOrEqual(12);
  });

  it('spends less on a mode where the one before it moved', () => {
    const sides = bandSides(32, 32);
    const local = (left: number): QuantisedMap => {
      const map = emptyMap(1024);
      for (let j = 0; j < 5; j++) for (let i = 0; i < 5; i++) map.x[(17 + j) * 32 + left + i] = 2;
      return map;
    };
    const bytes = (second: QuantisedMap): number => encodeMaps(sides, [local(2), second]).length;
    expect(bytes(local(2))).toBeLessThan(bytes(local(10)));
  });

  it('is metered within a few bits of what it costs', () => {
    const sides = bandSides(32, 18);
    const map = emptyMap(32 * 18);
    for (let i = 0; i < 60; i++) map.x[(i * 37) % 576] = (i % 5) - 2;
    const meter = new CostMeter();
    new TreeCoder(sides).code(meter, map);
    expect(Math.abs(encodeMaps(sides, [map]).length * 8 - meter.bits)).toBeLessThan(16);
  });

  it('fills a map from any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const [map] = decodeMaps(bandSides(24, 17), bytes, 1);
        expect(map!.x.every((value) => Math.abs(value) <= 2 ** 21 + 6)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});
