import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../test/fixtures/random.js';
import { swayingFrame } from '../../../../../test/fixtures/swaying-scene.js';
import { lumaPlane, type Plane } from '../../picture/index.js';
import { structuralDistance } from './structural-distance.js';
import { textureDistance } from './texture-distance.js';

const SIDE = 64;
const WIDE = { width: SIDE + 4, height: SIDE };
const random = seededRandom(3);
/** Texture as fine as the pixels. */
const grains: Plane = { ...WIDE, data: Float32Array.from({ length: WIDE.width * SIDE }, () => 88 + random(80)) };
const scene = lumaPlane(swayingFrame({ ...WIDE, amplitude: 0 }, 0));

/** The square of a wider plane that begins at column `x`. */
function shifted({ width, data }: Plane, x: number): Plane {
  const at = (i: number): number => data[Math.floor(i / SIDE) * width + (i % SIDE) + x]!;
  return { width: SIDE, height: SIDE, data: Float32Array.from({ length: SIDE * SIDE }, (_, i) => at(i)) };
}

/** Means over squares of `2 radius + 1` pixels, within the plane. */
function blurred({ width, height, data }: Plane, radius: number): Plane {
  const mean = (_: number, i: number): number => {
    const [x, y] = [i % width, Math.floor(i / width)];
    let [sum, count] = [0, 0];
    for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
      for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
        sum += data[v * width + u]!;
        count++;
      }
    }
    return sum / count;
  };
  return { width, height, data: data.map(mean) };
}

const constant = (width: number, height: number, level: number): Plane => ({
  width,
  height,
  data: new Float32Array(width * height).fill(level),
});

describe.each([
  { name: 'grains', wide: grains },
  { name: 'a scene', wide: scene },
])('textureDistance of $name', ({ wide }) => {
  const plane = shifted(wide, 0);

  it('is 0 for equal planes, and blind to brightness', () => {
    expect(textureDistance(plane, plane)).toBeCloseTo(0, 12);
    expect(textureDistance(plane, { ...plane, data: plane.data.map((value) => value + 40) })).toBeCloseTo(0, 3);
  });

  it('hardly sees a shift by a pixel or two, which structure does', () => {
    for (const x of [1, 2]) {
      const other = shifted(wide, x);
      expect(textureDistance(plane, other)).toBeLessThan(0.02);
      expect(textureDistance(plane, other)).toBeLessThan(0.06 * structuralDistance(plane, other));
    }
  });

  it('grows with blur', () => {
    const distances = [0, 1, 2, 4].map((radius) => textureDistance(plane, blurred(plane, radius)));
    for (let i = 1; i < distances.length; i++) expect(distances[i]!).toBeGreaterThan(1.1 * distances[i - 1]!);
    expect(distances.at(-1)!).toBeGreaterThan(0.05);
    expect(distances.at(-1)!).toBeLessThan(1);
  });

  it('is the same either way', () => {
    const other = blurred(plane, 2);
    expect(textureDistance(other, plane)).toBeCloseTo(textureDistance(plane, other), 12);
  });
});

describe('textureDistance', () => {
  it('sees texture that is gone and texture that is new alike, up to 1', () => {
    const texture = shifted(grains, 0);
    const flat = constant(SIDE, SIDE, 128);
    expect(textureDistance(texture, flat)).toBeGreaterThan(0.5);
    expect(textureDistance(flat, texture)).toBeCloseTo(textureDistance(texture, flat), 12);
    expect(textureDistance(flat, texture)).toBeLessThan(1);
  });

  it('looks at coarser octaves while they hold four windows: blur of fine texture counts less in large planes', () => {
    const small = (plane: Plane): Plane => ({
      width: 24,
      height: 24,
      data: Float32Array.from({ length: 24 * 24 }, (_, i) => plane.data[Math.floor(i / 24) * plane.width + (i % 24)]!),
    });
    const plane = shifted(grains, 0);
    const soft = blurred(plane, 1);
    expect(textureDistance(small(plane), small(soft))).toBeGreaterThan(1.2 * textureDistance(plane, soft));
  });

  it.each([1, 4, 7])('has no window in planes of %i pixels a side, and says 0', (side) => {
    const [black, white] = [constant(side, side, 0), constant(side, side, 255)];
    const mixed = { ...black, data: black.data.map((_, i) => 255 * (i % 2)) };
    for (const other of [black, white, mixed]) expect(textureDistance(black, other)).toBe(0);
  });

  it.each([8, 9, 13, 31, 32, 33])('sees texture in planes of %i pixels a side', (side) => {
    const flat = constant(side, side, 100);
    const striped = { ...flat, data: flat.data.map((_, i) => 100 + 60 * (Math.floor((i % side) / 2) % 2)) };
    expect(textureDistance(striped, striped)).toBeCloseTo(0, 12);
    expect(textureDistance(flat, striped)).toBeGreaterThan(0.5);
    expect(textureDistance(flat, striped)).toBeLessThanOrEqual(1);
  });

  it('takes planes that are narrow', () => {
    const narrow = constant(8, 80, 100);
    const striped = { ...narrow, data: narrow.data.map((value, i) => value + 60 * (i % 2)) };
    expect(textureDistance(narrow, striped)).toBeGreaterThan(0.5);
    expect(textureDistance(constant(4, 80, 0), constant(4, 80, 9))).toBe(0);
  });
});
