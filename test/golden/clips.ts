import type { EncodeOptions, Picture } from 'dynamics-codec';
import { gridSize, nearestStep, type MotionTokens } from 'dynamics-codec/motion';
import { clearClip } from '../fixtures/clear-clip.js';
import { swayingClip } from '../fixtures/swaying-scene.js';
import { withDrawnMotion } from '../fixtures/with-drawn-motion.js';

/** A synthetic clip of the golden set and how it is encoded. */
export interface GoldenClip {
  readonly name: string;
  readonly frames: () => Picture[];
  readonly options: Pick<EncodeOptions, 'target' | 'frameRate' | 'groupLimit' | 'colour' | 'without'>;
  /** Changes the motion of each group, for what no encoder can be counted on to choose. */
  readonly edit?: (tokens: MotionTokens) => MotionTokens;
  /** Changes the stream, after that. */
  readonly editStream?: (bytes: Uint8Array) => Uint8Array;
}

const FRAME_RATE = { numerator: 25, denominator: 1 };

/** Two modes at most, and a velocity whose coarsest coefficients alone are not zero. */
function flowing(tokens: MotionTokens): MotionTokens {
  const { width, height } = gridSize(96, 80, tokens.grid);
  const map = { x: new Int32Array(width * height), y: new Int32Array(width * height) };
  map.x[width] = map.x[width + 1] = -5;
  map.y[1] = 2;
  return {
    ...tokens,
    modes: tokens.modes.slice(0, 2),
    advection: { map, mapStep: nearestStep(2), period: 20, straying: 'none' },
  };
}

/** As {@link flowing}, but each life of the carried texture starts elsewhere. */
function straying(tokens: MotionTokens): MotionTokens {
  const { advection, ...rest } = flowing(tokens);
  return { ...rest, advection: advection && { ...advection, straying: 'whole' } };
}

/** As {@link flowing}, but each place of each life of the carried texture starts elsewhere. */
function strayingByPlace(tokens: MotionTokens): MotionTokens {
  const { advection, ...rest } = flowing(tokens);
  return { ...rest, advection: advection && { ...advection, straying: 'by-place' } };
}

/** The same modes, fixed to the key picture. */
function held(tokens: MotionTokens): MotionTokens {
  return { ...tokens, lagrangian: true };
}

/** A camera that pans and zooms a little, and a glow that comes and goes. */
function filmed(tokens: MotionTokens): MotionTokens {
  const samples = tokens.modes[0]?.series.length ?? 0;
  const series = (first: number): Int32Array =>
    Int32Array.from({ length: samples }, (_, i) => (i < 4 ? first - 3 * i : 0));
  const { width, height } = gridSize(64, 64, 1);
  const map = { x: new Int32Array(width * height), y: new Int32Array(width * height) };
  map.x[1] = 6;
  map.x[width + 3] = -2;
  return {
    ...tokens,
    camera: [0, 2, 3].map((move) => ({ move, series: series(7 - move), seriesStep: nearestStep(0.5) })),
    light: { grid: 1, modes: [{ map, mapStep: nearestStep(8), series: series(4), seriesStep: nearestStep(0.5) }] },
  };
}

/** A picture that darkens to a blue and flashes, beside the glow of {@link filmed}. */
function toned(tokens: MotionTokens): MotionTokens {
  const { light, ...rest } = filmed(tokens);
  const samples = light?.modes[0]?.series.length ?? 0;
  const series = (at: (i: number) => number): Int32Array => Int32Array.from({ length: samples }, (_, i) => at(i));
  const dusk = { gain: -256, offsets: [-330, 240, -60], series: series((i) => (i < 3 ? 9 - 5 * i : 0)) } as const;
  const flash = { gain: 20, offsets: [400, 0, 15], series: series((i) => (i % 3 === 2 ? 2 : 0)) } as const;
  const changes = [dusk, flash].map((change) => ({ ...change, seriesStep: nearestStep(0.13) }));
  return { ...rest, light, tone: { changes } };
}

/** One small clip for each feature of the format. */
export const GOLDEN_CLIPS: readonly GoldenClip[] = [
  {
    name: 'oscillation',
    frames: () => swayingClip({ width: 64, height: 64, frames: 24, drift: 31 }),
    options: { target: { bytes: 700 }, frameRate: FRAME_RATE },
  },
  {
    name: 'still',
    frames: () => swayingClip({ width: 64, height: 64, frames: 12, amplitude: 0, seed: 2 }),
    options: { target: { quality: 60 }, frameRate: { numerator: 30_000, denominator: 1001 } },
  },
  {
    name: 'loop',
    frames: () => swayingClip({ width: 64, height: 64, frames: 24, period: 12, seed: 3 }),
    options: { target: { bytes: 700 }, frameRate: { numerator: 24, denominator: 1 } },
  },
  {
    name: 'cut',
    frames: () => [
      ...swayingClip({ width: 80, height: 64, frames: 14, drift: 31, seed: 4 }),
      ...swayingClip({ width: 80, height: 64, frames: 16, drift: 23, seed: 40 }),
    ],
    options: { target: { quality: 45 }, frameRate: FRAME_RATE },
  },
  {
    name: 'split',
    frames: () => swayingClip({ width: 64, height: 80, frames: 66, drift: 41, seed: 5 }),
    options: { target: { quality: 45 }, frameRate: FRAME_RATE, groupLimit: 24 },
  },
  {
    name: 'advection',
    frames: () => swayingClip({ width: 96, height: 80, frames: 40, amplitude: 0, river: 0.7, seed: 7 }),
    options: { target: { quality: 30 }, frameRate: FRAME_RATE },
    edit: flowing,
  },
  {
    name: 'straying',
    frames: () => swayingClip({ width: 96, height: 80, frames: 60, amplitude: 0, river: 0.7, seed: 11 }),
    options: { target: { quality: 25 }, frameRate: FRAME_RATE },
    edit: straying,
  },
  {
    name: 'straying-by-place',
    frames: () => swayingClip({ width: 96, height: 80, frames: 60, amplitude: 0, river: 0.7, seed: 11 }),
    options: { target: { quality: 25 }, frameRate: FRAME_RATE },
    edit: strayingByPlace,
  },
  {
    name: 'lagrangian',
    frames: () => swayingClip({ width: 96, height: 64, frames: 24, drift: 31, amplitude: 6, seed: 12 }),
    options: { target: { quality: 30 }, frameRate: FRAME_RATE },
    edit: held,
  },
  {
    name: 'camera-light',
    frames: () => swayingClip({ width: 64, height: 64, frames: 24, drift: 31, seed: 8 }),
    options: { target: { quality: 35 }, frameRate: FRAME_RATE },
    edit: filmed,
  },
  {
    name: 'tone',
    frames: () => swayingClip({ width: 80, height: 64, frames: 20, drift: 31, seed: 15 }),
    options: { target: { quality: 35 }, frameRate: FRAME_RATE, without: ['drawn-motion'] },
    edit: toned,
  },
  {
    name: 'grain',
    frames: () => swayingClip({ width: 96, height: 64, frames: 20, drift: 31, seed: 9 }),
    options: { target: { quality: 6 }, frameRate: FRAME_RATE },
  },
  {
    name: 'drawn',
    frames: () => swayingClip({ width: 96, height: 64, frames: 44, drift: 41, seed: 13 }),
    options: { target: { quality: 30 }, frameRate: FRAME_RATE, groupLimit: 24, without: ['drawn-motion'] },
    editStream: withDrawnMotion,
  },
  {
    name: 'drawn-loop',
    frames: () => swayingClip({ width: 64, height: 80, frames: 24, period: 12, seed: 14 }),
    options: { target: { quality: 30 }, frameRate: FRAME_RATE, without: ['drawn-motion'] },
    editStream: withDrawnMotion,
  },
  {
    name: 'transparent',
    frames: () => clearClip({ width: 96, height: 67, frames: 40, drift: 31, amplitude: 4, seed: 15 }),
    options: { target: { quality: 25 }, frameRate: FRAME_RATE, groupLimit: 24 },
  },
  {
    name: 'odd-size',
    frames: () => swayingClip({ width: 67, height: 65, frames: 16, drift: 31, seed: 6 }),
    options: {
      target: { quality: 55 },
      frameRate: { numerator: 25_000, denominator: 999 },
      colour: { matrix: 'bt601', range: 'full' },
    },
  },
];
