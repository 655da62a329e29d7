/** @file Streams about transparency: what decodes, and covers that must be refused. */
import type { Section } from 'dynamics-codec/bitstream';
import { joinCover } from 'dynamics-codec/key';
import { nearestStep } from 'dynamics-codec/motion';
import { COVER_SECTION, MATTE_SECTION } from '../../packages/codec/src/bitstream/sections.js';
import { Dice, randomMap, randomModes } from './random-tokens.js';
import { keyOf, streamOf, type GroupOf } from './stream-parts.js';
import type { SetEntry } from './set-entry.js';

const TIMES = [0, 3, 6.4];
const MATTE: Section = { id: MATTE_SECTION, critical: false, data: Uint8Array.of(90) };

function cover(key: string, scale: number, contrast: number): Section {
  return { id: COVER_SECTION, critical: false, data: joinCover({ scale, contrast }, keyOf(key)) };
}

function clear(name: string, about: string, groups: readonly GroupOf[], times: readonly number[] = TIMES): SetEntry {
  return { name: `transparent-${name}`, about, bytes: streamOf(groups, { sections: [MATTE] }), times };
}

function refused(name: string, about: string, data: readonly number[]): SetEntry {
  const section = { id: COVER_SECTION, critical: false, data: Uint8Array.from(data) };
  return {
    name: `alpha-${name}`,
    about,
    bytes: streamOf([{ sections: [section] }], { sections: [MATTE] }),
    times: [0],
    error: { code: 'CORRUPT_STREAM', group: 0 },
  };
}

/** Streams about transparency. */
export function transparentStreams(): SetEntry[] {
  const alpha = keyOf('alpha');
  const modes = randomModes(new Dice(100), [64, 64], { grid: 0, modes: 2, pixels: 3 });
  return [
    clear('still', 'Alpha at full size, contrast 1, of a group that stands still.', [
      { sections: [cover('alpha', 0, 0)] },
    ]),
    clear('half', 'Alpha of half size, contrast 1.5, that moves.', [
      { tokens: { modes }, sections: [cover('alpha-half', 1, 2)] },
    ]),
    clear('quarter', 'Alpha of a quarter of the size, contrast 3, that moves with modes fixed to the key picture.', [
      { tokens: { lagrangian: true, modes }, sections: [cover('alpha-quarter', 2, 4)] },
    ]),
    {
      name: 'transparent-odd',
      about: 'Alpha of half of odd sides, contrast 1.25.',
      bytes: streamOf([{ key: keyOf('odd'), sections: [cover('alpha-odd', 1, 1)] }], {
        width: 67,
        height: 65,
        sections: [MATTE],
      }),
      times: [0],
    },
    clear(
      'carried',
      'Alpha of carried texture with light and a tone, which leave it as it is.',
      [
        {
          frames: 20,
          tokens: {
            advection: {
              map: randomMap(new Dice(101), [64, 64], { grid: 0 }),
              mapStep: nearestStep(1.5),
              period: 14,
              straying: 'none',
            },
            tone: {
              changes: [
                {
                  gain: -90,
                  offsets: [60, 5, 9],
                  series: Int32Array.from({ length: 20 }, (_, i) => (i < 2 ? 9 : 0)),
                  seriesStep: nearestStep(0.3),
                },
              ],
            },
          },
          sections: [cover('alpha', 0, 3)],
        },
      ],
      [0, 5.5, 13, 19],
    ),
    clear(
      'seam',
      'A transparent group that fades into an opaque one.',
      [
        {
          frames: 6,
          tokens: { tail: 4, modes: randomModes(new Dice(102), [64, 64], { grid: 0, modes: 1, frames: 6, tail: 4 }) },
          sections: [cover('alpha-half', 1, 3)],
        },
        { frames: 8, key: keyOf('other-scene') },
      ],
      [5, 6, 7.5, 12],
    ),
    {
      name: 'transparent-without-matte',
      about: 'Alpha in a stream that has no matte is skipped.',
      bytes: streamOf([{ key: keyOf('fine'), sections: [cover('alpha', 0, 0)] }]),
      times: [0],
      exact: true,
    },
    refused('scale-3', 'A scale of alpha that is not defined.', [3, ...alpha]),
    refused('contrast-5', 'A contrast of alpha that is not defined.', [20, ...alpha]),
    refused('bit-5', 'A bit of the form of alpha that is not defined.', [32, ...alpha]),
    refused('no-data', 'A section of alpha without data.', []),
    refused('no-still', 'A section of alpha without a still.', [0]),
    refused('grain', 'Alpha with a grain code.', [0, alpha[0]! | 128, 9, ...alpha.subarray(1)]),
    refused('size', 'A still of alpha whose frame is not well formed.', [0, ...alpha, 0]),
    refused('cut', 'A still of alpha whose tile ends early.', [0, ...alpha.slice(0, -1)]),
  ];
}
