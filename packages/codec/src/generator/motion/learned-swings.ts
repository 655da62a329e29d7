/**
 * @file Shapes of displacement that a network draws: flow matching (Lipman et al., "Flow matching for generative modeling",
 * ICLR 2023) turns smooth noise into the complex displacement of one frequency of each octave, given the key picture, the
 * strengths and where the coded modes move. It decides shape, direction and phase; strength is made up for afterwards.
 */
import { clamp } from '../../math/index.js';
import type { TrajectoryHints } from '../../motion/index.js';
import { boxMean } from '../../picture/index.js';
import { ModelError } from '../errors.js';
import { outputOf, type Network, type NetworkTensor } from '../network.js';
import { anySwing, LINES, STRENGTH_WINDOW, type DrawingCanvas, type SwingShapes } from './drawing-canvas.js';
import { keyStructure } from './key-structure.js';
import { LATTICES, latticeNoise } from './lattice-noise.js';
import { paddedPlanes } from './padded-planes.js';
import { PRIOR_MULTIPLE, priorScene } from './prior-scene.js';

/** Steps of Euler's method. */
const STEPS = 4;
/** First number of the noise. */
const PRIOR_STREAM = 8192;
/** Planes of the state of an octave: real and imaginary part, along x and y. */
const PARTS = 4;
/** Most that a shape is made stronger or weaker to have strength 1. */
const MOST_GAIN = 2.5;
/** Largest value of a state that counts: standard deviations of what it was trained on. */
const MOST_STATE = 8;
/** What is seen of a displacement where the picture is flat, in squared code values per squared pixel. */
const FLAT = 1;

/** Shapes for a canvas. @throws ModelError `BAD_MODEL` where the network gives something else than velocities of its state */
export async function learnedSwings(
  network: Network,
  canvas: DrawingCanvas,
  hints: TrajectoryHints,
  steps = STEPS,
): Promise<SwingShapes> {
  if (!anySwing(canvas)) return () => [];
  const { guide, fine, key, seed, strengths } = canvas;
  const { width, height } = guide;
  const cells = width * height;
  const toCells = width / key.width;
  const inCells = strengths.map((plane) => plane?.map((value) => value * toCells) ?? new Float32Array(cells));
  const scene = priorScene(key, inCells, hints, guide);
  const states: NetworkTensor[] = [];
  for (let line = 0; line < LINES; line++) {
    const planes = Array.from({ length: PARTS * strengths.length }, (_, k) =>
      latticeNoise(width, height, seed, PRIOR_STREAM + (line * PARTS * strengths.length + k) * LATTICES),
    );
    states.push(await drawn(network, paddedPlanes(planes, guide, PRIOR_MULTIPLE), scene, steps));
  }
  const power = keyStructure(fine, guide).power.map((value) => value + FLAT);
  const whole = boxMean(power, width, height, STRENGTH_WINDOW);
  return (octave) => {
    const shapes = states.flatMap((state) => shapesOf(state, octave, width, height));
    const moved = power.map((value, i) => {
      const squares = shapes.reduce((sum, shape) => sum + lengthSquared(shape[2 * i]!, shape[2 * i + 1]!), 0);
      return (value * squares) / (2 * shapes.length);
    });
    const gain = boxMean(moved, width, height, STRENGTH_WINDOW).map((value, i) =>
      Math.min(Math.sqrt(whole[i]! / Math.max(value, 1e-6)), MOST_GAIN),
    );
    return shapes.map((shape) => shape.map((value, i) => value * gain[i >> 1]!));
  };
}

async function drawn(
  network: Network,
  noise: NetworkTensor,
  scene: NetworkTensor,
  steps: number,
): Promise<NetworkTensor> {
  let state = noise;
  for (let step = 0; step < steps; step++) {
    const time = { data: Float32Array.of(step / steps), shape: [1] };
    const velocity = outputOf(await network.run({ state, scene, time }), 'velocity', state.shape);
    if (!velocity.data.every(Number.isFinite))
      throw new ModelError('BAD_MODEL', 'Expected numbers in the output "velocity" but received others');
    state = { shape: state.shape, data: state.data.map((value, i) => value + velocity.data[i]! / steps) };
  }
  return state;
}

function lengthSquared(x: number, y: number): number {
  return x * x + y * y;
}

/** Displacement of an octave of a state at its phase and a quarter of a period ahead. */
function shapesOf({ data, shape }: NetworkTensor, octave: number, width: number, height: number): Float32Array[] {
  const [, , high, wide] = shape as [number, number, number, number];
  return [0, 2].map((part) => {
    const from = (PARTS * octave + part) * high * wide;
    const out = new Float32Array(2 * width * height);
    for (let i = 0; i < width * height; i++) {
      const at = from + Math.floor(i / width) * wide + (i % width);
      out[2 * i] = clamp(data[at]!, -MOST_STATE, MOST_STATE);
      out[2 * i + 1] = clamp(data[at + high * wide]!, -MOST_STATE, MOST_STATE);
    }
    return out;
  });
}
