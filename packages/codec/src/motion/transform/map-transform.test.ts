import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basisPictures, type BasisPictures } from './basis-pictures.js';
import { bandSides, MapTransform } from './map-transform.js';

function noise(size: number, seed: number, gain = 1): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => gain * Math.sin(i * 12.9898 + seed * 78.233) * 3);
}

/** The cells of the picture of a coefficient, and its value there. */
function eachCell(pictures: BasisPictures, at: number, visit: (cell: number, value: number) => void): void {
  const { boxes, lines, across, down, gains, sides } = pictures;
  const [x0, y0, x1, y1] = boxes.subarray(4 * at, 4 * at + 4);
  for (let y = y0!; y <= y1!; y++)
    for (let x = x0!; x <= x1!; x++)
      visit(y * sides.widths[0]! + x, gains[at]! * lines[down[at]! + y - y0!]! * lines[across[at]! + x - x0!]!);
}

describe('bandSides', () => {
  it('halves, rounding up, until the shorter side is at most 2', () => {
    expect(bandSides(16, 9)).toEqual({ widths: [16, 8, 4, 2], heights: [9, 5, 3, 2] });
    expect(bandSides(64, 36).heights).toEqual([36, 18, 9, 5, 3, 2]);
  });

  it('does not split what is small already', () => {
    expect(bandSides(128, 2)).toEqual({ widths: [128], heights: [2] });
  });
});

describe('MapTransform', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }));

  it('gives back any map of any size', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 1000 }), ([width, height], seed) => {
        const transform = new MapTransform(width, height);
        const map = noise(width * height, seed, 10);
        const data = map.slice();
        transform.forward(data);
        transform.inverse(data);
        for (let i = 0; i < map.length; i++) expect(Math.abs(data[i]! - map[i]!)).toBeLessThan(1e-3);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [64, 36],
    [63, 37],
    [128, 128],
  ])('gives back a map of %ix%i', (width, height) => {
    const transform = new MapTransform(width, height);
    const map = noise(width * height, 3);
    const data = map.slice();
    transform.forward(data);
    transform.inverse(data);
    expect(Math.max(...data.map((value, i) => Math.abs(value - map[i]!)))).toBeLessThan(1e-4);
  });

  it('keeps a constant map in the low band alone', () => {
    const [width, height] = [37, 20];
    const transform = new MapTransform(width, height);
    const data = new Float32Array(width * height).fill(2.5);
    transform.forward(data);
    const { widths, heights } = transform.sides;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const low = x < widths.at(-1)! && y < heights.at(-1)!;
        const value = data[y * width + x]!;
        if (low) expect(value).toBeCloseTo(2.5 * transform.scales[0]!, 3);
        else expect(Math.abs(value)).toBeLessThan(1e-5);
      }
    }
  });

  it('codes a constant map of 2x2 with one low coefficient for each cell and nothing else', () => {
    const transform = new MapTransform(2, 2);
    expect(transform.levels).toBe(0);
    const data = new Float32Array(4).fill(3);
    transform.forward(data);
    expect([...data]).toEqual([3, 3, 3, 3]);
  });

  it('scales coefficients so that basis pictures have about unit energy', () => {
    const pictures = basisPictures(64, 64);
    const byLevel = new Map<number, number[]>();
    for (let at = 0; at < pictures.size; at++) {
      let energy = 0;
      eachCell(pictures, at, (_, value) => (energy += value ** 2));
      byLevel.set(pictures.levels[at]!, [...(byLevel.get(pictures.levels[at]!) ?? []), energy]);
    }
    for (const [level, energies] of byLevel) {
      // Coarse basis pictures are cut off by the borders of a map this small.
      const median = energies.sort((a, b) => a - b)[energies.length >> 1]!;
      expect(median).toBeGreaterThan(level >= 4 || level === 0 ? 0.2 : 0.8);
      expect(median).toBeLessThan(level >= 4 || level === 0 ? 2.5 : 1.25);
    }
  });
});

describe('basisPictures', () => {
  it('draw what the inverse transform draws', () => {
    const transform = new MapTransform(12, 9);
    const pictures = basisPictures(12, 9);
    const coefficients = noise(12 * 9, 5);
    const drawn = new Float32Array(12 * 9);
    for (let at = 0; at < pictures.size; at++) {
      eachCell(pictures, at, (cell, value) => (drawn[cell]! += coefficients[at]! * value));
    }
    transform.inverse(coefficients);
    for (let i = 0; i < drawn.length; i++) expect(Math.abs(drawn[i]! - coefficients[i]!)).toBeLessThan(1e-4);
  });

  it('put every coefficient once into the coding order, low band first', () => {
    const { coarseToFine, levels } = basisPictures(9, 6);
    expect([...coarseToFine].sort((a, b) => a - b)).toEqual(Array.from({ length: 54 }, (_, i) => i));
    expect(levels[coarseToFine[0]!]).toBe(0);
    expect(levels[coarseToFine.at(-1)!]).toBe(1);
  });

  it('name in the subtrees of the coarsest level every detail exactly once', () => {
    const pictures = basisPictures(13, 10);
    const { sides, subtrees, levels, size } = pictures;
    const coarsest = sides.widths.at(-1)! * sides.heights.at(-1)!;
    const details = subtrees.slice(-coarsest).flatMap((subtree) => [...subtree]);
    expect(details.sort((a, b) => a - b)).toEqual(
      Array.from({ length: size }, (_, i) => i).filter((i) => levels[i]! > 0),
    );
  });
});
