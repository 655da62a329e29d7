import { describe, expect, it } from 'vitest';
import { noPause } from '../../math/index.js';
import { createFlow, type Flow } from '../../motion/index.js';
import { cameraMotion, withoutCamera } from './camera-motion.js';

const SIDE = 32;

/** Zoom and roll about the middle that grow with time, and a quarter of the picture that swings on its own. */
function scene(camera: number, swing: number): Flow[] {
  return Array.from({ length: 20 }, (_, t) => {
    const flow = createFlow(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) {
      const x = (2 * (i % SIDE) + 1) / SIDE - 1;
      const y = (2 * Math.floor(i / SIDE) + 1) / SIDE - 1;
      const own = x > 0 && y > 0 ? swing * Math.sin(t) : 0;
      flow.data[2 * i] = camera * t * (0.3 * x - 0.1 * y + 0.2) + own;
      flow.data[2 * i + 1] = camera * t * (0.3 * y + 0.1 * x);
    }
    return flow;
  });
}

describe('cameraMotion', () => {
  it('finds pan, zoom and roll whatever a tree in the picture does', async () => {
    const camera = (await cameraMotion(scene(1, 0.5), 1, noPause))!;
    const at = camera.series.map((series) => series[19]!);
    for (const [move, wanted] of [3.8, 0, 5.7, 1.9, 0, 0].entries())
      expect(Math.abs(at[move]! - wanted)).toBeLessThan(0.15);
  });

  it('leaves what swings on its own', async () => {
    const flows = scene(1, 0.5);
    const rest = withoutCamera(flows, (await cameraMotion(flows, 1, noPause))!);
    expect(Math.abs(rest[19]!.data[2 * (3 * SIDE + 3)]!)).toBeLessThan(0.2);
    expect(Math.abs(rest[14]!.data[2 * (28 * SIDE + 28)]! - 0.5 * Math.sin(14))).toBeLessThan(0.3);
  });

  it('finds none where the camera stands, or nothing is there', async () => {
    expect(await cameraMotion(scene(0, 4), 1, noPause)).toBeUndefined();
    expect(await cameraMotion([], 1, noPause)).toBeUndefined();
  });

  it('finds none in motion that no camera explains', async () => {
    const wild = scene(0, 0).map((flow, t) => ({ ...flow, data: flow.data.map((_, i) => 3 * Math.sin(i * 1.7 + t)) }));
    expect(await cameraMotion(wild, 1, noPause)).toBeUndefined();
  });
});
