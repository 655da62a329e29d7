import { describe, expect, it } from 'vitest';
import { noPause } from '../../math/index.js';
import {
  basisPictures,
  CAMERA_MOVES,
  cameraMap,
  combineModes,
  createFlow,
  decodeHints,
  gridSize,
  modeWeights,
  standsStill,
  writeMotionPayload,
  type Flow,
  type FlowMetric,
  type MotionTokens,
} from '../../motion/index.js';
import { createEvidence, type Evidence } from '../analysis/photometric-evidence.js';
import type { EncoderTool } from '../encoder-plan.js';
import { meanSquareStep, meanWeight, ModeFitter, type FittingGround, type GroupShape } from './mode-fitter.js';
import { weightsAt, type Modes } from './mode-refinement.js';

const SIDE = 64;
const GRID = 0;
const FRAMES = 20;
const { width, height } = gridSize(SIDE, SIDE, GRID);
const CELLS = width * height;
const PICTURES = basisPictures(width, height);
const METRIC: FlowMetric = {
  xx: new Float32Array(CELLS).fill(1),
  xy: new Float32Array(CELLS),
  yy: new Float32Array(CELLS).fill(1),
};
const OPEN: GroupShape = { keyFrame: 3, tail: 0, loopFrames: 0 };

function mapOf(at: (x: number, y: number) => readonly [number, number]): Flow {
  const flow = createFlow(width, height);
  for (let i = 0; i < CELLS; i++) flow.data.set(at((i % width) / width, Math.floor(i / width) / height), 2 * i);
  return flow;
}

const seriesOf = (at: (t: number) => number): Float32Array => Float32Array.from({ length: FRAMES }, (_, t) => at(t));
const bush = (x: number, y: number): number => Math.exp(-((x - 0.4) ** 2 + (y - 0.5) ** 2) / 0.05);

/** A bush that sways by two pixels, and less so up and down. */
const SWAYING: Modes = {
  fixed: 0,
  maps: [mapOf((x, y) => [2 * bush(x, y), 0]), mapOf((x, y) => [0, 0.8 * bush(x, 1 - y)])],
  series: [seriesOf((t) => 1.4 * Math.sin(t / 3)), seriesOf((t) => 1.4 * Math.cos(t / 4))],
};

/** Evidence of pixels that agree with the modes, equally clear everywhere. */
function agreeing(frames: number): Evidence[] {
  return Array.from({ length: frames }, () => {
    const seen = createEvidence(CELLS);
    seen.xx.fill(5000);
    seen.yy.fill(5000);
    seen.weight.fill(16);
    return seen;
  });
}

function fitterOf(
  modes: Modes,
  {
    shape = OPEN,
    without = [] as readonly EncoderTool[],
    lagrangian = false,
    steady = undefined as ConstructorParameters<typeof ModeFitter>[2],
  } = {},
): ModeFitter {
  const ground: FittingGround = {
    metric: METRIC,
    pictures: PICTURES,
    grid: GRID,
    lagrangian,
    shape,
    without: new Set(without),
    breathe: noPause,
  };
  const evidence = modes.maps.length === 0 ? [] : agreeing(modes.series[0]!.length);
  return new ModeFitter({ modes, evidence, frames: [...evidence.keys()] }, ground, steady);
}

const bytesOf = (tokens: MotionTokens): number => writeMotionPayload(tokens, SIDE, SIDE, FRAMES).length;

/** Largest and root mean square error, in pixels, of decoded tokens against modes over all frames. */
function errorOf(tokens: MotionTokens, modes: Modes): { readonly most: number; readonly mean: number } {
  const hints = decodeHints(tokens, SIDE, SIDE, FRAMES);
  const moves = hints.cameraMoves.map((move) => cameraMap(move, width, height, 1));
  const [decoded, wanted] = [createFlow(width, height), createFlow(width, height)];
  let most = 0;
  let squares = 0;
  for (let t = 0; t < FRAMES; t++) {
    combineModes([...hints.maps, ...moves], modeWeights(hints.series, t), decoded);
    combineModes(modes.maps, weightsAt(modes.series, t), wanted);
    for (let i = 0; i < decoded.data.length; i++) {
      const error = Math.abs(decoded.data[i]! - wanted.data[i]!);
      most = Math.max(most, error);
      squares += error ** 2 / (FRAMES * decoded.data.length);
    }
  }
  return { most, mean: Math.sqrt(squares) };
}

describe('ModeFitter', () => {
  it('says what modes are fixed to', async () => {
    expect((await fitterOf(SWAYING).fit(1e-4, 1 / 64)).lagrangian).toBe(false);
    expect((await fitterOf(SWAYING, { lagrangian: true }).fit(1e-4, 1 / 64)).lagrangian).toBe(true);
  });

  it('gives known motion back at a low price', async () => {
    const tokens = await fitterOf(SWAYING).fit(1e-6, 1 / 64);
    expect(tokens).toMatchObject({ ...OPEN, grid: GRID, camera: [], advection: undefined, light: undefined });
    expect(tokens.modes).toHaveLength(2);
    const { most, mean } = errorOf(tokens, SWAYING);
    // Steps of maps are sqrt(6 * price * cells / (1 + 24 * velocity)), some 0.02 pixels, times series of at most 1.4.
    expect(mean).toBeLessThan(0.01);
    expect(most).toBeLessThan(0.05);
  });

  it('gives nothing at an infinite price', async () => {
    const tokens = await fitterOf(SWAYING).fit(Infinity, 1 / 64);
    expect(standsStill(tokens)).toBe(true);
    expect(tokens).toMatchObject(OPEN);
  });

  it('takes fewer bytes and errs more as the price rises', async () => {
    const fitter = fitterOf(SWAYING);
    const prices = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1];
    const all = await Promise.all(prices.map((price) => fitter.fit(price, 1 / 64)));
    const sizes = all.map(bytesOf);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(sizes[0]!).toBeGreaterThan(2 * sizes[3]!);
    const errors = all.map((tokens) => errorOf(tokens, SWAYING).mean);
    for (let i = 1; i < errors.length; i++) expect(errors[i]!).toBeGreaterThanOrEqual(0.95 * errors[i - 1]!);
    expect(standsStill(all.at(-1)!)).toBe(true);
  });

  it('gives the same for the same price, also after others', async () => {
    const fitter = fitterOf(SWAYING);
    const first = await fitter.fit(1e-4, 1 / 64);
    await fitter.fit(1e-3, 1);
    expect(await fitter.fit(1e-4, 1 / 64)).toEqual(first);
    expect(await fitterOf(SWAYING).fit(1e-4, 1 / 64)).toEqual(first);
  });

  it('drops modes that cannot pay for themselves, and keeps those that can', async () => {
    const [sway, nod] = SWAYING.maps as [Flow, Flow];
    const faint = { ...nod, data: nod.data.map((value) => value / 100) };
    const modes = { ...SWAYING, maps: [faint, sway], series: [SWAYING.series[1]!, SWAYING.series[0]!] };
    const tokens = await fitterOf(modes).fit(1e-4, 1 / 64);
    expect(tokens.modes).toHaveLength(1);
    expect(errorOf(tokens, { ...SWAYING, maps: [sway], series: [SWAYING.series[0]!] }).mean).toBeLessThan(0.05);
    expect((await fitterOf(modes).fit(1e-9, 1 / 64)).modes).toHaveLength(2);
  });

  it('quantises series finer at a smaller share, and takes more bytes for it', async () => {
    const fitter = fitterOf(SWAYING);
    const [coarse, fine] = (await Promise.all([1, 1 / 1024].map((share) => fitter.fit(1e-4, share)))) as [
      MotionTokens,
      MotionTokens,
    ];
    expect(fine.modes[0]!.seriesStep).toBeLessThan(coarse.modes[0]!.seriesStep);
    expect(fine.modes[0]!.map).toEqual(coarse.modes[0]!.map);
    expect(bytesOf(fine)).toBeGreaterThan(bytesOf(coarse));
    expect(errorOf(fine, SWAYING).mean).toBeLessThan(errorOf(coarse, SWAYING).mean);
  });

  it('sends the camera apart, by the order of its moves, without maps', async () => {
    const moves = Array.from({ length: CAMERA_MOVES }, (_, move) => cameraMap(move, width, height, 1));
    const flat = seriesOf(() => 0);
    const modes: Modes = {
      fixed: CAMERA_MOVES,
      maps: [...moves, SWAYING.maps[0]!],
      series: [seriesOf((t) => t / 4), flat, seriesOf((t) => -t / 8), flat, flat, flat, SWAYING.series[0]!],
    };
    const tokens = await fitterOf(modes, { without: ['series-fit'] }).fit(1e-5, 1 / 64);
    expect(tokens.camera.map(({ move }) => move)).toEqual([0, 2]);
    expect(tokens.modes).toHaveLength(1);
    expect(errorOf(tokens, modes).mean).toBeLessThan(0.05);
  });

  it('sends a steady flow as advection where there is one', async () => {
    const velocity = mapOf((_x, y) => [y > 0.5 ? 1.5 : 0, 0]);
    const none: Modes = { fixed: 0, maps: [], series: [] };
    expect((await fitterOf(none).fit(1e-5, 1 / 64)).advection).toBeUndefined();
    const fitter = fitterOf(none, { steady: { velocity, period: 24 } });
    const { advection, modes } = await fitter.fit(1e-5, 1 / 64);
    expect(modes).toHaveLength(0);
    expect(advection!.period).toBe(24);
    const decoded = decodeHints({ ...(await fitter.fit(1e-5, 1 / 64)) }, SIDE, SIDE, FRAMES).advection!.velocity;
    for (let i = 0; i < decoded.data.length; i++)
      expect(Math.abs(decoded.data[i]! - velocity.data[i]!)).toBeLessThan(0.15);
    expect((await fitter.fit(1e4, 1 / 64)).advection).toBeUndefined();
  });

  it('fits a loop in its own basis, one sample for each frame of the period', async () => {
    const series = (at: (t: number) => number): Float32Array => Float32Array.from({ length: 10 }, (_, t) => at(t));
    const looping: Modes = {
      fixed: 0,
      maps: [SWAYING.maps[0]!],
      series: [series((t) => 1.4 * Math.sin((2 * Math.PI * t) / 10))],
    };
    const { modes, loopFrames } = await fitterOf(looping, { shape: { ...OPEN, loopFrames: 10 } }).fit(1e-5, 1 / 64);
    expect(loopFrames).toBe(10);
    expect(modes[0]!.series).toHaveLength(10);
    // One sine: the third function of the Fourier basis alone.
    expect([...modes[0]!.series].flatMap((value, i) => (Math.abs(value) > 1 ? [i] : []))).toEqual([2]);
  });

  it('fits series to the maps as they are decoded', async () => {
    const [fitted, own] = await Promise.all(
      [[], ['series-fit'] as const].map((without) => fitterOf(SWAYING, { without }).fit(3e-3, 1 / 1024)),
    );
    expect(errorOf(fitted!, SWAYING).mean).toBeLessThan(errorOf(own!, SWAYING).mean);
  });

  it('takes fewer bytes with quantisation by rate and distortion than by rounding', async () => {
    const [chosen, rounded] = await Promise.all(
      [[], ['rdo'] as const].map((without) => fitterOf(SWAYING, { without }).fit(1e-4, 1 / 64)),
    );
    expect(bytesOf(chosen!)).toBeLessThan(bytesOf(rounded!));
  });
});

describe('meanSquareStep', () => {
  it('is the mean square of changes', () => {
    expect(meanSquareStep(Float32Array.of(1, 2, 0))).toBe(2.5);
    expect(meanSquareStep(Float32Array.of(7))).toBe(0);
  });
});

describe('meanWeight', () => {
  it('is the mean of both directions', () => {
    const metric = { xx: Float32Array.of(1, 3), xy: new Float32Array(2), yy: Float32Array.of(0, 4) };
    expect(meanWeight(metric)).toBe(2);
  });
});
