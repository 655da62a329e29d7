import { describe, expect, it } from 'vitest';
import { createFlow } from '../../motion/index.js';
import { noPause } from '../../math/index.js';
import type { Plane } from '../../picture/index.js';
import { foreseenParts, type ForeseenGroup } from './foreseen-parts.js';

const [WIDTH, HEIGHT, FRAMES] = [64, 48, 64];
const KEY_FRAME = FRAMES / 2;

/** A checkerboard whose contrast falls with the distance from the key frame. */
function fading(t: number, loss: number): Plane {
  const contrast = 60 * Math.max(0, 1 - loss * Math.abs(t - KEY_FRAME));
  const data = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
    (((i % WIDTH) >> 1) + (Math.floor(i / WIDTH) >> 1)) & 1 ? 128 + contrast : 128 - contrast,
  );
  return { width: WIDTH, height: HEIGHT, data };
}

/** A group that loses by distance what `loss` says, beside key pictures whose distance is inversely as their bytes. */
function groupOf(loss: number): ForeseenGroup {
  const frames = Array.from({ length: FRAMES / 2 }, (_, i) => 2 * i);
  return {
    planes: Array.from({ length: FRAMES }, (_, t) => fading(t, loss)),
    keyFrame: KEY_FRAME,
    length: FRAMES,
    picture: { width: 4 * WIDTH },
    analysis: { frames, flows: frames.map(() => createFlow(16, 12)) },
    keys: { distanceAt: (bytes) => Promise.resolve(40 / bytes) },
  };
}

const partsAt = (loss: number, least = 8): Promise<number> => foreseenParts(groupOf(loss), 8000, least, noPause);

describe('foreseenParts', () => {
  it('keeps a group whole whose frames lose nothing', async () => {
    expect(await partsAt(0)).toBe(1);
  });

  it('foresees more parts the more is lost by distance', async () => {
    const parts = [];
    for (const loss of [0, 0.003, 0.01, 0.02, 0.03]) parts.push(await partsAt(loss));
    expect(parts).toEqual([...parts].sort((a, b) => a - b));
    expect(parts.at(-1)).toBeGreaterThan(2);
  });

  it('makes no part shorter than is said', async () => {
    expect(await partsAt(0.03, 32)).toBe(2);
    expect(await partsAt(0.03, 33)).toBe(1);
  });
});
