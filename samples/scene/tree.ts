import { canopyLight, type CanopyLight } from './canopy-light.js';
import { paintLeaf, paintStroke } from './brush.js';
import { TREE_FOOT } from './land.js';
import { mixColour, scaleColour, type Colour, type Layer } from './layer.js';
import { bell, between, type Random } from './random.js';
import { growSkeleton, TWIG_RADIUS, type Skeleton } from './skeleton.js';
import { oscillation, valueAt, type Moment, type Oscillation } from './wind.js';

/** Floats per leaf in {@link Tree.leaves}: place x y z, axis x y, half width, red, green, blue, flutter. */
const LEAF_STRIDE = 10;
const LEAVES_PER_TWIG = 10;
/** Nodes thinner than this carry leaves, scene units. */
const LEAFY_RADIUS = 0.00105;
/** Groups of leaves that flutter alike. */
const FLUTTERS = 64;

/** A tree ready to be moved and painted. */
export interface Tree {
  readonly skeleton: Skeleton;
  /** Natural swing of each branch. */
  readonly swings: readonly Oscillation[];
  /** Bend per scene unit of branch length at swing 1, radians, in the picture plane. */
  readonly bend: Float64Array;
  readonly leafNode: Int32Array;
  readonly leaves: Float64Array;
  readonly flutters: readonly Oscillation[];
  /** What to paint, back to front: node n as n, leaf l as -1 - l. */
  readonly order: Int32Array;
  readonly lit: readonly Colour[];
  readonly shade: readonly Colour[];
}

/** Plants the tree: skeleton, foliage, light in the crown, and the oscillators. */
export function plantTree(random: Random): Tree {
  const skeleton = growSkeleton(random);
  const { leafNode, leaves } = growLeaves(skeleton, random);
  const places = new Float64Array(leafNode.length * 3);
  for (let l = 0; l < leafNode.length; l++) {
    places.set(leaves.subarray(l * LEAF_STRIDE, l * LEAF_STRIDE + 3), l * 3);
  }
  const light = canopyLight(places);
  colourLeaves(leaves, light, random);
  const bark = colourBark(skeleton, light);
  const { swings, bend } = tuneBranches(skeleton, random);
  const flutters = Array.from({ length: FLUTTERS }, () =>
    oscillation(random, { frequency: between(random, 1.6, 2.8), damping: 0.22, x: 0.3, turbulence: 0.75 }),
  );
  return { skeleton, swings, bend, leafNode, leaves, flutters, order: paintingOrder(skeleton, leaves), ...bark };
}

function growLeaves(skeleton: Skeleton, random: Random): { leafNode: Int32Array; leaves: Float64Array } {
  const nodes: number[] = [];
  const values: number[] = [];
  for (let n = 0; n < skeleton.count; n++) {
    if (skeleton.radius[n]! > LEAFY_RADIUS) continue;
    for (let i = 0; i < LEAVES_PER_TWIG; i++) {
      const angle = between(random, 0, 2 * Math.PI);
      const length = between(random, 0.0026, 0.0047);
      const tilt = between(random, 0.35, 1);
      nodes.push(n);
      values.push(
        skeleton.x[n]! + 0.0055 * bell(random),
        skeleton.y[n]! + 0.0045 * bell(random) - 0.001,
        skeleton.z[n]! + 0.0055 * bell(random),
        Math.cos(angle) * length,
        Math.abs(Math.sin(angle)) * length * 0.8 + 0.0004,
        length * 0.52 * tilt,
        0,
        0,
        0,
        Math.floor(random() * FLUTTERS),
      );
    }
  }
  return { leafNode: Int32Array.from(nodes), leaves: Float64Array.from(values) };
}

const LEAF_SHADE: Colour = [0.014, 0.026, 0.022];
const LEAF_SKY: Colour = [0.05, 0.085, 0.05];
const LEAF_SUN: readonly Colour[] = [
  [0.62, 0.41, 0.04],
  [0.45, 0.37, 0.035],
  [0.78, 0.36, 0.04],
  [0.32, 0.33, 0.04],
];

function colourLeaves(leaves: Float64Array, light: CanopyLight, random: Random): void {
  for (let at = 0; at < leaves.length; at += LEAF_STRIDE) {
    const [x, y, z] = [leaves[at]!, leaves[at + 1]!, leaves[at + 2]!];
    const sun = light.sun(x, y, z) * between(random, 0.5, 1.1);
    const sky = light.sky(x, y, z) * between(random, 0.7, 1.2);
    const season = Math.min(3, Math.floor(random() * 4));
    const tint = LEAF_SUN[season]!;
    for (let c = 0; c < 3; c++) {
      leaves[at + 6 + c] = LEAF_SHADE[c]! + LEAF_SKY[c]! * sky + tint[c]! * sun * 1.3;
    }
  }
}

function colourBark(skeleton: Skeleton, light: CanopyLight): { lit: Colour[]; shade: Colour[] } {
  const lit: Colour[] = [];
  const shade: Colour[] = [];
  for (let n = 0; n < skeleton.count; n++) {
    const [x, y, z] = [skeleton.x[n]!, skeleton.y[n]!, skeleton.z[n]!];
    const sun = y < 0.12 ? 0.8 : light.sun(x, y, z);
    const sky = 0.35 + 0.65 * light.sky(x, y, z);
    const base = scaleColour([0.05, 0.045, 0.05], sky);
    shade.push(base);
    lit.push(mixColour(scaleColour(base, 1.3), [0.62, 0.36, 0.17], 0.9 * sun));
  }
  return { lit, shade };
}

/** Thick branches are slow and hardly bend, thin ones are quick and bend more. */
function tuneBranches(skeleton: Skeleton, random: Random): { swings: Oscillation[]; bend: Float64Array } {
  const swings: Oscillation[] = [];
  const bend = new Float64Array(skeleton.branchCount);
  for (let n = 0; n < skeleton.count; n++) {
    const branch = skeleton.branch[n]!;
    if (branch !== swings.length) continue;
    const radius = skeleton.radius[n]!;
    const thin = Math.log(0.013 / radius) / Math.log(0.013 / TWIG_RADIUS);
    swings.push(
      oscillation(random, {
        frequency: 0.42 + 1.5 * Math.max(0, thin),
        damping: 0.16 + 0.1 * thin,
        x: TREE_FOOT.x + skeleton.x[n]!,
        turbulence: Math.min(0.45, Math.max(0, thin) * 0.5),
      }),
    );
    bend[branch] = 0.018 * Math.pow(0.013 / radius, 0.72);
  }
  return { swings, bend };
}

function paintingOrder(skeleton: Skeleton, leaves: Float64Array): Int32Array {
  const leafCount = leaves.length / LEAF_STRIDE;
  const order = new Int32Array(skeleton.count + leafCount);
  for (let n = 0; n < skeleton.count; n++) order[n] = n;
  for (let l = 0; l < leafCount; l++) order[skeleton.count + l] = -1 - l;
  const depth = (item: number): number => (item >= 0 ? skeleton.z[item]! : leaves[(-1 - item) * LEAF_STRIDE + 2]!);
  return order.sort((a, b) => depth(a) - depth(b) || a - b);
}

/** Displaced nodes: x and y in scene units, and the turn of the branch there in radians. */
interface Pose {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly turn: Float64Array;
}

function poseTree(tree: Tree, moment: Moment): Pose {
  const { skeleton } = tree;
  const swing = tree.swings.map((coefficients) => valueAt(coefficients, moment));
  const x = new Float64Array(skeleton.count);
  const y = new Float64Array(skeleton.count);
  const turn = new Float64Array(skeleton.count);
  x[0] = TREE_FOOT.x + skeleton.x[0]!;
  y[0] = TREE_FOOT.y - skeleton.y[0]!;
  for (let n = 1; n < skeleton.count; n++) {
    const below = skeleton.parent[n]!;
    const branch = skeleton.branch[n]!;
    const ox = skeleton.x[n]! - skeleton.x[below]!;
    const oy = skeleton.y[n]! - skeleton.y[below]!;
    const oz = skeleton.z[n]! - skeleton.z[below]!;
    const angle = turn[below]! + swing[branch]! * tree.bend[branch]! * Math.hypot(ox, oy, oz);
    turn[n] = angle;
    x[n] = x[below]! + ox + angle * oy;
    y[n] = y[below]! - (oy - angle * (ox + 0.5 * oz));
  }
  return { x, y, turn };
}

/** Paints the tree as the wind has bent it at `moment`. */
export function paintTree(layer: Layer, tree: Tree, moment: Moment): void {
  const pose = poseTree(tree, moment);
  const flutter = tree.flutters.map((coefficients) => valueAt(coefficients, moment));
  for (const item of tree.order) {
    if (item >= 0) paintNode(layer, tree, pose, item);
    else paintOneLeaf(layer, tree, pose, flutter, -1 - item);
  }
}

function paintNode(layer: Layer, tree: Tree, pose: Pose, node: number): void {
  const { skeleton } = tree;
  const below = skeleton.parent[node]!;
  if (below < 0) return;
  const starts = skeleton.branch[below] !== skeleton.branch[node];
  paintStroke(layer, {
    x0: pose.x[below]!,
    y0: pose.y[below]!,
    r0: starts ? skeleton.radius[node]! : skeleton.radius[below]!,
    x1: pose.x[node]!,
    y1: pose.y[node]!,
    r1: skeleton.radius[node]!,
    lit: tree.lit[node]!,
    shade: tree.shade[node]!,
    bark: skeleton.along[below]! + skeleton.branch[node]! * 0.37,
  });
}

function paintOneLeaf(layer: Layer, tree: Tree, pose: Pose, flutter: readonly number[], leaf: number): void {
  const { leaves, skeleton } = tree;
  const at = leaf * LEAF_STRIDE;
  const node = tree.leafNode[leaf]!;
  const beat = flutter[leaves[at + 9]!]!;
  const turn = pose.turn[node]!;
  const ox = leaves[at]! - skeleton.x[node]!;
  const oy = leaves[at + 1]! - skeleton.y[node]!;
  const angle = turn + 0.1 * beat;
  const ax = leaves[at + 3]!;
  const ay = leaves[at + 4]!;
  const gleam = 1 + 0.05 * beat;
  paintLeaf(
    layer,
    pose.x[node]! + ox + turn * oy + 0.00022 * beat,
    pose.y[node]! - (oy - turn * ox) + 0.00016 * beat,
    ax - angle * ay,
    ay + angle * ax,
    leaves[at + 5]!,
    [leaves[at + 6]! * gleam, leaves[at + 7]! * gleam, leaves[at + 8]! * gleam],
  );
}
