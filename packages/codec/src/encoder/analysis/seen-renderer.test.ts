import { describe, expect, it } from 'vitest';
import { atOnce, mean } from '../../math/index.js';
import { createFlow } from '../../motion/index.js';
import { createPicture, type Picture } from '../../picture/index.js';
import { GroupRenderer, type GroupScene } from '../../render/index.js';
import { analysisPlane } from './motion-analysis.js';
import { seenBy } from './seen-renderer.js';

/** A picture of soft waves. */
function waves(width: number, height: number): Picture {
  const picture = createPicture(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      picture.y[y * width + x] = 128 + 60 * Math.sin((40 * x) / width) + 40 * Math.cos((30 * y) / height);
  return picture;
}

/** All of a picture moved by a 40th of its width in its second frame. */
function moving(key: Picture): GroupRenderer {
  const map = createFlow(16, 9);
  for (let i = 0; i < map.data.length; i += 2) map.data[i] = key.width / 40;
  const scene: GroupScene = {
    key,
    maps: [map],
    series: { basis: 'cosine', coefficients: [new Float32Array([0.5, -0.7])] },
    drawn: [],
    drawnLight: [],
    keyFrame: 0,
    lagrangian: false,
    carried: undefined,
    light: undefined,
    tone: undefined,
  };
  return new GroupRenderer(scene);
}

const luma = (renderer: ReturnType<typeof seenBy>, t: number): Picture => atOnce(renderer.lumaSteps(t));

describe('seenBy', () => {
  it('draws frames as decoders do unless they are to be reduced', () => {
    const renderer = moving(waves(640, 360));
    expect(seenBy(renderer, false)).toBe(renderer);
    const small = moving(waves(256, 144));
    expect(seenBy(small, true)).toBe(small);
  });

  it('moves a reduced picture as the large one moves', () => {
    const renderer = moving(waves(640, 360));
    const reduced = seenBy(renderer, true);
    for (const t of [0, 1]) {
      const shown = luma(reduced, t);
      expect([shown.width, shown.height]).toEqual([256, 144]);
      const { data } = analysisPlane(luma(renderer, t));
      expect(mean([...shown.y].map((value, i) => Math.abs(value - data[i]!)))).toBeLessThan(1);
    }
    expect(luma(reduced, 0).y).not.toEqual(luma(reduced, 1).y);
  });
});
