/** @file A wheel that turns before a wall is sent as a wheel that turns: all of it is where it is in the original. */
import { describe, expect, it } from 'vitest';
import { Decoder, encode, type EncoderTool } from 'dynamics-codec';
import { nodeStills } from '@dynamics-codec/node';
import type { Picture } from 'dynamics-codec/picture';
import { swayingFrame } from './fixtures/swaying-scene.js';

const SIDE = 96;
const FRAMES = 31;
const RADIUS = 30;
/** Of a circle, per frame. */
const SPEED = 0.008;
const stills = nodeStills();
const WALL = swayingFrame({ width: SIDE, height: SIDE, amplitude: 0 }, 0);
const WHEEL = swayingFrame({ width: SIDE, height: SIDE, amplitude: 0, seed: 9 }, 0);

function isWheel(x: number, y: number): boolean {
  return (x + 0.5 - SIDE / 2) ** 2 + (y + 0.5 - SIDE / 2) ** 2 < RADIUS * RADIUS;
}

/** The picture of the wheel before the wall, turned by `turns`. */
function turned(turns: number): Picture {
  const [cos, sin] = [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)];
  const y = WALL.y.slice();
  for (let i = 0; i < y.length; i++) {
    const [px, py] = [i % SIDE, Math.floor(i / SIDE)];
    if (!isWheel(px, py)) continue;
    const [dx, dy] = [px + 0.5 - SIDE / 2, py + 0.5 - SIDE / 2];
    const sx = SIDE / 2 + cos * dx + sin * dy - 0.5;
    const sy = SIDE / 2 - sin * dx + cos * dy - 0.5;
    const at = Math.floor(sy) * SIDE + Math.floor(sx);
    const [fx, fy] = [sx - Math.floor(sx), sy - Math.floor(sy)];
    const upper = WHEEL.y[at]! + fx * (WHEEL.y[at + 1]! - WHEEL.y[at]!);
    const lower = WHEEL.y[at + SIDE]! + fx * (WHEEL.y[at + SIDE + 1]! - WHEEL.y[at + SIDE]!);
    y[i] = Math.round(upper + fy * (lower - upper));
  }
  return { ...WALL, y };
}

/** Mean absolute error of the luma of the wheel, in levels. */
async function wheelError(frames: readonly Picture[], without: readonly EncoderTool[]): Promise<number> {
  const { bytes } = await encode(frames, {
    frameRate: { numerator: 25, denominator: 1 },
    target: { bytes: 2500 },
    stills,
    preset: 'fast',
    without: ['drawn-motion', ...without],
  });
  const decoder = await Decoder.open(bytes, { stills, generator: 'classical' });
  let [sum, count, t] = [0, 0, 0];
  for await (const { y } of decoder.frames()) {
    const original = frames[t++]!.y;
    for (let i = 0; i < y.length; i++) {
      if (!isWheel(i % SIDE, Math.floor(i / SIDE))) continue;
      sum += Math.abs(y[i]! - original[i]!);
      count++;
    }
  }
  decoder.close();
  return sum / count;
}

describe('things that turn', () => {
  it('follow the original through a quarter of a turn', async () => {
    const frames = Array.from({ length: FRAMES }, (_, t) => turned(SPEED * t));
    expect(await wheelError(frames, [])).toBeLessThan(0.7 * (await wheelError(frames, ['rotation'])));
  });
});
