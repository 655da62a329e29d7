/** @file Drawn motion in composed frames: it goes on from group to group, loops close, and a dial scales it. */
import { describe, expect, it } from 'vitest';
import { evenDrawing, leaves, pictureOf } from '../../../../test/fixtures/drawings.js';
import { classicalMotion, type Drawing } from '../generator/index.js';
import {
  decodeHints,
  gridSize,
  nearestStep,
  NO_MOTION,
  type Flow,
  type MotionTokens,
  type QuantisedMode,
} from '../motion/index.js';
import { FrameComposer } from './frame-composer.js';
import { prepareScene, type ComposedFrame } from './scene-composer.js';
import { GridSpread } from './grid-spread.js';

const SIZE = { width: 96, height: 64 };
const KEY = pictureOf(96, 64, leaves);
const FRAMES = 30;
const SEED = 11;

/** A mode that swings everywhere, of a map and a series. */
function swaying(samples: number): QuantisedMode {
  const { width, height } = gridSize(SIZE.width, SIZE.height, 0);
  const map = { x: new Int32Array(width * height), y: new Int32Array(width * height) };
  map.x.set([9, 3]);
  const series = new Int32Array(samples);
  series.set([2, 5, -3]);
  return { map, mapStep: nearestStep(1), series, seriesStep: nearestStep(1) };
}

/** Light that comes and goes, sent. */
function glowing(samples: number): MotionTokens['light'] {
  return { grid: 0, modes: [swaying(samples)] };
}

async function composer(drawing: Drawing | undefined, tokens: MotionTokens = NO_MOTION): Promise<FrameComposer> {
  const hints = decodeHints(tokens, SIZE.width, SIZE.height, FRAMES);
  const motion = await classicalMotion.generate({ hints, key: KEY, seed: SEED, drawing });
  return new FrameComposer(prepareScene({ key: KEY, hints, motion, seed: SEED }));
}

/** A composed frame that the next call does not overwrite. */
function kept({ phases, light }: ComposedFrame): { flows: Float32Array[]; light: Float32Array | undefined } {
  return { flows: phases.map(({ flow }) => flow.data.slice()), light: light?.data.slice() };
}

function difference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

function expectAlike(a: ComposedFrame, b: ReturnType<typeof kept>, tolerance = 1e-4): void {
  const own = kept(a);
  expect(own.flows).toHaveLength(b.flows.length);
  own.flows.forEach((flow, k) => expect(difference(flow, b.flows[k]!)).toBeLessThan(tolerance));
  expect(own.light === undefined).toBe(b.light === undefined);
  if (own.light !== undefined) expect(difference(own.light, b.light!)).toBeLessThan(30 * tolerance);
}

describe('drawn motion', () => {
  it('goes on where the group before ends, where key picture and statistics are the same', async () => {
    for (const loopFrames of [0, 12]) {
      const drawing = (firstFrame: number): Drawing =>
        evenDrawing(SIZE, { octave: 2, displacement: 0.8, light: 6 }, { firstFrame, loopFrames });
      const [first, second] = [await composer(drawing(500)), await composer(drawing(500 + FRAMES))];
      for (const t of [-2, 0, 0.5, 7]) expectAlike(first.compose(t + FRAMES), kept(second.compose(t)));
    }
  });

  it('closes loops', async () => {
    const loopFrames = 14;
    const tokens = { ...NO_MOTION, loopFrames, modes: [swaying(loopFrames)], light: glowing(loopFrames) };
    const frames = await composer(
      evenDrawing(SIZE, { octave: 1, displacement: 0.8, light: 6 }, { loopFrames }),
      tokens,
    );
    for (const t of [0, 3.25, 13]) {
      const here = kept(frames.compose(t));
      expect(here.flows[0]!.some((value) => Math.abs(value) > 0.1)).toBe(true);
      expectAlike(frames.compose(t + loopFrames), here);
      expectAlike(frames.compose(t + 5 * loopFrames), here);
    }
  });

  it('at liveliness 0 shows only what was sent', async () => {
    const moving: MotionTokens = { ...NO_MOTION, modes: [swaying(FRAMES)], light: glowing(FRAMES) };
    const held: MotionTokens = { ...moving, lagrangian: true };
    for (const tokens of [NO_MOTION, moving, held]) {
      const [drawn, sent] = [
        await composer(evenDrawing(SIZE, { octave: 2, displacement: 0.8, light: 6 }), tokens),
        await composer(undefined, tokens),
      ];
      for (const t of [0, 4.5]) {
        expect(drawn.compose(t, 1, 0)).toEqual(sent.compose(t));
        expect(drawn.compose(t, 0, 1)).toEqual(sent.compose(t, 0));
        expect(drawn.compose(t)).not.toEqual(sent.compose(t));
      }
    }
  });

  it('scales with liveliness, and with motion', async () => {
    const frames = await composer(evenDrawing(SIZE, { octave: 2, displacement: 0.2, light: 6 }));
    const flow = (motion: number, liveliness: number): Float32Array =>
      kept(frames.compose(3, motion, liveliness)).flows[0]!;
    const once = flow(1, 1).map((value) => value / 2);
    expect(difference(flow(1, 0.5), once)).toBeLessThan(1e-5);
    expect(difference(flow(0.5, 1), once)).toBeLessThan(1e-5);
    const light = (liveliness: number): Float32Array => kept(frames.compose(3, 1, liveliness)).light!;
    expect(
      difference(
        light(0.5).map((value) => 2 * value),
        light(1),
      ),
    ).toBeLessThan(1e-4);
  });

  it('is added to what modes that are fixed to the key picture show, after their inversion', async () => {
    const tokens: MotionTokens = { ...NO_MOTION, modes: [swaying(FRAMES)], lagrangian: true };
    const drawing = evenDrawing(SIZE, { octave: 2, displacement: 0.3 });
    const flowOf = async (...given: Parameters<typeof composer>): Promise<Flow> => {
      const [phase] = (await composer(...given)).compose(4).phases;
      return { ...phase!.flow, data: phase!.flow.data.slice() };
    };
    const [both, sent, alone] = [await flowOf(drawing, tokens), await flowOf(undefined, tokens), await flowOf(drawing)];
    const sum = sent.data.slice();
    new GridSpread(alone, sent, 2).add(alone.data, sum);
    expect(difference(both.data, sum)).toBeLessThan(1e-4);
    expect(difference(both.data, sent.data)).toBeGreaterThan(0.1);
  });

  it('adds sent light to drawn light on the grid of the latter', async () => {
    const tokens: MotionTokens = { ...NO_MOTION, light: glowing(FRAMES) };
    const drawing = evenDrawing(SIZE, { octave: 2, light: 6 });
    const light = async (...given: Parameters<typeof composer>) => (await composer(...given)).compose(4).light!;
    const [both, drawn, sent] = [await light(drawing, tokens), await light(drawing), await light(undefined, tokens)];
    expect([both.width, both.height]).toEqual([drawn.width, drawn.height]);
    expect([sent.width, sent.height]).toEqual([16, 11]);
    // The middle of the first cell lies beyond the middle of the first cell of the sent light: its value holds there.
    expect(both.data[0]! - drawn.data[0]!).toBeCloseTo(sent.data[0]!, 4);
  });
});
