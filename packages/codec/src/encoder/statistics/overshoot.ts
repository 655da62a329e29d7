/**
 * @file How much too strong drawn motion came out, by the frames that it makes: in its power, and in its speed. It is only
 * ever weakened. Motion that came out too weak, beside a blurred key picture for example, must not grow beyond what the
 * original's displacements are.
 */
import { cellMeans, type Breathe } from '../../math/index.js';
import type { FrameFlow } from '../analysis/frame-flow.js';
import { partOctaves } from './haar-octaves.js';
import { ASKED_SHARE } from './missing-motion.js';

/** Least power that is left of an octave in a cell where more came out than was asked for. */
const LEAST_CORRECTION = 1 / 16;
/** Speed of what is drawn over that of the original, at most: flow sees less of fine motion than there is. */
const FASTEST = 1.5;
/** Speed in pixels of the analysis per frame that is hardly seen. */
const FAINT_SPEED = 0.02;

/** Power of a clip by octave and pixel of its texture planes, see `OctavePower`. */
export interface MeasuredPower {
  readonly width: number;
  readonly height: number;
  readonly power: readonly Float32Array[];
}

/**
 * Factors, by octave and cell, that bring what came out down to what was wanted; none is above 1.
 * @param shares of the missing power that are wanted, by octave
 * @param size of the grid of cells
 */
export function correctionsOf(
  original: MeasuredPower,
  sent: MeasuredPower,
  drawn: MeasuredPower,
  shares: readonly number[],
  size: { readonly width: number; readonly height: number },
): Float32Array[] {
  const cells = (measured: MeasuredPower): Float32Array[] =>
    measured.power.map((power) => cellMeans(power, measured, size));
  const [all, without, with_] = [cells(original), cells(sent), cells(drawn)];
  const out = all.map((octave) => new Float32Array(octave.length));
  for (let cell = 0; cell < size.width * size.height; cell++) {
    const wanted = partOctaves(all.map((octave, b) => ASKED_SHARE * octave[cell]! - without[b]![cell]!));
    const came = partOctaves(with_.map((octave, b) => octave[cell]! - without[b]![cell]!));
    for (const [b, factors] of out.entries()) {
      const ratio = (shares[b]! * wanted[b]!) / Math.max(came[b]!, 1e-9);
      factors[cell] = Math.sqrt(Math.min(Math.max(ratio, LEAST_CORRECTION), 1));
    }
  }
  return out;
}

/** Mean speed by cell, in pixels of the analysis per frame. @throws what `breathe` throws */
export async function speedOf(
  flows: readonly FrameFlow[],
  size: { readonly width: number; readonly height: number },
  breathe: Breathe,
): Promise<Float32Array> {
  const out = new Float32Array(size.width * size.height);
  for (const { flow } of flows) {
    await breathe();
    const lengths = new Float32Array(flow.data.length / 2);
    for (let i = 0; i < lengths.length; i++) {
      const [x, y] = [flow.data[2 * i]!, flow.data[2 * i + 1]!];
      lengths[i] = Math.sqrt(x * x + y * y);
    }
    const means = cellMeans(lengths, flow, size);
    for (let cell = 0; cell < out.length; cell++) out[cell]! += means[cell]! / flows.length;
  }
  return out;
}

/** Factors by cell that keep what is drawn from moving faster than the original; none is above 1. */
export function brakesOf(original: Float32Array, sent: Float32Array, drawn: Float32Array): Float32Array {
  return original.map((speed, cell) => {
    const wanted = Math.max((FASTEST * speed + FAINT_SPEED) ** 2 - sent[cell]! ** 2, 0);
    const came = Math.max(drawn[cell]! ** 2 - sent[cell]! ** 2, 1e-9);
    return Math.sqrt(Math.min(Math.max(wanted / came, LEAST_CORRECTION), 1));
  });
}
