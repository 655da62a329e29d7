import { describe, expect, it } from 'vitest';
import { RangeDecoder, RangeEncoder } from '../../bitstream/index.js';
import { basisPictures } from '../transform/basis-pictures.js';
import type { Flow } from '../flow/index.js';
import { TreeCoder } from './coefficient-tree.js';
import type { FlowMetric } from './map-error.js';
import { quantiseMap } from './map-quantiser.js';
import { MapTransform } from '../transform/map-transform.js';
import { modeWeights } from '../mode-series.js';
import { combineModes, decodeHints, decodeMap } from '../motion-field.js';
import { codeMotion, gridSize, quantiserStep, type MotionTokens } from './motion-tokens.js';

const [WIDTH, HEIGHT] = [32, 20];
const CELLS = WIDTH * HEIGHT;
const transform = new MapTransform(WIDTH, HEIGHT);
const basis = basisPictures(WIDTH, HEIGHT);

/** A bump that sways, in a room that does not. */
const target: Flow = {
  width: WIDTH,
  height: HEIGHT,
  data: Float32Array.from({ length: CELLS * 2 }, (_, i) => {
    const cell = i >> 1;
    const r = ((cell % WIDTH) - 12) ** 2 + (Math.floor(cell / WIDTH) - 9) ** 2;
    return (i & 1) === 0 ? 3 * Math.exp(-r / 30) : -1.2 * Math.exp(-r / 12);
  }),
};

function flatMetric(xx: number, yy: number): FlowMetric {
  return { xx: new Float32Array(CELLS).fill(xx), xy: new Float32Array(CELLS), yy: new Float32Array(CELLS).fill(yy) };
}

function measure(
  metric: FlowMetric,
  step: number,
  lambda: number,
): { bytes: number; errorX: number; errorY: number; nonZero: number } {
  const map = quantiseMap(target, metric, basis, step, lambda);
  const encoder = new RangeEncoder();
  new TreeCoder(basis.sides).code(encoder, map);
  const decoded = decodeMap(map, step, transform);
  const error = [0, 0];
  for (let i = 0; i < decoded.data.length; i++) error[i & 1]! += (decoded.data[i]! - target.data[i]!) ** 2;
  const nonZero = [...map.x, ...map.y].filter((value) => value !== 0).length;
  return { bytes: encoder.finish().length, errorX: error[0]!, errorY: error[1]!, nonZero };
}

describe('quantiseMap', () => {
  it('comes within the step where bits are free', () => {
    const { errorX, errorY } = measure(flatMetric(1, 1), 0.05, 0);
    expect(Math.sqrt((errorX + errorY) / (2 * CELLS))).toBeLessThan(0.03);
  });

  it('rate falls and error grows with lambda', () => {
    const points = [0.001, 0.01, 0.1, 1].map((lambda) => measure(flatMetric(1, 1), 0.25, lambda));
    for (let i = 1; i < points.length; i++) {
      expect(points[i]!.bytes).toBeLessThan(points[i - 1]!.bytes);
      expect(points[i]!.errorX + points[i]!.errorY).toBeGreaterThan(points[i - 1]!.errorX + points[i - 1]!.errorY);
    }
  });

  it('drops everything where bits are dearer than the motion', () => {
    expect(measure(flatMetric(1, 1), 0.25, 1e6).nonZero).toBe(0);
  });

  it('spends bits along the direction that is seen', () => {
    const across = measure(flatMetric(1, 0.001), 0.25, 0.05);
    const along = measure(flatMetric(0.001, 1), 0.25, 0.05);
    expect(across.errorX).toBeLessThan(0.2 * along.errorX);
    expect(along.errorY).toBeLessThan(0.2 * across.errorY);
  });

  it('gives nothing for a map at rest', () => {
    const rest: Flow = { width: WIDTH, height: HEIGHT, data: new Float32Array(CELLS * 2) };
    const { x, y } = quantiseMap(rest, flatMetric(1, 1), basis, 0.1, 0.001);
    expect([...x, ...y].every((value) => value === 0)).toBe(true);
  });
});

/** Tokens of an empty payload. */
function nothingMoves(): MotionTokens {
  const coded = codeMotion(new RangeDecoder(new Uint8Array(0)), undefined, 64, 40, 1);
  if ('problem' in coded) throw new Error(coded.problem);
  return coded.tokens;
}

describe('decodeHints', () => {
  const size = gridSize(64, 40, 2);
  const map = { x: new Int32Array(size.width * size.height), y: new Int32Array(size.width * size.height) };
  map.x.fill(4, 0, 2);
  const tokens: MotionTokens = {
    ...nothingMoves(),
    tail: 3,
    grid: 2,
    modes: [{ map, mapStep: 20, series: Int32Array.from({ length: 13 }, (_, i) => (i === 0 ? 5 : 0)), seriesStep: 24 }],
  };

  it('multiplies by the steps and covers the tail', () => {
    const hints = decodeHints(tokens, 64, 40, 10);
    expect(hints.maps[0]).toMatchObject(size);
    expect(hints.mapSteps).toEqual([quantiserStep(20)]);
    expect(hints.series.basis).toBe('cosine');
    expect(hints.series.coefficients[0]).toHaveLength(13);
    expect(modeWeights(hints.series, 4.5)[0]).toBeCloseTo((5 * quantiserStep(24)) / Math.sqrt(13), 5);
  });

  it('combines modes linearly', () => {
    const { maps } = decodeHints(tokens, 64, 40, 10);
    const out: Flow = { ...size, data: new Float32Array(size.width * size.height * 2).fill(9) };
    combineModes([maps[0]!, maps[0]!], Float32Array.of(2, -0.5), out);
    for (let i = 0; i < out.data.length; i++) expect(out.data[i]).toBeCloseTo(1.5 * maps[0]!.data[i]!, 5);
    combineModes([], new Float32Array(0), out);
    expect(out.data.every((value) => value === 0)).toBe(true);
  });
});
