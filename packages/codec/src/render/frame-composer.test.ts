import { describe, expect, it } from 'vitest';
import { createFlow } from '../motion/index.js';
import { createPicture } from '../picture/index.js';
import { FrameComposer } from './frame-composer.js';
import { SceneComposer, type GroupScene } from './scene-composer.js';

/** A mode that shifts all by six pixels a unit; its series is 1 at any time. */
function shifted(lagrangian: boolean): GroupScene {
  const map = createFlow(8, 8);
  for (let i = 0; i < map.data.length; i += 2) map.data[i] = 6;
  return {
    key: createPicture(64, 64),
    maps: [map],
    series: { basis: 'cosine', coefficients: [Float32Array.of(2, 0, 0, 0)] },
    drawn: [],
    drawnLight: [],
    keyFrame: 0,
    lagrangian,
    carried: undefined,
    light: undefined,
    tone: undefined,
  };
}

describe('FrameComposer', () => {
  it.each([
    [false, 1],
    [true, -1],
  ])('takes modes for where points come from, or where they go (%s)', (lagrangian, sign) => {
    const composer = new FrameComposer(shifted(lagrangian));
    for (const motion of [1, 0.5]) {
      const { phases } = composer.compose(2, motion);
      expect(phases).toHaveLength(1);
      const { data } = phases[0]!.flow;
      data.forEach((value, i) => expect(value).toBeCloseTo(i % 2 === 0 ? sign * 6 * motion : 0, 4));
    }
  });

  it('needs what inverts flows for modes that are fixed to the key picture, and for no others', () => {
    expect(() => new SceneComposer(shifted(true))).toThrow(/Expected what inverts flows/);
    expect(new SceneComposer(shifted(false)).compose(2)).toEqual(new FrameComposer(shifted(false)).compose(2));
  });
});
