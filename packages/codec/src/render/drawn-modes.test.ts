import { describe, expect, it } from 'vitest';
import type { MotionGenerator } from '../generator/index.js';
import { createFlow, decodeHints, NO_MOTION, type Flow } from '../motion/index.js';
import { createPicture, type Picture } from '../picture/index.js';
import { FrameComposer } from './frame-composer.js';
import { prepareScene } from './scene-composer.js';

const PERIOD = 8;

function constantFlow(x: number, y: number): Flow {
  const flow = createFlow(8, 8);
  for (let i = 0; i < flow.data.length; i += 2) flow.data.set([x, y], i);
  return flow;
}

/** Draws one mode, of a strength that the seed decides, beside hints that say nothing. */
const drawing: MotionGenerator = {
  modelId: 7,
  generate: ({ seed }) =>
    Promise.resolve({
      maps: [],
      velocity: undefined,
      drawnLight: [],
      drawn: [{ map: constantFlow(seed, -seed), series: { cyclesPerFrame: 1 / PERIOD, phase: 0.25 } }],
    }),
};

async function composer(key: Picture, seed: number): Promise<FrameComposer> {
  const hints = decodeHints(NO_MOTION, key.width, key.height, 10);
  return new FrameComposer(prepareScene({ key, hints, seed, motion: await drawing.generate({ hints, key, seed }) }));
}

function shift(frames: FrameComposer, t: number, motion = 1): readonly [number, number] {
  const [phase] = frames.compose(t, motion).phases;
  return phase === undefined ? [0, 0] : [phase.flow.data[0]!, phase.flow.data[1]!];
}

describe('drawn modes', () => {
  const key = createPicture(64, 64);

  it('move a group whose stream says nothing of motion', async () => {
    const frames = await composer(key, 3);
    for (const t of [0, 1, 2.5, 7]) {
      const expected = 3 * Math.cos(2 * Math.PI * (t / PERIOD + 0.25));
      const [x, y] = shift(frames, t);
      expect(x).toBeCloseTo(expected, 5);
      expect(y).toBeCloseTo(-expected, 5);
    }
  });

  it('come back after each period, without an end', async () => {
    const frames = await composer(key, 3);
    expect(shift(frames, 3 + 1000 * PERIOD)[0]).toBeCloseTo(shift(frames, 3)[0], 4);
  });

  it('follow the seed of the stream and the scale of the motion', async () => {
    expect(shift(await composer(key, 6), 2)[0]).toBeCloseTo(2 * shift(await composer(key, 3), 2)[0], 5);
    expect(shift(await composer(key, 6), 2, 0.5)[0]).toBeCloseTo(shift(await composer(key, 3), 2)[0], 5);
    expect((await composer(key, 6)).compose(2, 0).phases).toEqual([]);
  });
});
