import { describe, expect, it } from 'vitest';
import { framesPerSecond } from '../picture/index.js';
import { movingRate } from './moving-rate.js';

function timesOf(steps: readonly number[]): number[] {
  const times = [0];
  for (const step of steps) times.push(times.at(-1)! + step);
  return times;
}

function fpsOf(steps: readonly number[], tick: number): number {
  return framesPerSecond(movingRate(timesOf(steps), tick)!);
}

const repeat = (count: number, ...steps: number[]) => Array.from({ length: count }, () => steps).flat();

describe('movingRate', () => {
  it('looks past holds', () => {
    expect(fpsOf([...repeat(10, 0.05), 3, ...repeat(9, 0.05)], 0.01)).toBe(20);
    expect(fpsOf([...repeat(5, 0.1), 700, 0.1], 0.01)).toBe(10);
  });

  it('takes steps of one tick more for even', () => {
    expect(fpsOf(repeat(10, 0.03, 0.03, 0.04), 0.01)).toBe(30);
    expect(fpsOf([...repeat(6, 0.03, 0.03, 0.04), 0.03], 0.01)).toBe(30);
    expect(fpsOf(repeat(10, 0.033, 0.033, 0.034), 0.001)).toBe(30);
    expect(fpsOf(repeat(10, 0.033, 0.034, 0.033, 0.0335), 0.0005)).toBeCloseTo(30, 0);
  });

  it('keeps the rate of a phone that drops a frame now and then', () => {
    expect(fpsOf(repeat(12, ...repeat(9, 20 / 600), 40 / 600), 1 / 600)).toBe(30);
  });

  it('rises where many pictures would be lost at the usual step', () => {
    const fps = fpsOf([...repeat(30, 0.1), ...repeat(25, 0.02)], 0.001);
    expect(fps).toBe(50);
  });

  it('knows nothing of fewer than two steps', () => {
    expect(movingRate([0, 1], 0.01)).toBeUndefined();
    expect(movingRate([0, 0, 0], 0.01)).toBeUndefined();
  });
});
