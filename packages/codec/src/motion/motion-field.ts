import type { Straying } from './straying.js';
import { composingKernels } from '../kernels/show/index.js';
import type { Plane } from '../picture/index.js';
import type { Flow } from './flow/index.js';
import { MapTransform } from './transform/map-transform.js';
import {
  gridSize,
  quantiserStep,
  seriesLength,
  timeBasis,
  type MotionTokens,
  type QuantisedAdvection,
  type QuantisedLight,
  type QuantisedMap,
  type QuantisedMode,
} from './tokens/motion-tokens.js';
import type { ToneHints } from './tone.js';
import { GAIN_UNIT, OFFSET_UNIT, type QuantisedTone } from './tokens/tone-tokens.js';
import type { ModeSeries } from './mode-series.js';
import type { TimeBasis } from './transform/time-transform.js';

/** Decoded trajectory hints of a group: coarse mode maps (pixels per unit of the series) and their series. */
export interface TrajectoryHints {
  readonly maps: readonly Flow[];
  /** Quantiser step of each map in pixels: how far its values can be trusted. */
  readonly mapSteps: readonly number[];
  readonly series: ModeSeries;
  /** Movements of the camera whose series follow those of the modes: see {@link cameraMap}. */
  readonly cameraMoves: readonly number[];
  readonly keyFrame: number;
  /** Whether maps are fixed to the key picture: see {@link MotionTokens}. */
  readonly lagrangian: boolean;
  readonly advection: AdvectionHints | undefined;
  readonly light: LightHints | undefined;
  readonly tone: ToneHints | undefined;
}

/** Decoded brightness modes: maps in luma code values per unit of their series, on a grid that spans the picture. */
export interface LightHints {
  readonly maps: readonly Plane[];
  readonly series: ModeSeries;
}

/** A decoded steady velocity field. */
export interface AdvectionHints {
  /** Pixels per frame. */
  readonly velocity: Flow;
  readonly step: number;
  readonly period: number;
  readonly straying: Straying;
  /** Lives of a phase before all is as it was: see {@link phasesAt}. */
  readonly lives: number;
}

/** Dequantises the tokens of a group of `frames` frames of `width` x `height` pixels. */
export function decodeHints(tokens: MotionTokens, width: number, height: number, frames: number): TrajectoryHints {
  const size = gridSize(width, height, tokens.grid);
  const transform = new MapTransform(size.width, size.height);
  const samples = seriesLength(tokens, frames);
  const { advection, modes, camera, light, tone } = tokens;
  return {
    keyFrame: tokens.keyFrame,
    lagrangian: tokens.lagrangian,
    advection: advection && {
      velocity: decodeMap(advection.map, quantiserStep(advection.mapStep), transform),
      step: quantiserStep(advection.mapStep),
      period: advection.period,
      straying: advection.straying,
      lives: livesOf(advection, tokens.loopFrames),
    },
    maps: modes.map((mode) => decodeMap(mode.map, quantiserStep(mode.mapStep), transform)),
    mapSteps: modes.map((mode) => quantiserStep(mode.mapStep)),
    series: {
      basis: timeBasis(tokens),
      coefficients: [...modes, ...camera].map((mode) => decodeSeries(mode, samples)),
    },
    light: light && decodeLight(light, { width, height }, timeBasis(tokens), samples),
    tone: tone && decodeTone(tone, timeBasis(tokens), samples),
    cameraMoves: camera.map(({ move }) => move),
  };
}

function livesOf({ period }: QuantisedAdvection, loopFrames: number): number {
  return loopFrames === 0 ? Infinity : Math.max(1, Math.round(loopFrames / period));
}

function decodeSeries(
  { series, seriesStep }: Pick<QuantisedMode, 'series' | 'seriesStep'>,
  samples: number,
): Float32Array {
  const step = quantiserStep(seriesStep);
  return Float32Array.from({ length: samples }, (_, i) => series[i]! * step);
}

function decodeLight(
  { grid, modes }: QuantisedLight,
  picture: { readonly width: number; readonly height: number },
  basis: TimeBasis,
  samples: number,
): LightHints {
  const { width, height } = gridSize(picture.width, picture.height, grid);
  const transform = new MapTransform(width, height);
  return {
    maps: modes.map(({ map, mapStep }) => {
      const { data } = decodeMap(map, quantiserStep(mapStep), transform);
      return { width, height, data: data.filter((_, i) => i % 2 === 0) };
    }),
    series: { basis, coefficients: modes.map((mode) => decodeSeries(mode, samples)) },
  };
}

/** What integers of a tone stand for. */
export function decodeTone({ changes }: QuantisedTone, basis: TimeBasis, samples: number): ToneHints {
  return {
    changes: changes.map(({ gain, offsets: [y, u, v] }) => ({
      gain: gain * GAIN_UNIT,
      offsets: [y * OFFSET_UNIT, u * OFFSET_UNIT, v * OFFSET_UNIT],
    })),
    series: { basis, coefficients: changes.map((change) => decodeSeries(change, samples)) },
  };
}

/** The map that quantised coefficients stand for. */
export function decodeMap(map: QuantisedMap, step: number, transform: MapTransform): Flow {
  const { width, height } = transform;
  const data = new Float32Array(width * height * 2);
  for (const [axis, integers] of [map.x, map.y].entries()) {
    const plane = new Float32Array(integers.length);
    for (let i = 0; i < plane.length; i++) plane[i] = integers[i]! * step;
    transform.inverse(plane);
    for (let i = 0; i < plane.length; i++) data[2 * i + axis] = plane[i]!;
  }
  return { width, height, data };
}

/** Flow at one time: the sum of mode maps times their weights, written to `out`, in single precision. */
export function combineModes(maps: readonly Flow[], weights: Float32Array, out: Flow): void {
  const moving = [...maps.keys()].filter((k) => weights[k] !== 0);
  const data = moving.map((k) => maps[k]!.data);
  const shares = Float32Array.from(moving, (k) => weights[k]!);
  if (composingKernels()?.combineModes(data, shares, out.data) === true) return;
  out.data.fill(0);
  for (const [k, map] of data.entries()) {
    const share = shares[k]!;
    for (let i = 0; i < map.length; i++) out.data[i]! += Math.fround(share * map[i]!);
  }
}
