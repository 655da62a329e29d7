import { describe, expect, it } from 'vitest';
import { bandSpectra } from './band-spectra.js';
import { frechetDistance } from './frechet-distance.js';
import { Moments } from './moments.js';
import { NumpyNormal } from './numpy-normal.js';
import { octaveDistance } from './octave-distance.js';
import { readOnnxGraph, tensorsNeeded } from './onnx-part.js';
import { joinedBytes } from 'dynamics-codec/math';
import { wireField, wireFields, wireText } from './protobuf.js';

describe('random numbers', () => {
  it('are those of numpy.random.RandomState(seed).randn', () => {
    const zero = new NumpyNormal(0);
    const first = Array.from({ length: 1000 }, () => zero.next());
    const known = [1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458, 1.8675579901499675];
    for (const [i, value] of known.entries()) expect(first[i]).toBeCloseTo(value, 14);
    expect(first[999]).toBeCloseTo(-0.35811407547985674, 14);
    const other = new NumpyNormal(4294967295);
    expect(other.next()).toBeCloseTo(OTHER[0], 14);
    expect(other.next()).toBeCloseTo(OTHER[1], 14);
  });
});

/** `numpy.random.RandomState(2**32 - 1).randn(2)` */
const OTHER = [0.6484086742306527, 0.6693235306338161] as const;

function momentsOf(vectors: readonly (readonly number[])[]): Moments {
  const size = vectors[0]!.length;
  const moments = new Moments(size);
  for (const vector of vectors) moments.addDifference(Float32Array.from(vector), new Float32Array(size), 0);
  return moments;
}

describe('moments', () => {
  it.each([2, 3, 4, 5, 9])('are mean and covariance of %i vectors, read at any time', (count) => {
    const vectors = Array.from({ length: count }, (_, i) => [i, (i * i) % 5, 3 - i]);
    const moments = momentsOf(vectors.slice(0, 1));
    moments.mean();
    for (const vector of vectors.slice(1)) moments.addDifference(Float32Array.from(vector), new Float32Array(3), 0);
    const mean = [0, 1, 2].map((k) => vectors.reduce((sum, vector) => sum + vector[k]!, 0) / count);
    const covariance = moments.covariance();
    for (let i = 0; i < 3; i++) {
      expect(moments.mean()[i]).toBeCloseTo(mean[i]!, 12);
      for (let j = 0; j < 3; j++) {
        const sum = vectors.reduce((all, vector) => all + (vector[i]! - mean[i]!) * (vector[j]! - mean[j]!), 0);
        expect(covariance[3 * i + j]).toBeCloseTo(sum / (count - 1), 12);
      }
    }
  });
});

describe('Frechet distance', () => {
  const spread = [
    [1, 0],
    [-1, 0],
    [0, 2],
    [0, -2],
  ];
  const original = momentsOf(spread);

  it('is 0 for the same, 1 for what does not change, and the square of a shift', () => {
    expect(frechetDistance(original, momentsOf(spread))).toBeCloseTo(0, 9);
    expect(frechetDistance(original, momentsOf(spread.map(() => [0, 0])))).toBeCloseTo(1, 9);
    const shifted = momentsOf(spread.map(([x = 0, y = 0]) => [x + 3, y]));
    // The trace of the covariance is (2 + 8) / 3.
    expect(frechetDistance(original, shifted)).toBeCloseTo(9 / (10 / 3), 9);
  });

  it('compares roots of variances where axes are the same', () => {
    const twice = momentsOf(spread.map(([x = 0, y = 0]) => [2 * x, 2 * y]));
    expect(frechetDistance(original, twice)).toBeCloseTo(1, 9);
  });
});

describe('band spectra', () => {
  const side = 48;
  /** Stripes of 2 pi / 0.5 pixels whose strength swings with so many periods in 32 frames. */
  const stripes = (periods: number) =>
    Array.from({ length: 48 }, (_, t) => ({
      width: side,
      height: side,
      data: Uint8Array.from({ length: side * side }, (__, i) =>
        Math.round(128 + 80 * Math.cos(0.5 * (i % side)) * Math.cos((2 * Math.PI * periods * t) / 32)),
      ),
    }));
  const cells = 9;

  it.each([
    { periods: 1, octave: 0 },
    { periods: 3, octave: 2 },
    { periods: 4, octave: 2 },
    { periods: 7, octave: 3 },
    { periods: 12, octave: 4 },
  ])('have most power in the octave of $periods periods', ({ periods, octave }) => {
    const power = bandSpectra(stripes(periods));
    expect(power).toHaveLength(2 * 5 * cells);
    const byOctave = Array.from({ length: 5 }, (_, k) => power[k * cells + 4]!);
    expect(byOctave.indexOf(Math.max(...byOctave))).toBe(octave);
  });

  it('have the power of a sine that a difference of Gaussians lets through', () => {
    const power = bandSpectra(stripes(12));
    const passed = Math.exp(-(0.5 ** 2) / 2) - Math.exp(-((2 * 0.5) ** 2) / 2);
    // A swing of 80 has a mean square of 80^2 / 2 in time, and half of that over the stripes.
    const expected = (80 * passed) ** 2 / 4;
    expect(power[4 * cells + 4]! / expected).toBeGreaterThan(0.9);
    expect(power[4 * cells + 4]! / expected).toBeLessThan(1.1);
  });
});

describe('distance in octaves', () => {
  it('weighs places by their strength and does not count what is below the noise', () => {
    expect(octaveDistance(Float64Array.of(1, 4), Float64Array.of(2, 8), 0)).toEqual({
      distance: expect.closeTo(1, 12) as number,
      ratio: expect.closeTo(2, 12) as number,
    });
    expect(octaveDistance(Float64Array.of(2, 8), Float64Array.of(4, 4), 0).ratio).toBeCloseTo(
      2 ** ((Math.sqrt(6) - Math.sqrt(12)) / (Math.sqrt(6) + Math.sqrt(12))),
      12,
    );
    expect(octaveDistance(Float64Array.of(0, 0), Float64Array.of(0, 0), 0.1)).toEqual({ distance: 0, ratio: 1 });
  });
});

describe('part of a network', () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const node = (operation: string, inputs: readonly string[], output: string) =>
    wireField(
      1,
      ...inputs.map((name) => wireField(1, text(name))),
      wireField(2, text(output)),
      wireField(4, text(operation)),
    );
  const model = joinedBytes([
    Uint8Array.of(8, 8),
    wireField(
      7,
      node('Conv', ['x', 'weights'], 'a'),
      node('Relu', ['a'], 'b'),
      node('Relu', ['y'], 'c'),
      node('Add', ['b', 'c'], 'sum'),
      wireField(5, wireField(8, text('weights')), wireField(9, new Uint8Array(300))),
      wireField(5, wireField(8, text('others'))),
      ...['x', 'y', 'weights'].map((name) => wireField(11, wireField(1, text(name)))),
      wireField(12, wireField(1, text('sum'))),
    ),
  ]);
  const graph = readOnnxGraph(model)!;

  it('knows what tensors are made from', () => {
    expect(graph.inputs).toEqual(['x', 'y']);
    expect(graph.nodes.map(({ operation }) => operation)).toEqual(['Conv', 'Relu', 'Relu', 'Add']);
    expect([...tensorsNeeded(graph.nodes, ['b'])].sort()).toEqual(['a', 'b', 'weights', 'x']);
  });

  it('holds the nodes and weights that its outputs need, and no others', () => {
    const part = readOnnxGraph(graph.part(['b']))!;
    expect(part.inputs).toEqual(['x']);
    expect(part.nodes.map(({ outputs }) => outputs)).toEqual([['a'], ['b']]);
    const fields = wireFields(wireFields(graph.part(['b']))!.find(({ number }) => number === 7)!.content)!;
    expect(fields.filter(({ number }) => number === 5)).toHaveLength(1);
    const outputs = fields.filter(({ number }) => number === 12);
    expect(outputs.map(({ content }) => wireText(wireFields(content)![0]!))).toEqual(['b']);
  });

  it('is not found in bytes that are no message', () => {
    for (const bytes of [[0xff], [0x3a, 5, 1], [0x0b], [0x08], Array<number>(12).fill(0xff)])
      expect(readOnnxGraph(Uint8Array.from(bytes))).toBeUndefined();
  });
});
