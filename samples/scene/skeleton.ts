/**
 * @file Growth of the tree: space colonisation (Runions, Lane, Prusinkiewicz, "Modeling Trees with a Space Colonization
 * Algorithm", 2007). Points fill the crown; each pulls at the nearest tip of the growing tree and is used up when
 * reached. Thickness follows the pipe model (r^n is the sum over the children), and every fork hands its number on to
 * the thickest child, so that branches are the ones an eye would name.
 */
import { between, type Random } from './random.js';

/** The grown tree in its own frame: origin at the foot, x right, y up, z to the viewer, scene units. */
export interface Skeleton {
  readonly count: number;
  /** Index of the node below, -1 at the foot; parents come before children. */
  readonly parent: Int32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly radius: Float64Array;
  /** Number of the branch each node belongs to; 0 is the trunk. */
  readonly branch: Int32Array;
  readonly branchCount: number;
  /** Way along the branch from its start, scene units. */
  readonly along: Float64Array;
}

/** An ellipsoid of the crown: centre and half axes. */
type Lobe = readonly [number, number, number, number, number, number];

const CROWN: readonly Lobe[] = [
  [0.0, 0.35, 0.0, 0.13, 0.105, 0.12],
  [-0.115, 0.275, 0.04, 0.1, 0.075, 0.09],
  [0.125, 0.27, 0.02, 0.105, 0.07, 0.09],
  [-0.06, 0.4, -0.03, 0.095, 0.07, 0.09],
  [0.075, 0.41, 0.02, 0.085, 0.065, 0.08],
  [0.015, 0.455, 0.0, 0.075, 0.05, 0.07],
  [-0.185, 0.225, 0.0, 0.06, 0.042, 0.06],
  [0.19, 0.335, -0.02, 0.06, 0.05, 0.06],
  [0.2, 0.205, 0.03, 0.055, 0.034, 0.05],
  [-0.17, 0.345, -0.02, 0.06, 0.045, 0.06],
  [0.03, 0.235, 0.08, 0.07, 0.045, 0.05],
];

const STEP = 0.0085;
const REACH = 0.075;
const KILL = 0.0135;
const POINTS = 3600;
const MAX_NODES = 9000;
const PIPE_EXPONENT = 2.35;
/** Radius of the thinnest twigs, scene units. */
export const TWIG_RADIUS = 0.00052;

interface Node {
  x: number;
  y: number;
  z: number;
  parent: number;
}

/** Grows the tree; the same sequence of random numbers gives the same tree. */
export function growSkeleton(random: Random): Skeleton {
  const points = crownPoints(random);
  const nodes = growTrunk();
  const nearest = new Int32Array(points.length / 3).fill(-1);
  const distance = new Float64Array(points.length / 3).fill(Infinity);
  let fresh = 0;
  for (let round = 0; round < 140 && fresh < nodes.length && nodes.length < MAX_NODES; round++) {
    const first = fresh;
    fresh = nodes.length;
    attach(points, nodes, first, nearest, distance);
    extend(points, nodes, nearest, distance, random);
  }
  return describe(nodes);
}

function crownPoints(random: Random): Float64Array {
  const volume = CROWN.map((lobe) => lobe[3] * lobe[4] * lobe[5]);
  const total = volume.reduce((sum, value) => sum + value, 0);
  const points: number[] = [];
  CROWN.forEach((lobe, index) => {
    const wanted = Math.round((POINTS * volume[index]!) / total) + 60;
    for (let made = 0; made < wanted;) {
      const x = between(random, -1, 1);
      const y = between(random, -1, 1);
      const z = between(random, -1, 1);
      const r = x * x + y * y + z * z;
      if (r > 1 || r < 0.25 * random()) continue;
      points.push(lobe[0] + x * lobe[3], lobe[1] + y * lobe[4], lobe[2] + z * lobe[5]);
      made++;
    }
  });
  return Float64Array.from(points);
}

function growTrunk(): Node[] {
  const nodes: Node[] = [{ x: 0, y: -0.012, z: 0, parent: -1 }];
  for (let i = 1; i < 24; i++) {
    const y = -0.012 + i * STEP;
    nodes.push({ x: 0.012 * Math.sin(y * 17) + 0.06 * y, y, z: 0.006 * Math.sin(y * 23), parent: i - 1 });
  }
  return nodes;
}

function attach(points: Float64Array, nodes: Node[], first: number, nearest: Int32Array, distance: Float64Array): void {
  for (let p = 0; p < nearest.length; p++) {
    if (distance[p]! <= KILL) continue;
    for (let n = first; n < nodes.length; n++) {
      const node = nodes[n]!;
      if (node.y < 0.1) continue;
      const dx = points[3 * p]! - node.x;
      const dy = points[3 * p + 1]! - node.y;
      const dz = points[3 * p + 2]! - node.z;
      if (dx * dx + dy * dy + dz * dz >= distance[p]! * distance[p]!) continue;
      distance[p] = Math.sqrt(dx * dx + dy * dy + dz * dz);
      nearest[p] = n;
    }
  }
}

function extend(
  points: Float64Array,
  nodes: Node[],
  nearest: Int32Array,
  distance: Float64Array,
  random: Random,
): void {
  const pull = new Map<number, [number, number, number]>();
  for (let p = 0; p < nearest.length; p++) {
    const d = distance[p]!;
    if (d <= KILL || d > REACH) continue;
    const node = nodes[nearest[p]!]!;
    const sum = pull.get(nearest[p]!) ?? [0, 0, 0];
    sum[0] += (points[3 * p]! - node.x) / d;
    sum[1] += (points[3 * p + 1]! - node.y) / d;
    sum[2] += (points[3 * p + 2]! - node.z) / d;
    pull.set(nearest[p]!, sum);
  }
  for (const [index, sum] of pull) {
    const node = nodes[index]!;
    const x = sum[0] + between(random, -0.35, 0.35);
    const y = sum[1] + between(random, -0.35, 0.35) - 0.05;
    const z = sum[2] + between(random, -0.35, 0.35);
    const length = Math.hypot(x, y, z) + 1e-9;
    nodes.push({
      x: node.x + (x / length) * STEP,
      y: node.y + (y / length) * STEP,
      z: node.z + (z / length) * STEP,
      parent: index,
    });
  }
}

function describe(nodes: readonly Node[]): Skeleton {
  const count = nodes.length;
  const parent = Int32Array.from(nodes, (node) => node.parent);
  const area = new Float64Array(count);
  const thickest = new Int32Array(count).fill(-1);
  const twig = Math.pow(TWIG_RADIUS, PIPE_EXPONENT);
  for (let n = count - 1; n >= 0; n--) {
    if (area[n] === 0) area[n] = twig;
    const below = parent[n]!;
    if (below < 0) continue;
    area[below]! += area[n]!;
    const rival = thickest[below]!;
    if (rival < 0 || area[n]! > area[rival]!) thickest[below] = n;
  }
  const radius = area.map((value) => Math.pow(value, 1 / PIPE_EXPONENT));
  const branch = new Int32Array(count);
  const along = new Float64Array(count);
  let branchCount = 1;
  for (let n = 1; n < count; n++) {
    const below = parent[n]!;
    const continues = thickest[below] === n;
    branch[n] = continues ? branch[below]! : branchCount++;
    along[n] = (continues ? along[below]! : 0) + STEP;
  }
  for (let n = 0; n < 12; n++) radius[n]! *= 1 + 0.75 * Math.exp(-n * 0.55);
  return {
    count,
    parent,
    x: Float64Array.from(nodes, (node) => node.x),
    y: Float64Array.from(nodes, (node) => node.y),
    z: Float64Array.from(nodes, (node) => node.z),
    radius,
    branch,
    branchCount,
    along,
  };
}
