/** @file Streams that decode, about statistics of drawn motion. */
import { DRAWN_MOTION_SECTION, MAX_VARUINT, type Section, type StreamHeader } from 'dynamics-codec/bitstream';
import { nearestStep, writeStatistics, type QuantisedStrength, type StatisticsTokens } from 'dynamics-codec/motion';
import { Dice, randomMap, randomModes, randomSeries } from './random-tokens.js';
import { keyOf, streamOf, type GroupOf, type Sides } from './stream-parts.js';
import type { EntryOptions, SetEntry } from './set-entry.js';

const SQUARE: Sides = [64, 64];
const TIMES = [0, 3.3, 7];

/** A strength whose map is random around a mean that is seen. */
function strength(seed: number, levels: readonly number[], grid = 0, sides = SQUARE, mean = 60): QuantisedStrength {
  const map = randomMap(new Dice(seed), sides, { grid, count: 9, most: 9 });
  map.x[0] = mean;
  return { map, mapStep: nearestStep(1.2), levels };
}

function sectionOf(tokens: Partial<StatisticsTokens>, sides = SQUARE, critical = true): Section {
  const whole = { grid: 0, loopFrames: 0, displacement: undefined, light: undefined, ...tokens };
  return { id: DRAWN_MOTION_SECTION, critical, data: writeStatistics(whole, ...sides) };
}

interface DrawnStream {
  readonly name: string;
  readonly about: string;
  readonly groups: readonly GroupOf[];
  readonly header?: Partial<StreamHeader>;
  readonly times?: readonly number[];
  readonly options?: EntryOptions;
}

function drawn({ name, about, groups, header = {}, times = TIMES, options }: DrawnStream): SetEntry {
  return { name, about, bytes: streamOf(groups, header), times, ...(options && { options }) };
}

/** Drawn motion besides a mode, on a picture whose grids have fewer cells along one side than its shape would give. */
function slender(key: string, picture: string, sides: Sides): SetEntry {
  const strengths = {
    displacement: strength(96, [9, 10, 11, 10, 8], 1, sides),
    light: strength(97, [4, 9, 12, 9, 6], 1, sides, 50),
  };
  const group = {
    key: keyOf(key),
    tokens: { modes: randomModes(new Dice(95), sides, { grid: 0, modes: 1, pixels: 6 }) },
    sections: [sectionOf({ ...strengths, grid: 1 }, sides)],
  };
  const header = { width: sides[0], height: sides[1] };
  const about = `Drawn motion besides a mode on a picture ${picture}, whose cells are not square.`;
  return { ...drawn({ name: `drawn-${key}`, about, groups: [group], header }), stride: 8 };
}

/** Streams that decode, about statistics of drawn motion. */
export function drawnStreams(): SetEntry[] {
  const all = strength(80, [9, 10, 11, 10, 8]);
  const light = strength(81, [4, 9, 12, 9, 6], 0, SQUARE, 50);
  const modes = randomModes(new Dice(82), SQUARE, { grid: 0, modes: 2 });
  return [
    drawn({
      name: 'drawn-displacement',
      about: 'Displacement drawn in a group that stands still.',
      groups: [{ sections: [sectionOf({ displacement: all })] }],
    }),
    drawn({
      name: 'drawn-light',
      about: 'Light drawn in a group that stands still.',
      groups: [{ sections: [sectionOf({ light })] }],
    }),
    drawn({
      name: 'drawn-both',
      about: 'Displacement and light drawn besides modes and light that were sent, by the highest seed.',
      groups: [
        {
          tokens: {
            modes,
            light: {
              grid: 1,
              modes: [
                {
                  map: { ...randomMap(new Dice(83), SQUARE, { grid: 1, most: 9 }), y: new Int32Array(24 * 24) },
                  mapStep: nearestStep(20),
                  series: randomSeries(new Dice(84), 8),
                  seriesStep: nearestStep(0.4),
                },
              ],
            },
          },
          sections: [sectionOf({ displacement: all, light })],
        },
      ],
      header: { seed: MAX_VARUINT },
    }),
    drawn({
      name: 'drawn-one-octave',
      about: 'Statistics with one octave for displacement and another for light.',
      groups: [
        {
          sections: [
            sectionOf({ displacement: strength(85, [0, 0, 0, 0, 15]), light: strength(86, [15, 0, 0, 0, 0]) }),
          ],
        },
      ],
    }),
    drawn({
      name: 'drawn-strongest',
      about: 'Strengths beyond every limit, which are held to it.',
      groups: [{ sections: [sectionOf({ displacement: strength(87, [15, 15, 15, 15, 15], 0, SQUARE, 900) })] }],
    }),
    drawn({
      name: 'drawn-nothing',
      about: 'Statistics whose levels are all 0.',
      groups: [{ sections: [sectionOf({ displacement: strength(88, [0, 0, 0, 0, 0]) })] }],
    }),
    drawn({
      name: 'drawn-no-data',
      about: 'A section of statistics without data, which is not marked critical: nothing is drawn.',
      groups: [
        { key: keyOf('fine'), sections: [{ id: DRAWN_MOTION_SECTION, critical: false, data: new Uint8Array(0) }] },
      ],
    }),
    drawn({
      name: 'drawn-not-critical',
      about: 'Statistics that are not marked critical are drawn alike.',
      groups: [{ sections: [sectionOf({ displacement: all }, SQUARE, false)] }],
    }),
    drawn({
      name: 'drawn-loop',
      about: 'Drawn motion that repeats after 8 frames.',
      groups: [{ frames: 20, sections: [sectionOf({ displacement: all, light, loopFrames: 8 })] }],
      times: [0, 5, 8, 13.5],
    }),
    drawn({
      name: 'drawn-finest',
      about: 'Statistics on the finest grid, on a picture of 96 x 64 pixels with modes fixed to the key picture.',
      groups: [
        {
          key: keyOf('wide'),
          tokens: { lagrangian: true, modes: randomModes(new Dice(89), [96, 64], { grid: 0, modes: 2 }) },
          sections: [sectionOf({ grid: 6, displacement: strength(90, [9, 9, 9, 9, 9], 6, [96, 64]) }, [96, 64])],
        },
      ],
      header: { width: 96 },
    }),
    drawn({
      name: 'drawn-carried',
      about: 'Drawn motion besides carried texture.',
      groups: [
        {
          frames: 20,
          tokens: {
            advection: {
              map: randomMap(new Dice(91), SQUARE, { grid: 0 }),
              mapStep: nearestStep(1.5),
              period: 12,
              straying: 'whole',
            },
          },
          sections: [sectionOf({ displacement: all, light })],
        },
      ],
      times: [0, 8.5, 19],
    }),
    drawn({
      name: 'drawn-seam',
      about: 'Drawn motion goes on over a seam: both groups mix the same phases.',
      groups: [
        {
          frames: 6,
          tokens: { tail: 4, modes: randomModes(new Dice(92), SQUARE, { grid: 0, modes: 1, frames: 6, tail: 4 }) },
          sections: [sectionOf({ displacement: all, light })],
        },
        { frames: 8, key: keyOf('other-scene'), sections: [sectionOf({ displacement: all })] },
      ],
      header: { seed: 77 },
      times: [5, 6, 8.5, 12],
    }),
    ...[0, 0.5, 2].map((liveliness) =>
      drawn({
        name: `liveliness-${liveliness}`,
        about: `Drawn motion besides modes, at a liveliness of ${liveliness}.`,
        groups: [{ tokens: { modes }, sections: [sectionOf({ displacement: all, light })] }],
        options: { liveliness },
      }),
    ),
    drawn({
      name: 'drawn-tall',
      about: 'Drawn motion on a picture of 64 x 80 pixels.',
      groups: [
        {
          key: keyOf('tall'),
          sections: [
            sectionOf(
              {
                displacement: strength(93, [8, 9, 10, 9, 8], 0, [64, 80]),
                light: strength(94, [8, 9, 10, 9, 8], 0, [64, 80]),
              },
              [64, 80],
            ),
          ],
        },
      ],
      header: { height: 80 },
    }),
    slender('long', 'of 1216 x 64 pixels: grids of 4 rows', [1216, 64]),
    slender('high', 'of 64 x 1216 pixels: grids of 4 columns', [64, 1216]),
  ];
}
