/** @file Streams that decode, one for each way to write a header, a section or a group. */
import type { FrameRate } from 'dynamics-codec/picture';
import { MAX_VARUINT, type Section } from 'dynamics-codec/bitstream';
import { MAX_SECTION_BYTES, MAX_SECTION_ID, MAX_SECTIONS } from '../../packages/codec/src/bitstream/limits.js';
import { writeOpenStream } from '../../test/fixtures/open-stream.js';
import { Dice, randomModes } from './random-tokens.js';
import { groupOf, headerOf, keyOf, streamOf, type GroupOf } from './stream-parts.js';
import { AS_SENT, type SetEntry } from './set-entry.js';

const fine = (): GroupOf => ({ key: keyOf('fine') });
const flat = (frames = 1): GroupOf => ({ frames, key: keyOf('flat') });
const section = (id: number, bytes: number, critical = false): Section => ({
  id,
  critical,
  data: Uint8Array.from({ length: bytes }, (_, i) => (i * 37 + id) & 255),
});

function wholeRates(...rates: readonly number[]): FrameRate[] {
  return rates.map((numerator) => ({ numerator, denominator: 1 }));
}

const RATES: readonly FrameRate[] = [
  { numerator: 24000, denominator: 1001 },
  ...wholeRates(24, 25),
  { numerator: 30000, denominator: 1001 },
  ...wholeRates(30, 48, 50),
  { numerator: 60000, denominator: 1001 },
  ...wholeRates(60, 10, 12, 15, 20, 120),
  { numerator: 50, denominator: 2 },
  { numerator: MAX_VARUINT, denominator: 7 },
  { numerator: 1, denominator: 1000 },
];

function rateStreams(): SetEntry[] {
  return RATES.map((frameRate) => ({
    name: `rate-${frameRate.numerator}-${frameRate.denominator}`,
    about: `Frame rate ${frameRate.numerator}/${frameRate.denominator}.`,
    bytes: streamOf([flat(2)], { frameRate }),
    times: [0, 1],
    ...AS_SENT,
  }));
}

function colourStreams(): SetEntry[] {
  return (['bt601', 'bt709', 'bt2020'] as const).flatMap((matrix) =>
    (['limited', 'full'] as const).map((range) => ({
      name: `colour-${matrix}-${range}`,
      about: `Colour of the source ${matrix}, ${range} range: changes nothing in decoding.`,
      bytes: streamOf([flat()], { colour: { matrix, range } }),
      times: [0],
      ...AS_SENT,
    })),
  );
}

function sideStreams(): SetEntry[] {
  const side = (name: string, width: number, height: number, stride = 4): SetEntry => ({
    name: `sides-${name}`,
    about: `${width} x ${height} pixels.`,
    bytes: streamOf([{ key: keyOf(name) }], { width, height }),
    times: [0],
    stride,
  });
  return [side('odd', 67, 65), side('widest', 4096, 64, 16), side('tallest', 64, 4096, 16)];
}

function sectionStreams(): SetEntry[] {
  const many = Array.from({ length: MAX_SECTIONS }, (_, i) => section(2 + 3 * i, i % 4));
  return [
    {
      name: 'header-sections',
      about: 'Sections of the header that are not critical: the most there may be, and the highest id.',
      bytes: streamOf([flat()], { sections: [...many.slice(1), section(MAX_SECTION_ID, 9)] }),
      times: [0],
      ...AS_SENT,
    },
    {
      name: 'longest-section',
      about: 'A section of the header of 65,536 bytes, all of them zero.',
      bytes: streamOf([flat()], { sections: [{ id: 9, critical: false, data: new Uint8Array(MAX_SECTION_BYTES) }] }),
      times: [0],
      ...AS_SENT,
    },
    {
      name: 'group-sections',
      about:
        'Sections of a group that are not critical, before and behind an id that decoders know, which is not there.',
      bytes: streamOf([{ ...flat(), sections: [section(0, 5), ...many.slice(0, 60), section(MAX_SECTION_ID, 200)] }]),
      times: [0],
      ...AS_SENT,
    },
  ];
}

function groupStreams(): SetEntry[] {
  const moving = (seed: number, frames: number): GroupOf => ({
    frames,
    key: keyOf(seed % 2 === 0 ? 'scene' : 'other-scene'),
    tokens: { keyFrame: 2, modes: randomModes(new Dice(seed), [64, 64], { grid: 0, modes: 2, frames }) },
  });
  const open = (groups: readonly GroupOf[]): Uint8Array =>
    writeOpenStream(
      headerOf(),
      groups.map((group) => groupOf(group)),
    );
  return [
    {
      name: 'still',
      about: 'A group that stands still, of a key with enough bits to stay as AV1 decodes it.',
      bytes: streamOf([fine()]),
      times: [0, 7],
      exact: true,
    },
    {
      name: 'one-frame',
      about: 'A group of one frame: its key frame takes no bits.',
      bytes: streamOf([flat(1)]),
      times: [0],
    },
    {
      name: 'most-frames',
      about: 'A group of 1024 frames with a mode, at both ends.',
      bytes: streamOf([moving(1, 1024)]),
      times: [0, 511.5, 1023],
    },
    {
      name: 'most-values',
      about: 'A series of as many values as there may be: 1024 frames and a tail of 31.',
      bytes: streamOf([
        {
          frames: 1024,
          tokens: {
            tail: 31,
            modes: randomModes(new Dice(2), [64, 64], {
              grid: 0,
              modes: 1,
              frames: 1024,
              tail: 31,
              length: 1055,
              pixels: 0.2,
            }),
          },
        },
      ]),
      times: [0, 700.25, 1023],
    },
    {
      name: 'many-groups',
      about: '150 groups of 1 to 40 frames; group 149 begins at frame 3012.',
      bytes: streamOf(
        Array.from({ length: 150 }, (_, i) => ({ ...flat(1 + ((i * 7) % 40)), key: keyOf('flat', 1 + i) })),
      ),
      times: [0, 1000, 3011, 3020],
    },
    {
      name: 'closed-groups',
      about: 'Three groups without tails: cuts.',
      bytes: streamOf([moving(3, 5), moving(4, 12), moving(5, 9)]),
      times: [4, 4.5, 5, 16, 17, 25],
    },
    {
      name: 'open-groups',
      about: 'The same three groups in open form.',
      bytes: open([moving(3, 5), moving(4, 12), moving(5, 9)]),
      times: [4, 5, 17, 25],
    },
    {
      name: 'open-sections',
      about: 'An open stream whose second group has sections.',
      bytes: open([flat(3), { ...flat(3), sections: [section(7, 20)] }]),
      times: [0, 5],
    },
    {
      name: 'beyond-the-ends',
      about: 'Times before the first frame and behind the last show those.',
      bytes: streamOf([moving(6, 6)]),
      times: [-3, 0, 5, 5.5, 40],
    },
    {
      name: 'left-over-bytes',
      about: 'Bytes behind what a motion payload says are ignored.',
      bytes: streamOf([{ ...fine(), motion: Uint8Array.of(0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9) }]),
      times: [3],
      exact: true,
    },
    {
      name: 'highest-seed',
      about: 'The highest seed, which grain is drawn from.',
      bytes: streamOf([{ key: keyOf('scene', 0x88) }], { seed: MAX_VARUINT }),
      times: [0],
    },
    {
      name: 'model-8',
      about: 'A stream of model 8, shown by the classical generators.',
      bytes: streamOf([moving(7, 8)], { modelId: 8 }),
      times: [0, 6],
    },
  ];
}

/** Streams that decode, about headers, sections and groups. */
export function headerStreams(): SetEntry[] {
  return [...rateStreams(), ...colourStreams(), ...sideStreams(), ...sectionStreams(), ...groupStreams()];
}
