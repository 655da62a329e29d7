/**
 * @file What the network that draws motion is told of a group, on the grid of the drawn maps: the key picture in planes (2 x
 * 2 phases of red, green and blue, `value / 127.5 - 1`), strengths by octave, where and how the coded modes move, and
 * where each cell lies. `lab/motion-prior/prior_data.py` computes the same.
 */
import { cellMeans, logarithm } from '../../math/index.js';
import type { TrajectoryHints } from '../../motion/index.js';
import { pictureToRgb, resamplePicture, resamplePlane, type Picture, type Plane } from '../../picture/index.js';
import type { NetworkTensor } from '../network.js';
import { movingPlanes } from './motion-scene.js';
import { paddedPlanes } from './padded-planes.js';

/** Planes of the key picture: 2 x 2 phases of three colours. */
const KEY_PLANES = 12;
const HINT_PLANES = 4;
/** Sides of the planes are multiples of this; beyond the grid its last cells go on. */
export const PRIOR_MULTIPLE = 8;

interface Sides {
  readonly width: number;
  readonly height: number;
}

/**
 * The input `scene` of the network, 1 x 23 x height x width, padded to sides that are multiples of {@link PRIOR_MULTIPLE}.
 * @param strengths of displacement in cells, by octave, on the grid
 */
export function priorScene(
  key: Picture,
  strengths: readonly Float32Array[],
  hints: TrajectoryHints,
  size: Sides,
): NetworkTensor {
  const planes = [
    ...keyPlanes(key, size),
    ...strengths.map((plane) => plane.map((value) => logarithm(1 + 32 * value) / (4 * Math.LN2))),
    ...hintPlanes(hints, key, size),
    ...placePlanes(size),
  ];
  return paddedPlanes(planes, size, PRIOR_MULTIPLE);
}

/** The planes of a key picture. A picture of fewer pixels is enlarged first. @param size of the grid, two pixels a cell */
export function keyPlanes(key: Picture, { width, height }: Sides): Float32Array[] {
  const fine = { width: 2 * width, height: 2 * height };
  const isSmall = key.width < fine.width || key.height < fine.height;
  const source = isSmall ? resamplePicture(key, fine.width, fine.height) : key;
  const rgb = cellMeans(pictureToRgb(source, 3), source, fine, 3);
  return Array.from({ length: KEY_PLANES }, (_, plane) => {
    const [colour, dy, dx] = [plane >> 2, (plane >> 1) & 1, plane & 1];
    return Float32Array.from({ length: width * height }, (_unused, i) => {
      const pixel = (2 * Math.floor(i / width) + dy) * fine.width + 2 * (i % width) + dx;
      return rgb[3 * pixel + colour]! / 127.5 - 1;
    });
  });
}

function hintPlanes({ maps, series }: TrajectoryHints, key: Picture, size: Sides): Float32Array[] {
  const first = maps[0];
  if (first === undefined) return Array.from({ length: HINT_PLANES }, () => new Float32Array(size.width * size.height));
  const planes = movingPlanes(maps, series, size.width / key.width);
  const sized = (data: Float32Array): Plane =>
    resamplePlane({ width: first.width, height: first.height, data }, size.width, size.height);
  return planes.map((plane) => sized(plane).data);
}

/** Where each cell lies: x and y from -1 to 1. */
export function placePlanes({ width, height }: Sides): Float32Array[] {
  const along = (at: number, cells: number): number => (cells > 1 ? (2 * at) / (cells - 1) - 1 : 0);
  const cells = { length: width * height };
  return [
    Float32Array.from(cells, (_, i) => along(i % width, width)),
    Float32Array.from(cells, (_, i) => along(Math.floor(i / width), height)),
  ];
}
