/**
 * @file Syntax of the statistics of drawn motion: what a group says of motion that it does not send. See
 * docs/bitstream.md, "Statistics of drawn motion".
 */
import type { BitCoder } from '../../bitstream/index.js';
import { codeLoop, GRID_SIDES, gridSize, type QuantisedMap } from '../tokens/motion-tokens.js';
import { MotionSyntax } from '../tokens/motion-syntax.js';
import { bandSides } from '../transform/map-transform.js';

/** Octaves of frequency that are told apart. Octave b holds the frequencies of 2^-(b+2) to 2^-(b+1) cycles per frame. */
export const OCTAVES = 5;
/** Bits of the level of an octave. */
const LEVEL_BITS = 4;

/** Quantised strength of one kind of motion, by place and octave. */
export interface QuantisedStrength {
  /** First component: strength on a logarithmic scale; second: tilt of its spectrum. */
  readonly map: QuantisedMap;
  /** Index of the quantiser step, in octaves of strength. */
  readonly mapStep: number;
  /** Per octave, fastest first: 0 where nothing moves, else steps of half an octave of strength, up to 15. */
  readonly levels: readonly number[];
}

/** Everything that a group says of motion that is to be drawn, as integers. */
export interface StatisticsTokens {
  /** Index into `GRID_SIDES`. */
  readonly grid: number;
  /** Period of the loop in frames, or 0: what is drawn comes back after it. */
  readonly loopFrames: number;
  readonly displacement: QuantisedStrength | undefined;
  readonly light: QuantisedStrength | undefined;
}

/** What is wrong with statistics, or the tokens that they hold. */
export type CodedStatistics = { readonly tokens: StatisticsTokens } | { readonly problem: string };

/**
 * Codes the statistics of a group; the same traversal writes, meters and reads.
 * @param tokens what to write; left out by a decoder
 */
export function codeStatistics(
  coder: BitCoder,
  tokens: StatisticsTokens | undefined,
  width: number,
  height: number,
): CodedStatistics {
  const grid = coder.raw(tokens?.grid ?? 0, 3);
  if (grid >= GRID_SIDES.length) return { problem: `grid ${grid} of the statistics is not defined` };
  const size = gridSize(width, height, grid);
  const loopFrames = codeLoop(coder, tokens?.loopFrames ?? 0);
  const syntax = new MotionSyntax();
  const strength = (given: QuantisedStrength | undefined): QuantisedStrength | undefined => {
    if (coder.raw(given === undefined ? 0 : 1, 1) === 0) return undefined;
    const levels = Array.from({ length: OCTAVES }, (_, octave) => coder.raw(given?.levels[octave] ?? 0, LEVEL_BITS));
    const mapStep = syntax.field(coder, 'mapStep', given?.mapStep ?? 0);
    const empty = (): Int32Array => new Int32Array(size.width * size.height);
    const map = given?.map ?? { x: empty(), y: empty() };
    syntax.maps(bandSides(size.width, size.height), 2).code(coder, map);
    return { map, mapStep, levels };
  };
  const displacement = strength(tokens?.displacement);
  const light = strength(tokens?.light);
  return { tokens: { grid, loopFrames, displacement, light } };
}
