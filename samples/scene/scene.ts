/**
 * @file The sample scene: a tree on a spit of land, a moored boat, a lake that mirrors both, hills and a low sun.
 *
 * The picture is painted back to front in linear light at two by two samples per pixel. What stands still (sky, hills,
 * ground, the grown tree, the lake's perspective) is made once per size and kept; the wind, the ripples and the boat
 * are functions of the moment and repeat after {@link LOOP_SECONDS}. All chance comes from seeded integers.
 */
import { boatContact, paintBoat } from './boat.js';
import { paintBlades, sowBank, sowSpit, type Blade } from './grass.js';
import { shadeBank, shadeSpit } from './land.js';
import { compose, createLayer, paint, rowOf, type Layer } from './layer.js';
import { seededRandom } from './random.js';
import { HORIZON, shadeBackdrop } from './sky.js';
import { develop } from './tone.js';
import { paintTree, plantTree, type Tree } from './tree.js';
import { fillLake, paintLake, type Lake } from './water.js';
import { momentAt } from './wind.js';

/** Samples per pixel and direction. */
const SUPERSAMPLING = 2;
/** How far the mirrored sky reaches above the picture, scene units. */
const SKY_MARGIN = 0.2;

/** What stands still at one picture size. */
interface Still {
  readonly width: number;
  readonly height: number;
  readonly backdrop: Layer;
  readonly spit: Layer;
  readonly bank: Layer;
  readonly lake: Lake;
}

interface Plants {
  readonly tree: Tree;
  readonly spitGrass: readonly Blade[];
  readonly bankGrass: readonly Blade[];
}

let still: Still | undefined;
let plants: Plants | undefined;

/**
 * Renders one picture of the sample scene.
 *
 * @param timeSeconds any moment; pictures {@link LOOP_SECONDS} apart are the same
 * @param width pixels, even sizes from 16 up look best
 * @param height pixels; the scene is square, of other shapes it fills the longer side
 * @returns interleaved 8-bit RGB with the sRGB curve, `width * height * 3` bytes
 */
export function renderScene(timeSeconds: number, width: number, height: number): Uint8Array {
  const ground = stillFor(width, height);
  plants ??= growPlants();
  const moment = momentAt(timeSeconds);
  const empty = (): Layer => createLayer(width * SUPERSAMPLING, height * SUPERSAMPLING);

  const standing = empty();
  standing.data.set(ground.spit.data);
  paintTree(standing, plants.tree, moment);
  paintBlades(standing, plants.spitGrass, moment);
  const boat = empty();
  paintBoat(boat, moment);

  const frame = empty();
  copyBackdrop(frame, ground.backdrop);
  paintLake(frame, ground.lake, { backdrop: ground.backdrop, standing, boat, boatContact }, moment);
  compose(frame, standing, 0, rowOf(frame, 0.7));
  compose(frame, boat, rowOf(frame, 0.5), rowOf(frame, 0.75));
  compose(frame, ground.bank, rowOf(frame, 0.7));
  paintBlades(frame, plants.bankGrass, moment);
  return develop(frame, SUPERSAMPLING);
}

function growPlants(): Plants {
  return {
    tree: plantTree(seededRandom(20241)),
    spitGrass: sowSpit(seededRandom(31)),
    bankGrass: sowBank(seededRandom(53)),
  };
}

function stillFor(width: number, height: number): Still {
  if (still?.width === width && still.height === height) return still;
  const plain = createLayer(width * SUPERSAMPLING, height * SUPERSAMPLING);
  const margin = Math.round(SKY_MARGIN * plain.scale);
  const rows = rowOf(plain, HORIZON) + margin;
  const backdrop: Layer = {
    ...plain,
    height: rows,
    offsetY: plain.offsetY + margin,
    data: new Float32Array(plain.width * rows * 4),
  };
  paint(backdrop, shadeBackdrop);
  const spit = createLayer(plain.width, plain.height);
  paint(spit, shadeSpit);
  const bank = createLayer(plain.width, plain.height);
  paint(bank, shadeBank);
  still = { width, height, backdrop, spit, bank, lake: fillLake(plain) };
  return still;
}

function copyBackdrop(frame: Layer, backdrop: Layer): void {
  const skipped = (backdrop.offsetY - frame.offsetY) * frame.width * 4;
  frame.data.set(backdrop.data.subarray(skipped));
}
