/**
 * @file Light modes: what brightens and darkens where nothing moves. The frames, less the key picture as the motion warps
 * it, leave on a coarse grid what no warp explains; its strongest components become brightness maps and time series, and
 * are quantised by rate and distortion like the modes of motion.
 *
 * What a bit of light must save is several times what a bit of the key picture saves, whose squared error falls by about
 * half a per cent for each per cent of bytes in all frames at once: squared error overrates light. At equal worth, flames
 * took half the stream for light, and LPIPS rose by a tenth.
 */
import { cellsAlong, type Breathe } from '../../math/index.js';
import {
  basisPictures,
  combineModes,
  createFlow,
  decodeMap,
  forwardTime,
  GRID_SIDES,
  gridSize,
  MAX_LIGHT_MODES,
  modalBasis,
  nearestStep,
  quantiseMap,
  quantiserStep,
  quantiseSeries,
  solvePositiveDefinite,
  warpPlane,
  type Flow,
  type FlowMetric,
  type QuantisedLight,
  type QuantisedMode,
  type TimeBasis,
} from '../../motion/index.js';
import { resamplePlane, type Plane } from '../../picture/index.js';
import { weightsAt, type Modes } from './mode-refinement.js';

/** Grid of brightness maps, as an index into `GRID_SIDES`. */
export const LIGHT_GRID = GRID_SIDES.indexOf(32);
/** Per cent of the key picture's squared error, for each per cent of its bytes, that light must save. */
const WORTH = 6;
/** Step squared over lambda, as for mode maps. */
const STEP_BALANCE = 6;

/** Distortion, in squared code values summed over all pixels of a group, that one bit of light must save. */
export function worthOfBit(original: Plane, decoded: Plane, bytes: number, frames: number): number {
  let squared = 0;
  for (let i = 0; i < original.data.length; i++) squared += (original.data[i]! - decoded.data[i]!) ** 2;
  return (WORTH * squared * frames) / (8 * bytes);
}

/**
 * What no warp explains: means over the cells of the light grid of frame minus warped key, in code values. The second
 * component is zero.
 * @param frames luma of the group, all of one size
 * @param modes displacements in pixels of the full picture, of which the frames have `toPlane` pixels each
 * @throws what `breathe` throws
 */
export async function lightResiduals(
  frames: readonly Plane[],
  key: Plane,
  modes: Modes,
  toPlane: number,
  picture: { readonly width: number; readonly height: number },
  breathe: Breathe,
): Promise<Flow[]> {
  const size = gridSize(picture.width, picture.height, LIGHT_GRID);
  const first = modes.maps[0];
  const flow = first && createFlow(first.width, first.height);
  const residuals: Flow[] = [];
  for (const [t, frame] of frames.entries()) {
    await breathe();
    if (flow !== undefined) combineModes(modes.maps, weightsAt(modes.series, t), flow);
    residuals.push(cellMeans(frame, flow === undefined ? key : warpPlane(key, spread(flow, key, toPlane)), size));
  }
  return residuals;
}

/** Means of a plane over the cells of the light grid, as the first component. */
export function lightCells(plane: Plane, picture: { readonly width: number; readonly height: number }): Flow {
  const black = { ...plane, data: new Float32Array(plane.data.length) };
  return cellMeans(plane, black, gridSize(picture.width, picture.height, LIGHT_GRID));
}

/**
 * Light tokens, or `undefined` where no light pays.
 * @param residuals of the frames, or of one period of a loop
 * @param worth distortion that one bit is worth, see {@link worthOfBit}
 * @param pixels of the planes that the residuals were taken from, per frame
 * @throws what `breathe` throws
 */
export async function fitLight(
  residuals: readonly Flow[],
  basis: TimeBasis,
  worth: number,
  pixels: number,
  breathe: Breathe,
): Promise<QuantisedLight | undefined> {
  const { width, height } = residuals[0]!;
  const cells = width * height;
  const lambda = (worth * cells) / (pixels * residuals.length);
  const pictures = basisPictures(width, height);
  const { transform } = pictures;
  const metric = lightMetric(cells);
  const { maps } = await modalBasis(residuals, new Float32Array(cells).fill(1), MAX_LIGHT_MODES, breathe);
  const mapStep = nearestStep(Math.sqrt(lambda * STEP_BALANCE));
  const quantised: QuantisedMode['map'][] = [];
  for (const map of maps) {
    await breathe();
    const tokens = quantiseMap(map, metric, pictures, quantiserStep(mapStep), lambda);
    if (tokens.x.some((value) => value !== 0)) quantised.push(tokens);
  }
  const decoded = quantised.map((map) => decodeMap(map, quantiserStep(mapStep), transform));
  await breathe();
  const modes = seriesOf(decoded, residuals)
    .map((samples, k) => {
      const weight = decoded[k]!.data.reduce((sum, value) => sum + value * value, 0) / samples.length;
      const seriesStep = nearestStep(Math.sqrt((lambda * STEP_BALANCE) / weight));
      const series = quantiseSeries(basis, forwardTime(basis, samples), quantiserStep(seriesStep), weight, 0, lambda);
      return { map: quantised[k]!, mapStep, series, seriesStep };
    })
    .filter(({ series }) => series.some((value) => value !== 0));
  return modes.length === 0 ? undefined : { grid: LIGHT_GRID, modes };
}

/** All cells count alike, and of each its first component alone. */
export function lightMetric(cells: number): FlowMetric {
  return { xx: new Float32Array(cells).fill(1), xy: new Float32Array(cells), yy: new Float32Array(cells) };
}

/** Weights of the maps that fit each residual best. */
function seriesOf(maps: readonly Flow[], residuals: readonly Flow[]): Float32Array[] {
  const count = maps.length;
  const inner = (a: Flow, b: Flow): number => a.data.reduce((sum, value, i) => sum + value * b.data[i]!, 0);
  const normal = Float64Array.from(
    { length: count * count },
    (_, i) => inner(maps[Math.floor(i / count)]!, maps[i % count]!) * (i % (count + 1) === 0 ? 1.0001 : 1),
  );
  const out = maps.map(() => new Float32Array(residuals.length));
  for (const [t, residual] of residuals.entries()) {
    const right = Float64Array.from(maps, (map) => inner(map, residual));
    if (solvePositiveDefinite(normal.slice(), right, count)) for (let k = 0; k < count; k++) out[k]![t] = right[k]!;
  }
  return out;
}

/** A flow on the pixels of a plane, times `scale`. */
function spread({ width, height, data }: Flow, plane: Plane, scale: number): Flow {
  const out = createFlow(plane.width, plane.height);
  for (const axis of [0, 1]) {
    const component = { width, height, data: data.filter((_, i) => i % 2 === axis) };
    const fine = resamplePlane(component, plane.width, plane.height);
    for (let i = 0; i < fine.data.length; i++) out.data[2 * i + axis] = scale * fine.data[i]!;
  }
  return out;
}

function cellMeans(frame: Plane, warped: Plane, size: { readonly width: number; readonly height: number }): Flow {
  const out = createFlow(size.width, size.height);
  const counts = new Float32Array(size.width * size.height);
  const columns = cellsAlong(frame.width, size.width);
  const rows = cellsAlong(frame.height, size.height);
  for (let y = 0; y < frame.height; y++) {
    const row = rows[y]! * size.width;
    for (let x = 0; x < frame.width; x++) {
      const cell = row + columns[x]!;
      out.data[2 * cell]! += frame.data[y * frame.width + x]! - warped.data[y * frame.width + x]!;
      counts[cell]!++;
    }
  }
  for (let cell = 0; cell < counts.length; cell++) out.data[2 * cell]! /= Math.max(counts[cell]!, 1);
  return out;
}
