/** @file Streams that decode, which reach what random modes seldom do: rare contexts, and decisions on a knife's edge. */
import { gridSize, nearestStep, type MotionTokens, type QuantisedMap } from 'dynamics-codec/motion';
import { Dice, randomModes, stepOfMap } from './random-tokens.js';
import { streamOf } from './stream-parts.js';
import type { SetEntry } from './set-entry.js';

const FRAMES = 40;

/** Maps full of coefficients, each alike the one before, y alike x: every context of maps is met. */
function denseMaps(dice: Dice, grid: number, maps: number): QuantisedMap[] {
  const { width, height } = gridSize(64, 64, grid);
  const out: QuantisedMap[] = [];
  for (let k = 0; k < maps; k++) {
    const before = out.at(-1);
    const x = new Int32Array(width * height);
    const y = new Int32Array(width * height);
    for (let i = 0; i < x.length; i++) {
      const coarse = Math.max(i % width, Math.floor(i / width));
      const most = coarse < 3 ? 40 : coarse < 8 ? 12 : coarse < 16 ? 4 : 1;
      const alike = dice.below(3) === 0 ? (before?.x[i] ?? 0) : 0;
      x[i] = dice.below(4) > 0 || coarse < 4 ? alike + dice.around(most) : 0;
      y[i] = dice.below(3) > 0 ? dice.around(most) : (x[i]! * (dice.below(5) - 1)) >> 1;
    }
    out.push({ x, y });
  }
  return out;
}

/** A series of many values that rise and fall, so that every context of series is met. */
function denseSeries(dice: Dice, samples: number, k: number): Int32Array {
  return Int32Array.from({ length: samples }, (_, i) => {
    const most = (i + 5 * k) % 23 < 6 ? 160 : (i + k) % 7 < 3 ? 25 : 3;
    return dice.around(most);
  });
}

function moving(
  name: string,
  about: string,
  tokens: Partial<MotionTokens>,
  times: readonly number[] = [0, 3, 6.4],
  frames = 8,
): SetEntry {
  return { name, about, bytes: streamOf([{ frames, tokens }]), times };
}

/** A move of the camera that stays: its series has a mean only. */
function held(move: number, weight: number, samples: number): MotionTokens['camera'][number] {
  const series = new Int32Array(samples);
  series[0] = Math.round((weight * Math.sqrt(samples)) / 0.25);
  return { move, series, seriesStep: nearestStep(0.25) };
}

/** Streams that decode, about rare contexts and about decisions. */
export function denseStreams(): SetEntry[] {
  const dice = new Dice(200);
  const maps = denseMaps(dice, 1, 3).map((map) => ({
    map,
    mapStep: stepOfMap(map, [64, 64], 1, 0.8),
    series: Int32Array.of(5, -3, 2, 0, 0, 0, 0, 0),
    seriesStep: nearestStep(0.4),
  }));
  const flat = { x: new Int32Array(256), y: new Int32Array(256) };
  const series = Array.from({ length: 6 }, (_, k) => ({
    map: { ...flat, x: flat.x.map((_value, i) => (i < 3 ? 3 + k - 2 * i : 0)) },
    mapStep: nearestStep(1.2),
    series: denseSeries(dice, FRAMES, k),
    seriesStep: nearestStep(0.05),
  }));
  const edge = new Int32Array(8);
  edge[7] = 6;
  const drift = { ...flat, x: flat.x.map((_value, i) => (i === 0 ? 20 : 0)) };
  return [
    moving('dense-maps', 'Maps full of coefficients: all contexts of maps.', { grid: 1, modes: maps }),
    moving(
      'dense-series',
      'Long series of large and small values: all contexts of series.',
      { modes: series },
      [0, 17, 31.5, 39],
      FRAMES,
    ),
    moving(
      'loop-highest',
      'The highest frequency of a loop of 8 frames, alone.',
      {
        loopFrames: 8,
        modes: randomModes(new Dice(201), [64, 64], { grid: 0, modes: 1, loopFrames: 8 }).map((mode) => ({
          ...mode,
          series: edge,
          seriesStep: nearestStep(0.5),
        })),
      },
      [0, 1, 2.25],
    ),
    moving(
      'key-fixed-squeezed',
      'Modes fixed to the key picture: a zoom out to a share of 0.09.',
      { lagrangian: true, camera: [held(2, -22.4, 8)] },
      [2],
    ),
    moving(
      'key-fixed-folded',
      'A zoom out to a share of 0.01, which shows nothing.',
      { lagrangian: true, camera: [held(2, -28.8, 8)] },
      [2],
    ),
    moving(
      'key-fixed-stretched',
      'Modes fixed to the key picture: what is stretched to 3 times lies behind what is not.',
      {
        lagrangian: true,
        camera: [held(2, 23.4, 8)],
        modes: randomModes(new Dice(202), [64, 64], { grid: 0, modes: 3, pixels: 14 }),
      },
    ),
    moving(
      'key-fixed-margin',
      'A pan by 26 pixels each way, where the margin of the mesh comes into view.',
      { lagrangian: true, camera: [held(0, 26, 8), held(1, 26, 8)] },
      [2],
    ),
    moving(
      'key-fixed-corner',
      'A pan by 40 pixels each way, where a triangle is too large to be shown.',
      { lagrangian: true, camera: [held(0, 40, 8), held(1, 40, 8)] },
      [2],
    ),
    moving(
      'carried-unlike',
      'Carried texture whose two phases have equal weights and nothing in common.',
      {
        keyFrame: 10,
        advection: { map: drift, mapStep: stepOfMap(drift, [64, 64], 0, 2), period: 20, straying: 'none' },
      },
      [5, 10, 15],
      FRAMES,
    ),
  ];
}
