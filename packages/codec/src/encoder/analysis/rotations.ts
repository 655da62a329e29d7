/**
 * @file Things that turn about a fixed centre: wheels, fans, discs. Flow from frame to frame adds up to a poor account of
 * half a turn, and at the rim it is wrong. The picture of the key frame, turned, is an exact one.
 */
import { clamp, cosineOfTurns, sineOfTurns, type Breathe } from '../../math/index.js';
import type { Flow } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';
import type { MotionAnalysis } from './motion-analysis.js';
import { discDifference, polarGrid, polarView, ringDifference, type PolarView } from './polar-view.js';
import { rotationCandidates } from './rotation-candidates.js';
import type { SteadyFlow } from './steady-flow.js';

/** A disc that turns about its centre. Lengths in pixels of the analysis. */
export interface Rotation {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** For each frame, how far it has turned since the key frame: in turns, clockwise on the screen. */
  readonly angles: Float32Array;
}

/** Discs of a group at most, and candidates that each velocity field gives. */
const MOST_ROTATIONS = 3;
const MOST_CANDIDATES = 4;
/** Rings reach beyond the radius that the velocities say by this factor. */
const BEYOND = 1.3;
const RINGS = 24;
/** Share of that radius by which centre and turns are measured: what lies at the rim may not turn. */
const CORE = 0.6;
/** Rings at the centre, which hardly move and need not agree. */
const INNERMOST = 4;
const FINE = /* @__PURE__ */ polarGrid(RINGS, 360);
/** The centre is looked for on fewer samples, in frames that are so far from the key frame, by steps in radii. */
const COARSE = /* @__PURE__ */ polarGrid(8, 90);
const CENTRE_FRAMES = [2, 5];
const CENTRE_STEPS = [0.25, 0.12, 0.06, 0.03, 0.015];
const AROUND = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dx, dy] as const));
/** Turns per frame: the fastest, the steps in which it is looked for, and how far a frame may be from what is expected. */
const FASTEST = 0.05;
const SPEED_STEP = 0.0005;
const SLACK = 0.006;
const TURN_STEP = 0.002;
/** How fast the expected turn of a frame follows the measured one. */
const TURN_RATE = 0.3;
/** What turning may leave of the difference from the key picture: of a ring, of the disc, and of the first frames. */
const MOST_LEFT_OF_RING = 0.7;
const MOST_LEFT = 0.5;
const MOST_LEFT_OF_TRIAL = 0.85;
/** Frames on one side of the key frame after which what hardly turns is given up. */
const TRIAL = 10;
/** Least radius in pixels of the analysis, and least turn over the group, in turns. */
const LEAST_RADIUS = 8;
const LEAST_TURN = 0.03;

/**
 * What turns in a group, the strongest first.
 * @param planes luma of all frames at the resolution of the analysis
 * @param flows velocity fields of the group, in pixels of the full picture per frame
 * @param toPlane pixels of the analysis per pixel of the full picture
 * @throws what `breathe` throws
 */
export async function findRotations(
  planes: readonly Plane[],
  keyFrame: number,
  flows: readonly SteadyFlow[],
  toPlane: number,
  breathe: Breathe,
): Promise<Rotation[]> {
  const found: { readonly rotation: Rotation; readonly explained: number }[] = [];
  for (const flow of flows) {
    const side = planes[keyFrame]!.width / flow.velocity.width;
    for (const { x, y, radius } of rotationCandidates(flow, side / toPlane, MOST_CANDIDATES)) {
      const measured = await measureRotation(planes, keyFrame, x * side, y * side, radius * side, breathe);
      if (measured !== undefined) found.push(measured);
    }
  }
  const out: Rotation[] = [];
  for (const { rotation } of found.sort((a, b) => b.explained - a.explained)) {
    const { x, y, radius } = rotation;
    const free = out.every((other) => (other.x - x) ** 2 + (other.y - y) ** 2 > (other.radius + radius) ** 2);
    if (free && out.length < MOST_ROTATIONS) out.push(rotation);
  }
  return out;
}

/** Follows a candidate from the key frame to both ends; `undefined` where the picture does not turn. */
async function measureRotation(
  planes: readonly Plane[],
  keyFrame: number,
  guessX: number,
  guessY: number,
  guessRadius: number,
  breathe: Breathe,
): Promise<{ readonly rotation: Rotation; readonly explained: number } | undefined> {
  const reach = BEYOND * guessRadius;
  const { x, y, speed } = await centreOf(planes, keyFrame, guessX, guessY, guessRadius, breathe);
  const key = polarView(planes[keyFrame]!, x, y, reach, FINE);
  const angles = new Float32Array(planes.length);
  const sums = { left: new Float64Array(RINGS), still: new Float64Array(RINGS) };
  for (const direction of [1, -1]) {
    let turn = direction * speed;
    for (let t = keyFrame + direction; t >= 0 && t < planes.length; t += direction) {
      await breathe();
      const before = angles[t - direction]!;
      const frame = polarView(planes[t]!, x, y, reach, FINE);
      const angle = bestTurn(key, frame, before + turn);
      turn += TURN_RATE * (angle - before - turn);
      angles[t] = angle;
      for (let ring = 0; ring < RINGS; ring++) {
        sums.left[ring]! += ringDifference(key, frame, ring, angle);
        sums.still[ring]! += ringDifference(key, frame, ring, 0);
      }
      if (Math.abs(t - keyFrame) === TRIAL && extentOf(sums).left > MOST_LEFT_OF_TRIAL) return undefined;
    }
  }
  const { rings, left, explained } = extentOf(sums);
  const radius = (rings * reach) / RINGS;
  const turned = angles.reduce((a, b) => Math.max(a, b)) - angles.reduce((a, b) => Math.min(a, b));
  if (radius < LEAST_RADIUS || turned < LEAST_TURN || left > MOST_LEFT) return undefined;
  return { rotation: { x, y, radius, angles }, explained };
}

/** The centre about which a few frames around the key frame turn most exactly, and by how much per frame. */
async function centreOf(
  planes: readonly Plane[],
  keyFrame: number,
  x: number,
  y: number,
  radius: number,
  breathe: Breathe,
): Promise<{ readonly x: number; readonly y: number; readonly speed: number }> {
  const near = CENTRE_FRAMES.flatMap((by) => [by, -by]).filter((by) => planes[keyFrame + by] !== undefined);
  const seenFrom = (px: number, py: number) => {
    const key = polarView(planes[keyFrame]!, px, py, CORE * radius, COARSE);
    const frames = near.map((by) => ({ by, view: polarView(planes[keyFrame + by]!, px, py, CORE * radius, COARSE) }));
    let best = { x: px, y: py, speed: 0, cost: Infinity };
    for (let speed = -FASTEST; speed <= FASTEST; speed += SPEED_STEP) {
      const cost = frames.reduce((sum, { by, view }) => sum + discDifference(key, view, COARSE.rings, by * speed), 0);
      if (cost < best.cost) best = { x: px, y: py, speed, cost };
    }
    return best;
  };
  let best = seenFrom(x, y);
  for (const share of CENTRE_STEPS) {
    const from = best;
    for (const [dx, dy] of AROUND) {
      await breathe();
      const other = seenFrom(from.x + dx * share * radius, from.y + dy * share * radius);
      if (other.cost < best.cost) best = other;
    }
  }
  return best;
}

/** Sums over frames, for each ring: mean square difference from the key picture, turned and not. */
interface RingSums {
  readonly left: Float64Array;
  readonly still: Float64Array;
}

/** The rings that turn, what share of their difference turning leaves, and how much of it is explained. */
function extentOf({ left, still }: RingSums): { rings: number; left: number; explained: number } {
  let [rings, sumLeft, sumStill] = [0, 0, 1e-9];
  while (rings < RINGS && (rings < INNERMOST || left[rings]! <= MOST_LEFT_OF_RING * still[rings]!)) {
    sumLeft += (rings + 0.5) * left[rings]!;
    sumStill += (rings + 0.5) * still[rings]!;
    rings++;
  }
  return { rings, left: sumLeft / sumStill, explained: sumStill - sumLeft };
}

/** The turn around the expected one at which a frame, turned back, is most like the key picture. */
function bestTurn(key: PolarView, frame: PolarView, expected: number): number {
  const reach = Math.ceil(SLACK / TURN_STEP) + 1;
  const turns = Array.from({ length: 2 * reach + 1 }, (_, i) => expected + (i - reach) * TURN_STEP);
  const costs = turns.map((turn) => discDifference(key, frame, Math.floor((CORE / BEYOND) * RINGS), turn));
  let best = 1;
  for (let i = 1; i < costs.length - 1; i++) if (costs[i]! < costs[best]!) best = i;
  const [before, least, after] = [costs[best - 1]!, costs[best]!, costs[best + 1]!];
  const bend = before + after - 2 * least;
  return turns[best]! + (bend > 0 ? TURN_STEP * clamp((before - after) / (2 * bend), -0.5, 0.5) : 0);
}

/**
 * Backward flows in which discs turn as they do.
 * @param analysis frames that were looked at, and their flows on one grid, in pixels of the full picture
 * @param plane sides of the planes of the analysis
 * @param toPlane pixels of the analysis per pixel of the full picture
 */
export function withRotations(
  { frames, flows }: Pick<MotionAnalysis, 'frames' | 'flows'>,
  rotations: readonly Rotation[],
  plane: { readonly width: number; readonly height: number },
  toPlane: number,
): Flow[] {
  return flows.map((flow, i) => {
    const t = frames[i]!;
    const { width, height } = flow;
    const data = flow.data.slice();
    for (const { x, y, radius, angles } of rotations) {
      // A point of the frame comes from where it was before the turn.
      const cos = cosineOfTurns(-angles[t]!);
      const sin = sineOfTurns(-angles[t]!);
      for (let at = 0; at < width * height; at++) {
        const dx = (((at % width) + 0.5) * plane.width) / width - x;
        const dy = ((Math.floor(at / width) + 0.5) * plane.height) / height - y;
        if (dx * dx + dy * dy > radius * radius) continue;
        data[2 * at] = (cos * dx - sin * dy - dx) / toPlane;
        data[2 * at + 1] = (sin * dx + cos * dy - dy) / toPlane;
      }
    }
    return { width, height, data };
  });
}
