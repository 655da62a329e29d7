/**
 * @file Shapes of displacement without learning: noise that the structure of the key picture shapes. What looks alike moves
 * together; what is long, straight and strong is held; a stalk swings across its axis.
 */
import { boxMean, type Plane } from '../../picture/index.js';
import {
  anySwing,
  LINES,
  noisePlanes,
  STRENGTH_WINDOW,
  type DrawingCanvas,
  type SwingShapes,
} from './drawing-canvas.js';
import { keyStructure, type KeyStructure } from './key-structure.js';

/** How far displacements reach, by octave, fastest first, in cells. Leaves that move apart from their stalk look like rubber. */
const REACH: readonly number[] = [6, 7, 8, 10, 12];
/** How far what is quite stiff is held back. */
const HOLD = 0.85;
/** How far motion along an axis is held back where there is nothing but the axis. */
const ALONG = 0.7;
/** Least share of the mean square that holding back leaves before strength is made up for. */
const LEAST_LEFT = 0.1;
/** First number of the noise. */
const SWING_STREAM = 4096;

/** Shapes for a canvas. */
export function classicalSwings(canvas: DrawingCanvas): SwingShapes {
  if (!anySwing(canvas)) return () => [];
  const { guide, fine, seed } = canvas;
  const structure = keyStructure(fine, guide);
  const gain = heldBack(structure, guide);
  return (octave) => {
    const planes = noisePlanes(guide, REACH[octave]!, 4 * LINES, seed, SWING_STREAM + octave * 4 * LINES);
    return Array.from({ length: 2 * LINES }, (_, map) =>
      swing(planes[2 * map]!, planes[2 * map + 1]!, gain, structure),
    );
  };
}

/** Stiff cells move less. Those around them move more, which makes up for it; stiff ones have no part in that. */
function heldBack({ stiffness, power }: KeyStructure, { width, height }: Plane): Float32Array {
  const weight = stiffness.map((value) => 1 - HOLD * value);
  const all = boxMean(power, width, height, STRENGTH_WINDOW);
  const kept = power.map((value, i) => value * (weight[i]! * weight[i]!));
  const left = boxMean(kept, width, height, STRENGTH_WINDOW);
  // What is flat has nothing to hold back.
  return weight.map((value, i) => {
    const madeUp = 1 / Math.sqrt(Math.max((left[i]! + 1e-6) / (all[i]! + 1e-6), LEAST_LEFT));
    return value * (1 + (madeUp - 1) * (1 - stiffness[i]!));
  });
}

function swing(
  x: Float32Array,
  y: Float32Array,
  gain: Float32Array,
  { normal, coherence }: KeyStructure,
): Float32Array {
  const data = new Float32Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    const [nx, ny] = [normal[2 * i]!, normal[2 * i + 1]!];
    const across = gain[i]! * (x[i]! * nx + y[i]! * ny);
    const along = gain[i]! * (y[i]! * nx - x[i]! * ny) * (1 - ALONG * coherence[i]!);
    data[2 * i] = across * nx - along * ny;
    data[2 * i + 1] = across * ny + along * nx;
  }
  return data;
}
