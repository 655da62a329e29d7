/** @file Streams whose motion payload or statistics break a rule. */
import { DRAWN_MOTION_SECTION, RangeEncoder } from 'dynamics-codec/bitstream';
import { bandSides, gridSize, MotionSyntax } from 'dynamics-codec/motion';
import { streamOf, type GroupOf } from './stream-parts.js';
import type { SetEntry } from './set-entry.js';

const FRAMES = 6;
const KEY_FRAME_BITS = 3;

/** What the first fields of a motion payload say. */
interface Head {
  readonly tools?: number;
  readonly keyFrame?: number;
  readonly count?: number;
}

function payload(
  { tools = 0, keyFrame = 0, count = 0 }: Head,
  rest: (coder: RangeEncoder, syntax: MotionSyntax) => void,
): Uint8Array {
  const coder = new RangeEncoder();
  const syntax = new MotionSyntax();
  syntax.field(coder, 'tools', tools);
  coder.raw(keyFrame, KEY_FRAME_BITS);
  syntax.field(coder, 'count', count);
  rest(coder, syntax);
  return coder.finish();
}

/** Not looped, no tail, grid 0. */
function plainTime(coder: RangeEncoder): void {
  coder.raw(0, 1);
  coder.raw(0, 5);
  coder.raw(0, 3);
}

function emptyMap(coder: RangeEncoder, syntax: MotionSyntax, components: 1 | 2): void {
  const { width, height } = gridSize(64, 64, 0);
  const map = { x: new Int32Array(width * height), y: new Int32Array(width * height) };
  syntax.maps(bandSides(width, height), components).code(coder, map);
}

/** A mode whose map is empty, behind its steps. */
function flatMode(coder: RangeEncoder, syntax: MotionSyntax, series = new Int32Array(FRAMES)): void {
  emptyMap(coder, syntax, 2);
  syntax.series('mode').code(coder, series);
}

/** A tone of one direction, with the same number four times and this series. */
function toneOf(coder: RangeEncoder, syntax: MotionSyntax, number: number, series: Int32Array): void {
  coder.raw(7, 3);
  coder.raw(0, 2);
  for (let i = 0; i < 4; i++) coder.raw(number, 10);
  syntax.field(coder, 'lightSeriesStep', 20);
  syntax.series('light').code(coder, series);
}

/** Streams whose motion payload or statistics must be refused. */
export function brokenMotion(): SetEntry[] {
  const refused = (name: string, about: string, group: GroupOf): SetEntry => ({
    name,
    about,
    bytes: streamOf([{ frames: FRAMES, ...group }]),
    times: [0],
    error: { code: 'CORRUPT_STREAM', group: 0 },
  });
  const motion = (name: string, about: string, bytes: Uint8Array): SetEntry => refused(name, about, { motion: bytes });
  const tooLong = Int32Array.from({ length: FRAMES + 1 }, () => 1);
  return [
    motion(
      'key-frame-beyond',
      'A key frame behind the group.',
      payload({ keyFrame: FRAMES }, () => undefined),
    ),
    motion(
      'grid-7-7',
      'A grid of 7 behind the escape.',
      payload({ count: 1 }, (coder) => {
        coder.raw(0, 6);
        coder.raw(0b111111, 6);
      }),
    ),
    motion(
      'step-below-0',
      'A quantiser step below 0.',
      payload({ count: 2 }, (coder, syntax) => {
        plainTime(coder);
        syntax.steps(coder, 3, 9);
        flatMode(coder, syntax);
        syntax.steps(coder, -1, 9);
      }),
    ),
    motion(
      'step-beyond-63',
      'A quantiser step above 63.',
      payload({ count: 2 }, (coder, syntax) => {
        plainTime(coder);
        syntax.steps(coder, 60, 40);
        flatMode(coder, syntax);
        syntax.steps(coder, 58, 64);
      }),
    ),
    motion(
      'series-too-long',
      'A series of a mode that is longer than the group.',
      payload({ count: 1 }, (coder, syntax) => {
        plainTime(coder);
        syntax.steps(coder, 20, 20);
        flatMode(coder, syntax, tooLong);
      }),
    ),
    motion(
      'camera-series-too-long',
      'A series of the camera that is longer than the group.',
      payload({ tools: 2 }, (coder, syntax) => {
        plainTime(coder);
        syntax.field(coder, 'cameraMoves', 4);
        syntax.field(coder, 'cameraStep', 20);
        syntax.series('camera').code(coder, tooLong);
      }),
    ),
    motion(
      'light-series-too-long',
      'A series of the light that is longer than the group.',
      payload({ tools: 4 }, (coder, syntax) => {
        plainTime(coder);
        coder.raw(0, 3);
        syntax.field(coder, 'lightCount', 0);
        syntax.field(coder, 'lightMapStep', 20);
        syntax.field(coder, 'lightSeriesStep', 20);
        emptyMap(coder, syntax, 1);
        syntax.series('light').code(coder, tooLong);
      }),
    ),
    motion(
      'tone-series-too-long',
      'A series of the tone that is longer than the group.',
      payload({ tools: 4 }, (coder, syntax) => {
        plainTime(coder);
        toneOf(coder, syntax, 600, tooLong);
      }),
    ),
    motion(
      'light-grid-7',
      'A grid of 7 for the maps of light behind a tone.',
      payload({ tools: 4 }, (coder, syntax) => {
        plainTime(coder);
        toneOf(coder, syntax, 512, new Int32Array(FRAMES));
        coder.raw(1, 1);
        coder.raw(7, 3);
      }),
    ),
    refused('statistics-grid-7', 'Statistics on a grid of 7.', {
      sections: [{ id: DRAWN_MOTION_SECTION, critical: true, data: Uint8Array.of(0xe0, 1, 2, 3) }],
    }),
  ];
}
