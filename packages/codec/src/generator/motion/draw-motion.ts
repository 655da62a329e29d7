/**
 * @file The living prior: motion and light that a stream gives statistics of. The classical generator shapes noise by the
 * structure of the key picture; a learned one turns noise into motion as it has seen it.
 */
import type { Picture } from '../../picture/index.js';
import type { Drawing, MotionConditions } from '../generator.js';
import type { Network } from '../network.js';
import { classicalSwings } from './classical-swings.js';
import { drawingCanvas, drawnOn, type DrawnLayersOfMotion } from './drawing-canvas.js';
import { learnedSwings } from './learned-swings.js';

/** Motion and light drawn for a group with a restored key picture. @param seed of the stream */
export function drawMotion(drawing: Drawing, key: Picture, seed: number): DrawnLayersOfMotion {
  const canvas = drawingCanvas(drawing, key, seed);
  return drawnOn(canvas, drawing, classicalSwings(canvas));
}

/**
 * The same with shapes that a network draws (packages/models/README.md has the contract).
 * @throws ModelError `BAD_MODEL` where the network does not keep it
 */
export async function drawLearned(
  network: Network,
  drawing: Drawing,
  { key, hints, seed }: Pick<MotionConditions, 'key' | 'hints' | 'seed'>,
  steps?: number,
): Promise<DrawnLayersOfMotion> {
  const canvas = drawingCanvas(drawing, key, seed);
  return drawnOn(canvas, drawing, await learnedSwings(network, canvas, hints, steps));
}
