/** @file Streams that decode, one for each part of the motion payload and each of its limits. */
import {
  GRID_SIDES,
  MAX_LIGHT_MODES,
  MAX_MODES,
  nearestStep,
  type MotionTokens,
  type QuantisedAdvection,
} from 'dynamics-codec/motion';
import {
  Dice,
  randomMap,
  randomModes,
  randomSeries,
  stepOfMap,
  stepOfSeries,
  type RandomModes,
} from './random-tokens.js';
import { keyOf, streamOf, type Sides } from './stream-parts.js';
import type { SetEntry } from './set-entry.js';

const SIDES: Sides = [64, 64];
const TIMES = [0, 3, 6.4];

interface MotionStream {
  readonly name: string;
  readonly about: string;
  readonly tokens: Partial<MotionTokens>;
  readonly frames?: number;
  readonly times?: readonly number[];
}

function moving({ name, about, tokens, frames = 8, times = TIMES }: MotionStream): SetEntry {
  return { name, about, bytes: streamOf([{ frames, tokens }]), times };
}

function modesOf(seed: number, wanted: Omit<RandomModes, 'grid'> & { readonly grid?: number }): MotionTokens['modes'] {
  return randomModes(new Dice(seed), SIDES, { grid: 0, ...wanted });
}

function modeStreams(): SetEntry[] {
  const grids = GRID_SIDES.map((cells, grid) =>
    moving({
      name: `grid-${cells}`,
      about: `Two modes on a grid of ${cells} cells along the longer side.`,
      tokens: { grid, keyFrame: 5, modes: modesOf(10 + grid, { grid, modes: 2, count: 24 }) },
    }),
  );
  const [first, second, third] = modesOf(20, { modes: 3, pixels: 0.5 });
  return [
    ...grids,
    moving({
      name: 'most-modes',
      about: `${MAX_MODES} modes, whose quantiser steps go up and down.`,
      tokens: { modes: modesOf(21, { modes: MAX_MODES, pixels: 0.3 }) },
    }),
    moving({
      name: 'steps',
      about: 'Quantiser steps from the least to the largest and back.',
      tokens: {
        modes: [
          { ...first!, mapStep: 0, seriesStep: 63, series: Int32Array.from(first!.series, (v) => Math.sign(v)) },
          { ...second!, mapStep: 63, seriesStep: 0, series: Int32Array.from(second!.series, (v) => Math.sign(v)) },
          { ...third!, mapStep: 0, seriesStep: 63, series: Int32Array.from(third!.series, (v) => Math.sign(v)) },
        ],
      },
    }),
    moving({
      name: 'large-integers',
      about: 'Coefficients and values of up to 20 bits, by small steps.',
      tokens: {
        modes: modesOf(22, { modes: 2, most: 1_000_000, pixels: 1 }).map((mode, k) => ({
          ...mode,
          mapStep: 0,
          seriesStep: 0,
          series: Int32Array.from({ length: 8 }, (_, i) => (i === 0 ? 3 - 5 * k : i === 1 ? 2 : 0)),
          map: {
            x: mode.map.x.map((v) => v >> (k === 0 ? 3 : 9)),
            y: mode.map.y.map((v) => v >> 5),
          },
        })),
      },
    }),
    moving({
      name: 'empty-series',
      about: 'A mode whose series has no value, and one whose map has none, before one that moves.',
      tokens: {
        modes: [
          { ...first!, series: new Int32Array(8) },
          { ...second!, map: { x: new Int32Array(256), y: new Int32Array(256) } },
          third!,
        ],
      },
    }),
    moving({
      name: 'folds',
      about: 'Displacements that fold the picture.',
      tokens: { grid: 4, modes: modesOf(23, { grid: 4, modes: 2, count: 40, pixels: 9 }) },
    }),
    {
      name: 'widest-modes',
      about: 'Modes on the widest picture: 4 rows of cells.',
      bytes: streamOf(
        [
          {
            key: keyOf('widest'),
            tokens: { modes: randomModes(new Dice(24), [4096, 64], { grid: 0, modes: 2, pixels: 12 }) },
          },
        ],
        { width: 4096, height: 64 },
      ),
      times: [2],
      stride: 16,
    },
    {
      name: 'odd-modes',
      about: 'Modes on a picture of 67 x 65 pixels.',
      bytes: streamOf(
        [{ key: keyOf('odd'), tokens: { grid: 2, modes: randomModes(new Dice(25), [67, 65], { grid: 2, modes: 3 }) } }],
        { width: 67, height: 65 },
      ),
      times: TIMES,
    },
    {
      name: 'wide-modes',
      about: 'Modes fixed to the key picture and a camera on a picture of 96 x 64 pixels.',
      bytes: streamOf(
        [
          {
            key: keyOf('wide'),
            tokens: {
              grid: 2,
              lagrangian: true,
              modes: randomModes(new Dice(26), [96, 64], { grid: 2, modes: 3 }),
              camera: [{ move: 3, series: randomSeries(new Dice(27), 8), seriesStep: nearestStep(0.5) }],
            },
          },
        ],
        { width: 96, height: 64 },
      ),
      times: TIMES,
    },
  ];
}

function keyFixedStreams(): SetEntry[] {
  const fixed = (name: string, about: string, pixels: number, grid: number): SetEntry =>
    moving({
      name,
      about,
      tokens: { lagrangian: true, grid, keyFrame: 7, modes: modesOf(30, { grid, modes: 2, count: 20, pixels }) },
    });
  return [
    fixed('key-fixed', 'Modes fixed to the key picture.', 1.5, 0),
    fixed('key-fixed-tears', 'Modes fixed to the key picture that fold and stretch it.', 8, 3),
    moving({
      name: 'key-fixed-loop',
      about: 'Modes fixed to the key picture in a loop.',
      tokens: { lagrangian: true, loopFrames: 6, modes: modesOf(31, { modes: 2, loopFrames: 6 }) },
    }),
  ];
}

function timeStreams(): SetEntry[] {
  const loop = (loopFrames: number, frames = 8, times: readonly number[] = TIMES): SetEntry =>
    moving({
      name: `loop-${loopFrames}`,
      about: `Series that repeat after ${loopFrames} frames.`,
      frames,
      times,
      tokens: { loopFrames, modes: modesOf(40 + loopFrames, { modes: 2, loopFrames, length: 30 }) },
    });
  const tail = (frames: number, length: number): Partial<MotionTokens> => ({
    tail: length,
    modes: modesOf(45 + length, { modes: 2, frames, tail: length }),
  });
  const tailed = (name: string, about: string, first: number, frames: readonly [number, number]): SetEntry => ({
    name,
    about,
    bytes: streamOf([
      { frames: frames[0], tokens: tail(frames[0], first) },
      { frames: frames[1], key: keyOf('other-scene'), tokens: tail(frames[1], 3) },
    ]),
    times: [0, 1, 4.5, first - 0.5, first].map((t) => frames[0] + Math.min(t, frames[1] - 1)),
  });
  return [
    loop(1),
    loop(7),
    loop(8),
    loop(1024, 1024, [0, 500.5, 1023]),
    tailed('seam', 'Two groups that fade over 5 frames.', 5, [6, 9]),
    tailed('longest-tail', 'Two groups that fade over 31 frames.', 31, [6, 40]),
    tailed('tail-beyond-group', 'A tail that is longer than the group behind it.', 20, [4, 6]),
    {
      name: 'seam-of-still-groups',
      about: 'A group that stands still, but has a tail: its mask of camera moves is empty.',
      bytes: streamOf([
        { frames: 4, tokens: { tail: 4 } },
        { frames: 6, key: keyOf('other-scene') },
      ]),
      times: [3, 4, 5.5, 7, 8],
    },
  ];
}

function cameraStreams(): SetEntry[] {
  const moves = (seed: number, which: readonly number[], samples: number): MotionTokens['camera'] => {
    const dice = new Dice(seed);
    return which.map((move) => ({ move, series: randomSeries(dice, samples, 5), seriesStep: nearestStep(0.4) - move }));
  };
  return [
    ...[0, 1, 2, 3, 4, 5].map((move) =>
      moving({
        name: `camera-${move}`,
        about: `The camera's move ${move} alone.`,
        tokens: { camera: moves(50 + move, [move], 8) },
        times: [0, 6.4],
      }),
    ),
    moving({
      name: 'camera-all',
      about: 'All moves of the camera besides a mode, in a loop of 11 frames.',
      tokens: {
        loopFrames: 11,
        grid: 1,
        camera: moves(57, [0, 1, 2, 3, 4, 5], 11),
        modes: modesOf(58, { grid: 1, modes: 1, loopFrames: 11 }),
      },
    }),
  ];
}

/** A velocity of about this many pixels per frame. */
function velocity(seed: number, pixels: number): Pick<QuantisedAdvection, 'map' | 'mapStep'> {
  const map = randomMap(new Dice(seed), SIDES, { grid: 0 });
  return { map, mapStep: stepOfMap(map, SIDES, 0, pixels) };
}

function carriedStreams(): SetEntry[] {
  const carried = (
    seed: number,
    period: number,
    straying: QuantisedAdvection['straying'] = 'none',
    pixels = 1,
  ): QuantisedAdvection => ({
    ...velocity(seed, pixels),
    period,
    straying,
  });
  const carries = (
    name: string,
    about: string,
    advection: QuantisedAdvection,
    more: Partial<MotionTokens> = {},
    times: readonly number[] = [0, 9, 17.3, 37],
  ): SetEntry => moving({ name, about, tokens: { keyFrame: 9, advection, ...more }, frames: 40, times });
  return [
    carries('carried', 'Texture that is carried, without modes.', carried(60, 20)),
    carries('carried-shortest', 'Carried texture of the shortest period, 4 frames.', carried(61, 4, 'none', 3)),
    carries('carried-longest', 'Carried texture of the longest period, 67 frames.', carried(62, 67, 'none', 0.4)),
    carries('carried-odd', 'Carried texture of an odd period, besides modes.', carried(63, 13), {
      modes: modesOf(64, { modes: 2, frames: 40 }),
    }),
    carries('strays', 'Carried texture whose lives start elsewhere.', carried(65, 9, 'whole')),
    carries(
      'strays-loop',
      'Carried texture whose lives start elsewhere, in a loop of 30 frames: 3 lives.',
      carried(66, 10, 'whole'),
      { loopFrames: 30, modes: modesOf(67, { modes: 1, loopFrames: 30 }) },
    ),
    carries(
      'strays-by-place',
      'Carried texture of which each place starts elsewhere in each life.',
      carried(75, 9, 'by-place'),
      {
        modes: modesOf(76, { modes: 1, frames: 40 }),
      },
    ),
    carries(
      'strays-by-place-borders',
      'Carried texture so fast that its paths turn back at the borders.',
      carried(77, 20, 'by-place', 2),
    ),
    carries(
      'strays-by-place-loop',
      'Carried texture of which each place starts elsewhere in each life, in a loop of 30 frames: 3 lives.',
      carried(78, 10, 'by-place'),
      { loopFrames: 30 },
    ),
    carries('carried-loop', 'Carried texture in a loop, with the camera.', carried(68, 12), {
      loopFrames: 24,
      camera: [{ move: 1, series: randomSeries(new Dice(69), 24), seriesStep: nearestStep(0.5) }],
    }),
  ];
}

function lightStreams(): SetEntry[] {
  const light = (seed: number, grid: number, modes: number, samples: number): NonNullable<MotionTokens['light']> => {
    const dice = new Dice(seed);
    return {
      grid,
      modes: Array.from({ length: modes }, (_, k) => {
        const { x } = randomMap(dice, SIDES, { grid, count: 16, most: 9 });
        const map = { x, y: new Int32Array(x.length) };
        const series = randomSeries(dice, samples);
        return {
          map,
          mapStep: stepOfMap(map, SIDES, grid, 12) - k,
          series,
          seriesStep: stepOfSeries(series) - k,
        };
      }),
    };
  };
  const direction = (
    gain: number,
    offsets: readonly [number, number, number],
    series: Int32Array,
  ): NonNullable<MotionTokens['tone']>['changes'][number] => ({ gain, offsets, series, seriesStep: nearestStep(0.25) });
  const samples = 8;
  const flash = Int32Array.from({ length: samples }, (_, k) =>
    Math.round(8 * Math.sqrt((k === 0 ? 1 : 2) / samples) * Math.cos((Math.PI * 3.5 * k) / samples)),
  );
  return [
    moving({
      name: 'light',
      about: 'One mode of light, and nothing that moves.',
      tokens: { light: light(70, 0, 1, 8) },
    }),
    moving({
      name: 'most-light',
      about: `${MAX_LIGHT_MODES} modes of light on a grid of their own, besides modes that move.`,
      tokens: { grid: 1, light: light(71, 3, MAX_LIGHT_MODES, 8), modes: modesOf(72, { grid: 1, modes: 2 }) },
    }),
    moving({
      name: 'light-loop',
      about: 'Light in a loop, besides carried texture.',
      frames: 24,
      tokens: {
        loopFrames: 12,
        light: light(73, 6, 2, 12),
        advection: {
          ...velocity(74, 0.5),
          period: 12,
          straying: 'none',
        },
      },
    }),
    moving({
      name: 'tone',
      about: 'A tone of one direction: a fade.',
      tokens: { tone: { changes: [direction(-180, [-40, 12, -9], Int32Array.of(6, -4, 1, 0, 0, 0, 0, 0))] } },
    }),
    moving({
      name: 'tone-flash',
      about: 'A flash of one frame, which does not ring between frames.',
      tokens: { tone: { changes: [direction(60, [300, 0, 0], flash)] } },
      times: [2, 2.5, 3, 3.5, 4.25],
    }),
    moving({
      name: 'most-tone',
      about: 'Four directions of tone with the least and the largest numbers, besides maps of light and a mode.',
      tokens: {
        light: light(75, 2, 1, 8),
        modes: modesOf(76, { modes: 1 }),
        tone: {
          changes: [
            direction(511, [0, 0, 0], Int32Array.of(1, 0, 0, 0, 0, 0, 0, 0)),
            direction(-512, [-512, 511, 0], Int32Array.of(0, 1, 0, 0, 0, 0, 0, 0)),
            direction(0, [0, -512, 511], Int32Array.of(0, 0, -1, 0, 0, 0, 0, 0)),
            direction(3, [80, 7, -6], randomSeries(new Dice(77), 8)),
          ],
        },
      },
    }),
  ];
}

/** Streams that decode, about what motion payloads say. */
export function motionStreams(): SetEntry[] {
  return [
    ...modeStreams(),
    ...keyFixedStreams(),
    ...timeStreams(),
    ...cameraStreams(),
    ...carriedStreams(),
    ...lightStreams(),
  ];
}
