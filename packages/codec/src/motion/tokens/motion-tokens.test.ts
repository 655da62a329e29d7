import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RangeDecoder, RangeEncoder } from '../../bitstream/index.js';
import { CAMERA_MOVES } from '../camera.js';
import { MotionSyntax } from './motion-syntax.js';
import { MAX_TONE_CHANGES, TONE_RANGE } from './tone-tokens.js';
import {
  codeMotion,
  GRID_SIDES,
  gridSize,
  MAX_LIGHT_MODES,
  MAX_MODES,
  MAX_PERIOD,
  MAX_TAIL,
  MIN_PERIOD,
  nearestStep,
  quantiserStep,
  seriesLength,
  standsStill,
  STEP_COUNT,
  type MotionTokens,
} from './motion-tokens.js';

const [WIDTH, HEIGHT, FRAMES] = [64, 48, 20];

function write(tokens: MotionTokens, frames = FRAMES): Uint8Array {
  const encoder = new RangeEncoder();
  codeMotion(encoder, tokens, WIDTH, HEIGHT, frames);
  return encoder.finish();
}

function read(bytes: Uint8Array, frames = FRAMES): ReturnType<typeof codeMotion> {
  return codeMotion(new RangeDecoder(bytes), undefined, WIDTH, HEIGHT, frames);
}

/** What an empty payload says: nothing moves. */
function stillness(): MotionTokens {
  const coded = read(new Uint8Array(0));
  if ('problem' in coded) throw new Error(coded.problem);
  return coded.tokens;
}

const STILL = stillness();

const toneNumber = fc.integer({ min: TONE_RANGE.least, max: TONE_RANGE.most });

const someTokens = fc
  .record({
    keyFrame: fc.nat({ max: FRAMES - 1 }),
    tail: fc.nat({ max: MAX_TAIL }),
    loopFrames: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: FRAMES })),
    grid: fc.nat({ max: 2 }),
    lagrangian: fc.boolean(),
    modes: fc.integer({ min: 1, max: 4 }),
    spots: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: -9, max: 9 })), { maxLength: 40 }),
    steps: fc.array(fc.nat({ max: STEP_COUNT - 1 }), { minLength: 8, maxLength: 8 }),
    moves: fc.uniqueArray(fc.nat({ max: CAMERA_MOVES - 1 })),
    lights: fc.nat({ max: MAX_LIGHT_MODES }),
    tones: fc.array(fc.tuple(toneNumber, toneNumber, toneNumber, toneNumber), { maxLength: MAX_TONE_CHANGES }),
  })
  .map(({ modes, spots, steps, moves, lights, tones, ...rest }): MotionTokens => {
    const tail = rest.loopFrames > 0 ? 0 : rest.tail;
    const { width, height } = gridSize(WIDTH, HEIGHT, rest.grid);
    const samples = seriesLength({ ...rest, tail }, FRAMES);
    const made = Array.from({ length: modes }, (_, k) => ({
      map: { x: new Int32Array(width * height), y: new Int32Array(width * height) },
      mapStep: steps[2 * k]!,
      series: new Int32Array(samples),
      seriesStep: steps[2 * k + 1]!,
    }));
    for (const [a, b, value] of spots) {
      const { map, series } = made[a % modes]!;
      map.x[b % map.x.length] = value;
      map.y[(b * 7) % map.y.length] = -value;
      series[b % samples] = value;
    }
    const camera = moves
      .sort((a, b) => a - b)
      .map((move) => ({
        move,
        seriesStep: steps[move]!,
        series: Int32Array.from({ length: samples }, (_, i) => ((i + move) % 5) - 2),
      }));
    const cells = gridSize(WIDTH, HEIGHT, 1);
    const light = Array.from({ length: lights }, (_, k) => ({
      map: {
        x: Int32Array.from({ length: cells.width * cells.height }, (_, i) => (i % (37 + k) === 0 ? (i % 7) - 3 : 0)),
        y: new Int32Array(cells.width * cells.height),
      },
      mapStep: steps[k]!,
      series: Int32Array.from({ length: samples }, (_, i) => (i % 3) - 1),
      seriesStep: steps[k + 1]!,
    }));
    return {
      ...STILL,
      ...rest,
      tail,
      modes: made,
      camera,
      light: lights === 0 ? undefined : { grid: 1, modes: light },
      tone:
        tones.length === 0
          ? undefined
          : {
              changes: tones.map(([gain, ...offsets], k) => ({
                gain,
                offsets,
                series: Int32Array.from({ length: samples }, (_, i) => ((i * i + k) % 9) - 4),
                seriesStep: steps[k]!,
              })),
            },
    };
  });

describe('motion tokens', () => {
  it('decode to what was encoded', () => {
    fc.assert(
      fc.property(someTokens, (tokens) => {
        expect(read(write(tokens))).toEqual({ tokens });
      }),
      { numRuns: 60 },
    );
  });

  it('carry a steady velocity field, with modes and without', () => {
    const { width, height } = gridSize(WIDTH, HEIGHT, 1);
    const map = { x: new Int32Array(width * height), y: new Int32Array(width * height) };
    map.x.fill(-3, 0, 9);
    const advection = { map, mapStep: 27, period: MAX_PERIOD, straying: 'none' as const };
    const alone: MotionTokens = { ...STILL, keyFrame: 3, tail: 2, grid: 1, advection };
    expect(read(write(alone))).toEqual({ tokens: alone });
    const both: MotionTokens = {
      ...alone,
      modes: [{ map, mapStep: 5, series: Int32Array.from({ length: FRAMES + 2 }, (_, i) => i % 3), seriesStep: 9 }],
    };
    expect(read(write(both))).toEqual({ tokens: both });
    const shortest: MotionTokens = { ...alone, advection: { ...advection, period: MIN_PERIOD } };
    expect(read(write(shortest))).toEqual({ tokens: shortest });
    for (const straying of ['whole', 'by-place'] as const) {
      const tokens: MotionTokens = { ...both, advection: { ...advection, straying } };
      expect(read(write(tokens))).toEqual({ tokens });
    }
  });

  it('fixed to the key picture take three bits more', () => {
    const mode = {
      map: { x: new Int32Array(16 * 12), y: new Int32Array(16 * 12) },
      mapStep: 20,
      series: Int32Array.from({ length: FRAMES }, (_, i) => (i * 5) % 7),
      seriesStep: 9,
    };
    mode.map.x.fill(4, 3, 60);
    const tokens: MotionTokens = { ...STILL, modes: [mode], lagrangian: true };
    expect(read(write(tokens))).toEqual({ tokens });
    expect(write(tokens).length - write({ ...tokens, lagrangian: false }).length).toBeLessThanOrEqual(1);
  });

  it('without modes take three bytes at most and keep the key frame', () => {
    const still: MotionTokens = { ...STILL, keyFrame: 17 };
    const bytes = write(still);
    expect(bytes.length).toBeLessThanOrEqual(3);
    expect(read(bytes)).toEqual({ tokens: still });
  });

  it('without modes keep their tail, for six bytes at most', () => {
    const fading: MotionTokens = { ...STILL, keyFrame: 17, tail: 12 };
    const bytes = write(fading);
    expect(bytes.length).toBeLessThanOrEqual(6);
    expect(read(bytes)).toEqual({ tokens: fading });
    expect(standsStill(fading)).toBe(true);
  });

  it('of a fade alone take little, and say its tone and tail', () => {
    const series = Int32Array.from({ length: FRAMES + 5 }, (_, i) => (i < 4 ? 9 - 3 * i : 0));
    const tone = { changes: [{ gain: -256, offsets: [-512, 0, 511], series, seriesStep: 9 }] } as const;
    const fading: MotionTokens = { ...STILL, keyFrame: 3, tail: 5, tone };
    const bytes = write(fading);
    expect(bytes.length).toBeLessThanOrEqual(14);
    expect(read(bytes)).toEqual({ tokens: fading });
    expect(standsStill(fading)).toBe(false);
  });

  it('take an empty payload for a still picture of frame 0', () => {
    expect(STILL).toMatchObject({ keyFrame: 0, tail: 0, loopFrames: 0, grid: 0, modes: [] });
  });

  it('survive the most modes there can be', () => {
    const size = gridSize(WIDTH, HEIGHT, 0);
    const mode = {
      map: { x: new Int32Array(size.width * size.height), y: new Int32Array(size.width * size.height) },
      mapStep: 63,
      series: new Int32Array(FRAMES),
      seriesStep: 0,
    };
    mode.map.x[0] = 1;
    mode.series[0] = -1;
    const tokens: MotionTokens = { ...STILL, modes: Array.from({ length: MAX_MODES }, () => mode) };
    expect(read(write(tokens))).toEqual({ tokens });
  });

  it('name what is wrong with a payload', () => {
    const problem = (bytes: Uint8Array, frames?: number): string => {
      const coded = read(bytes, frames);
      return 'problem' in coded ? coded.problem : 'none';
    };
    expect(problem(Uint8Array.of(0xff, 0xff))).toMatch(/key frame 31/);
    expect(problem(write({ ...STILL, keyFrame: 19 }), 19)).toMatch(/key frame 19 .* 19 frames/);
    const payload = (
      tools: number,
      count: number,
      ...fields: readonly (readonly [value: number, bits: number])[]
    ): Uint8Array => {
      const encoder = new RangeEncoder();
      const syntax = new MotionSyntax();
      syntax.field(encoder, 'tools', tools);
      syntax.keyFrame(encoder, 0, FRAMES);
      syntax.field(encoder, 'count', count);
      for (const [value, bits] of fields) encoder.raw(value, bits);
      return encoder.finish();
    };
    expect(problem(payload(0, 1, [0, 1], [0, 5], [7, 3], [7, 3]))).toMatch(/grid 7/);
    const tone = {
      changes: [{ gain: -256, offsets: [0, 0, 0], series: new Int32Array(FRAMES), seriesStep: 9 }],
    } as const;
    expect(problem(write({ ...STILL, tone, light: { grid: 7, modes: [] } }))).toMatch(/grid 7 of the light/);
  });

  it('any bytes give tokens within their limits or one sentence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const coded = read(bytes);
        if ('problem' in coded) {
          expect(coded.problem.length).toBeGreaterThan(10);
          return;
        }
        const { tokens } = coded;
        expect(tokens.keyFrame).toBeLessThan(FRAMES);
        expect(tokens.modes.length).toBeLessThanOrEqual(MAX_MODES);
        expect(tokens.tail).toBeLessThanOrEqual(MAX_TAIL);
        expect(tokens.grid).toBeLessThan(GRID_SIDES.length);
        expect(tokens.lagrangian && tokens.advection !== undefined).toBe(false);
        for (const { mapStep, seriesStep } of tokens.modes)
          for (const step of [mapStep, seriesStep]) expect(step >= 0 && step < STEP_COUNT).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('quantiser steps', () => {
  it('are a quarter of an octave apart and found again', () => {
    for (let index = 0; index < STEP_COUNT; index++) expect(nearestStep(quantiserStep(index))).toBe(index);
    expect(quantiserStep(32)).toBe(1);
    expect(quantiserStep(36) / quantiserStep(32)).toBe(2);
  });

  it('clamp to the table', () => {
    expect(nearestStep(0)).toBe(0);
    expect(nearestStep(1e9)).toBe(STEP_COUNT - 1);
  });
});

describe('gridSize', () => {
  it('keeps the aspect and at least four cells', () => {
    expect(gridSize(640, 360, 4)).toEqual({ width: 64, height: 36 });
    expect(gridSize(360, 640, 4)).toEqual({ width: 36, height: 64 });
    expect(gridSize(4096, 64, 0)).toEqual({ width: 16, height: 4 });
  });
});
