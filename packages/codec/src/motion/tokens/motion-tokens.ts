/**
 * @file Syntax of the motion payload: what a group says about its motion. See docs/bitstream.md, "Motion payload".
 */
import type { BitCoder } from '../../bitstream/index.js';
import type { TreeCoder } from './coefficient-tree.js';
import { STRAYING, type Straying } from '../straying.js';
import { CAMERA_MOVES } from '../camera.js';
import type { SeriesCoder } from './series-coder.js';
import { bandSides } from '../transform/map-transform.js';
import { FIELD_BITS, MotionSyntax, STEP_COUNT } from './motion-syntax.js';
import { codeTone, type QuantisedTone } from './tone-tokens.js';
import type { QuantisedMap } from './quantised-map.js';
import type { TimeBasis } from '../transform/time-transform.js';

export type { QuantisedMap } from './quantised-map.js';
export { STEP_COUNT } from './motion-syntax.js';

/** One quantised mode: map and time series with the indices of their quantiser steps (see {@link quantiserStep}). */
export interface QuantisedMode {
  readonly map: QuantisedMap;
  readonly mapStep: number;
  /** Coefficients of the series in the group's time basis, lowest frequency first. */
  readonly series: Int32Array;
  readonly seriesStep: number;
}

/** Everything that the motion payload of a group says, as integers. */
export interface MotionTokens {
  /** Frame of the group that the key picture shows. */
  readonly keyFrame: number;
  /** Frames behind the group's last for which its motion goes on: the next group fades in over them. */
  readonly tail: number;
  /** Period of the loop in frames, or 0: the series then has one sample per frame of the period. */
  readonly loopFrames: number;
  /** Index into {@link GRID_SIDES}. */
  readonly grid: number;
  /**
   * Whether mode maps are fixed to the key picture: they say where its points go. Otherwise they are fixed to the frame and
   * say where its points come from. Never with advection.
   */
  readonly lagrangian: boolean;
  /** What the camera does, besides which everything else moves; empty where it stands. */
  readonly camera: readonly QuantisedCameraMove[];
  readonly modes: readonly QuantisedMode[];
  readonly advection: QuantisedAdvection | undefined;
  readonly light: QuantisedLight | undefined;
  /** Light of the whole picture: fades and flashes. */
  readonly tone: QuantisedTone | undefined;
}

/** Quantised brightness that comes and goes: flicker, caustics, drifting shade. */
export interface QuantisedLight {
  /** Index into {@link GRID_SIDES}. */
  readonly grid: number;
  /** At least one; only the first component of their maps is used, in luma code values. */
  readonly modes: readonly QuantisedMode[];
}

/** Quantised time series of one movement of the camera. */
export interface QuantisedCameraMove {
  /** Index into {@link CAMERA_MOVES}. */
  readonly move: number;
  /** As of {@link QuantisedMode}. */
  readonly series: Int32Array;
  readonly seriesStep: number;
}

/** A quantised steady velocity field: what flows rather than swings. */
export interface QuantisedAdvection {
  /** Velocity in pixels per frame. */
  readonly map: QuantisedMap;
  readonly mapStep: number;
  /** Frames in which each of the cross-faded phases lives once, {@link MIN_PERIOD} to {@link MAX_PERIOD}. */
  readonly period: number;
  readonly straying: Straying;
}

/** Shortest and longest life of a phase of advected texture, in frames. */
export const MIN_PERIOD = 4;
/** See {@link MIN_PERIOD}. */
export const MAX_PERIOD = 67;

/** Cells along the longer side of a picture that a mode map may have. */
export const GRID_SIDES: readonly number[] = [16, 24, 32, 48, 64, 96, 128];
/**
 * In place of a grid, which follows: lives of advected texture stray, or without any, modes are fixed to the key picture.
 * Once more in place of the grid that follows: they stray by place.
 */
const GRID_ESCAPE = 7;
/** In place of the grid of the light: a tone follows, and then perhaps the light. */
const TONE_ESCAPE = 7;
/** Most modes of a group. */
export const MAX_MODES = 31;
/** Longest tail in frames. */
export const MAX_TAIL = 31;
const LOOP_BITS = 10;
const TOOL_ADVECTION = 1;
const TOOL_CAMERA = 2;
const TOOL_LIGHT = 4;

/** Tokens of a group that stands still. */
export const NO_MOTION: MotionTokens = {
  keyFrame: 0,
  tail: 0,
  loopFrames: 0,
  grid: 0,
  lagrangian: false,
  camera: [],
  modes: [],
  advection: undefined,
  light: undefined,
  tone: undefined,
};

/** Whether tokens show the key picture all the time. */
export function standsStill({ modes, camera, advection, light, tone }: MotionTokens): boolean {
  return [...modes, ...camera].length === 0 && [advection, light, tone].every((part) => part === undefined);
}

const QUARTER_OCTAVES = [1, 1.189207115002721, Math.SQRT2, 1.681792830507429];

/** Quantiser step for an index: a quarter of an octave apart, 1/256 to about 215 (pixels, or units of a series). */
export function quantiserStep(index: number): number {
  return QUARTER_OCTAVES[index & 3]! * 2 ** ((index >> 2) - 8);
}

/** Index of the quantiser step nearest to a size. */
export function nearestStep(size: number): number {
  // eslint-disable-next-line no-restricted-properties -- only encoders ask
  return Math.min(Math.max(Math.round((Math.log2(size) + 8) * 4), 0), STEP_COUNT - 1);
}

/** Cells of the mode maps of a picture of `width` x `height` pixels: the shorter side keeps the aspect, at least 4. */
export function gridSize(width: number, height: number, grid: number): { width: number; height: number } {
  const long = GRID_SIDES[grid]!;
  const scale = long / Math.max(width, height);
  return { width: Math.max(4, Math.round(width * scale)), height: Math.max(4, Math.round(height * scale)) };
}

/** Number of samples of each series: a period of the loop, else every frame and the tail. */
export function seriesLength(tokens: Pick<MotionTokens, 'loopFrames' | 'tail'>, frames: number): number {
  return tokens.loopFrames > 0 ? tokens.loopFrames : frames + tokens.tail;
}

/** Time basis of a group's series. */
export function timeBasis(tokens: Pick<MotionTokens, 'loopFrames'>): TimeBasis {
  return tokens.loopFrames > 0 ? 'fourier' : 'cosine';
}

/** What is wrong with a motion payload, or the tokens that it holds. */
export type CodedMotion = { readonly tokens: MotionTokens } | { readonly problem: string };

/**
 * Codes the motion of a group; the same traversal writes, meters and reads.
 * @param tokens what to write; left out by a decoder
 * @param frames frames of the group
 * @param syntax fresh for this group
 */
export function codeMotion(
  coder: BitCoder,
  tokens: MotionTokens | undefined,
  width: number,
  height: number,
  frames: number,
  syntax = new MotionSyntax(),
): CodedMotion {
  const given = tokens ?? NO_MOTION;
  const tools = syntax.field(coder, 'tools', toolsOf(given));
  const keyFrame = syntax.keyFrame(coder, given.keyFrame, frames);
  if (keyFrame >= frames) return { problem: `key frame ${keyFrame} lies outside the group of ${frames} frames` };
  const count = syntax.field(coder, 'count', given.modes.length);
  if (count === 0 && tools === 0) return { tokens: { ...NO_MOTION, keyFrame } };
  const loopFrames = codeLoop(coder, given.loopFrames);
  const tail = loopFrames > 0 ? 0 : coder.raw(given.tail, 5);
  const flows = (tools & TOOL_ADVECTION) !== 0;
  const { grid, escapes } = codeGrid(coder, given.grid, escapesOf(given), flows ? 2 : 1);
  const lagrangian = escapes > 0 && !flows;
  if (grid >= GRID_SIDES.length) return { problem: `grid ${grid} is not defined` };
  const size = gridSize(width, height, grid);
  const samples = seriesLength({ loopFrames, tail }, frames);
  const maps = syntax.maps(bandSides(size.width, size.height), 2);
  const emptyMap = (): QuantisedMap => ({
    x: new Int32Array(size.width * size.height),
    y: new Int32Array(size.width * size.height),
  });
  const camera = (tools & TOOL_CAMERA) === 0 ? [] : codeCamera(coder, syntax, given.camera, samples);
  if (!Array.isArray(camera)) return camera;
  const seriesCoder = syntax.series('mode');
  const modes: QuantisedMode[] = [];
  for (let k = 0; k < count; k++) {
    const mode = given.modes[k] ?? { map: emptyMap(), mapStep: 0, series: new Int32Array(samples), seriesStep: 0 };
    const [mapStep, seriesStep] = syntax.steps(coder, mode.mapStep, mode.seriesStep);
    if (!isStep(mapStep) || !isStep(seriesStep)) return { problem: `quantiser step of mode ${k} is out of range` };
    maps.code(coder, mode.map);
    if (!seriesCoder.code(coder, mode.series)) return { problem: `time series of mode ${k} is longer than the group` };
    modes.push({ map: mode.map, mapStep, series: mode.series, seriesStep });
  }
  const advection = flows
    ? {
        ...codeAdvection(coder, syntax, maps, given.advection ?? { map: emptyMap(), mapStep: 0, period: MIN_PERIOD }),
        straying: STRAYING[escapes]!,
      }
    : undefined;
  const lighting =
    (tools & TOOL_LIGHT) === 0 ? NO_LIGHTING : codeLighting(coder, syntax, given, { width, height }, samples);
  if ('problem' in lighting) return lighting;
  return { tokens: { keyFrame, tail, loopFrames, grid, lagrangian, camera, modes, advection, ...lighting } };
}

function escapesOf({ advection, lagrangian }: MotionTokens): number {
  return advection === undefined ? Number(lagrangian) : STRAYING.indexOf(advection.straying);
}

/** Codes an index of {@link GRID_SIDES} behind `escapes` escapes, of which there are `most` at most. */
function codeGrid(
  coder: BitCoder,
  grid: number,
  escapes: number,
  most: number,
): { readonly grid: number; readonly escapes: number } {
  for (let before = 0; before < most; before++) {
    const value = coder.raw(before < escapes ? GRID_ESCAPE : grid, 3);
    if (value !== GRID_ESCAPE) return { grid: value, escapes: before };
  }
  return { grid: coder.raw(grid, 3), escapes: most };
}

/** Codes the period of a loop in frames, 0 where there is none. */
export function codeLoop(coder: BitCoder, loopFrames: number): number {
  return coder.raw(loopFrames > 0 ? 1 : 0, 1) === 1 ? coder.raw(loopFrames - 1, LOOP_BITS) + 1 : 0;
}

/** A group that stands still and fades into the next one has a camera without moves: without tools it would say no tail. */
function toolsOf(tokens: MotionTokens): number {
  const { advection, camera, light, tone, tail } = tokens;
  return (
    (advection === undefined ? 0 : TOOL_ADVECTION) |
    (camera.length > 0 || (tail > 0 && standsStill(tokens)) ? TOOL_CAMERA : 0) |
    (light === undefined && tone === undefined ? 0 : TOOL_LIGHT)
  );
}

type Lighting = Pick<MotionTokens, 'light' | 'tone'>;

const NO_LIGHTING: Lighting = { light: undefined, tone: undefined };

function codeLighting(
  coder: BitCoder,
  syntax: MotionSyntax,
  { light: given, tone: givenTone }: Lighting,
  picture: { readonly width: number; readonly height: number },
  samples: number,
): Lighting | { readonly problem: string } {
  const seriesCoder = syntax.series('light');
  const first = coder.raw(givenTone === undefined ? (given?.grid ?? 0) : TONE_ESCAPE, 3);
  const tone = first === TONE_ESCAPE ? codeTone(coder, syntax, seriesCoder, givenTone, samples) : undefined;
  if (tone !== undefined && 'problem' in tone) return tone;
  if (tone !== undefined && coder.raw(given === undefined ? 0 : 1, 1) === 0) return { light: undefined, tone };
  const grid = tone === undefined ? first : coder.raw(given?.grid ?? 0, 3);
  const light = codeLight(coder, syntax, seriesCoder, { given, grid, picture, samples });
  return 'problem' in light ? light : { light, tone };
}

interface LightOrder {
  readonly given: QuantisedLight | undefined;
  readonly grid: number;
  readonly picture: { readonly width: number; readonly height: number };
  readonly samples: number;
}

function codeLight(
  coder: BitCoder,
  syntax: MotionSyntax,
  seriesCoder: SeriesCoder,
  { given, grid, picture, samples }: LightOrder,
): QuantisedLight | { readonly problem: string } {
  if (grid >= GRID_SIDES.length) return { problem: `grid ${grid} of the light is not defined` };
  const count = syntax.field(coder, 'lightCount', (given?.modes.length ?? 1) - 1) + 1;
  const size = gridSize(picture.width, picture.height, grid);
  const maps = syntax.maps(bandSides(size.width, size.height), 1);
  const modes: QuantisedMode[] = [];
  for (let k = 0; k < count; k++) {
    const empty = (): Int32Array => new Int32Array(size.width * size.height);
    const { map, series, ...steps } = given?.modes[k] ?? {
      map: { x: empty(), y: empty() },
      mapStep: 0,
      series: new Int32Array(samples),
      seriesStep: 0,
    };
    const mapStep = syntax.field(coder, 'lightMapStep', steps.mapStep);
    const seriesStep = syntax.field(coder, 'lightSeriesStep', steps.seriesStep);
    maps.code(coder, map);
    if (!seriesCoder.code(coder, series)) return { problem: `time series of light mode ${k} is longer than the group` };
    modes.push({ map, mapStep, series, seriesStep });
  }
  return { grid, modes };
}

/** Most light modes of a group. */
export const MAX_LIGHT_MODES = 2 ** FIELD_BITS.lightCount;

function codeCamera(
  coder: BitCoder,
  syntax: MotionSyntax,
  given: readonly QuantisedCameraMove[],
  samples: number,
): QuantisedCameraMove[] | { readonly problem: string } {
  const seriesCoder = syntax.series('camera');
  const moves = syntax.field(
    coder,
    'cameraMoves',
    given.reduce((bits, { move }) => bits | (1 << move), 0),
  );
  const out: QuantisedCameraMove[] = [];
  for (let move = 0; move < CAMERA_MOVES; move++) {
    if (((moves >> move) & 1) === 0) continue;
    const own = given.find((other) => other.move === move) ?? { series: new Int32Array(samples), seriesStep: 0 };
    const seriesStep = syntax.field(coder, 'cameraStep', own.seriesStep);
    if (!seriesCoder.code(coder, own.series))
      return { problem: `time series of camera move ${move} is longer than the group` };
    out.push({ move, series: own.series, seriesStep });
  }
  return out;
}

function codeAdvection(
  coder: BitCoder,
  syntax: MotionSyntax,
  maps: TreeCoder,
  given: Omit<QuantisedAdvection, 'straying'>,
): Omit<QuantisedAdvection, 'straying'> {
  const mapStep = syntax.field(coder, 'flowStep', given.mapStep);
  const period = syntax.field(coder, 'flowPeriod', given.period - MIN_PERIOD) + MIN_PERIOD;
  maps.code(coder, given.map);
  return { map: given.map, mapStep, period };
}

function isStep(index: number): boolean {
  return index >= 0 && index < STEP_COUNT;
}
