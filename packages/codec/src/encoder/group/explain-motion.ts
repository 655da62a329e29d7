import { begun, mean, type Breathe } from '../../math/index.js';
import { basisPictures, timeBasis, type Flow, type QuantisedLight } from '../../motion/index.js';
import type { Picture, Plane } from '../../picture/index.js';
import { cameraMotion, withoutCamera } from '../analysis/camera-motion.js';
import { carriedElseSteady, carriedFlow } from '../analysis/carried-flow.js';
import { fittingReference } from '../analysis/fitting-reference.js';
import type { FrameFlow } from '../analysis/frame-flow.js';
import { foldLoop, phasePeriod } from '../analysis/loop-folding.js';
import { analysisPlane, type MotionAnalysis } from '../analysis/motion-analysis.js';
import { findRotations, withRotations } from '../analysis/rotations.js';
import { steadyFlow, type SteadyFlow } from '../analysis/steady-flow.js';
import type { CodedKey } from '../choose/key-ladder.js';
import type { EncoderPlan } from '../encoder-plan.js';
import { fitLight, lightCells, lightResiduals, worthOfBit } from '../fit/light-fitter.js';
import { ModeFitter, motionWeight, type FittingGround, type GroupShape } from '../fit/mode-fitter.js';
import { gated, modeGate } from '../fit/mode-gate.js';
import type { Modes, RefinedModes } from '../fit/mode-refinement.js';
import { refinedMotion, type RefinementOrder } from '../fit/refined-motion.js';
import { wholeLight } from '../fit/whole-light.js';
import type { GroupAssistant } from '../parallel/group-assistant.js';

/** Where modes are to be trusted in less than this share of the picture on average, they are also tried gated. */
const GATE_BELOW = 0.6;

/** What was found out about a group before its motion is explained. */
export interface SeenGroup {
  /** Luma of all frames at the resolution of the analysis. */
  readonly planes: readonly Plane[];
  /** Sides of the full picture in pixels. */
  readonly picture: { readonly width: number; readonly height: number };
  readonly shape: GroupShape;
  readonly analysis: MotionAnalysis;
  /** Flow from frame to frame. */
  readonly originals: readonly FrameFlow[];
  /** The key picture at a middling quality, and as its generator restores it. */
  readonly coded: CodedKey;
  readonly restored: Picture;
}

/** Ways to explain the motion of a group, each ready to be fitted at any price, and its light where some pays. */
export interface ExplainedMotion {
  /** By modes everywhere, where they tell the truth, with discs that turn, beside steady flows. The first is always there. */
  readonly fitters: readonly ModeFitter[];
  readonly light: QuantisedLight | undefined;
  /** Light that follows what changes the whole picture, where something does: goes before `light`. */
  readonly wholeLight: QuantisedLight | undefined;
}

/**
 * Explains the motion of a group: camera, modal basis, refinement against the pixels, discs, steady flow, light.
 * @param assistant that has met the group; takes some of the refinements
 * @throws what `breathe` throws
 */
export async function explainMotion(
  seen: SeenGroup,
  plan: EncoderPlan,
  breathe: Breathe,
  assistant?: Pick<GroupAssistant, 'refine'>,
): Promise<ExplainedMotion> {
  const { without } = plan;
  const { planes, picture, shape, analysis, originals } = seen;
  const { loopFrames } = shape;
  const original = planes[shape.keyFrame]!;
  const key = without.has('decoded-reference')
    ? original
    : fittingReference(original, analysisPlane(seen.restored), analysis.flows);
  const toPlane = key.width / picture.width;
  const size = analysis.flows[0]!;
  await breathe();
  const flows = foldLoop(analysis.flows, loopFrames);
  const ground: FittingGround = {
    metric: analysis.metric,
    pictures: basisPictures(size.width, size.height),
    grid: analysis.grid,
    lagrangian: false,
    shape,
    without,
    quantiserRounds: plan.quantiserRounds,
    breathe,
  };
  const camera = without.has('camera')
    ? undefined
    : await cameraMotion(flows, picture.height / picture.width, breathe, plan.cameraStride);
  const own = camera === undefined ? flows : withoutCamera(flows, camera);
  const order = (from: readonly Flow[], lagrangian = false): RefinementOrder => ({
    from,
    frames: analysis.frames,
    count: loopFrames > 0 ? loopFrames : planes.length,
    key,
    lagrangian,
    confidence: analysis.confidence,
    camera,
    modes: without.has('oscillation') ? 0 : plan.modes,
    shape,
    motionWeight: motionWeight(without),
    rounds: without.has('refinement') ? 0 : plan.rounds,
    toPlane,
  });
  const refine = (each: RefinementOrder): Promise<RefinedModes> => refinedMotion(each, planes, breathe);
  const elsewhere = (each: RefinementOrder): Promise<RefinedModes> | undefined =>
    assistant && begun(assistant.refine(each));
  const held =
    camera === undefined && !without.has('lagrangian')
      ? order(foldLoop(analysis.forward, loopFrames), true)
      : undefined;
  const assisted = held && elsewhere(held);
  const gateOf = (modes: Modes): Promise<Float32Array> =>
    modeGate(modes, originals, size.width, size.height, 1 / toPlane, breathe);

  const refined = await refine(order(own));
  const fitters = [new ModeFitter(refined, ground)];
  const gate = await gateOf(refined.modes);
  if (!without.has('gate') && mean(gate) < GATE_BELOW) fitters.push(new ModeFitter(within(gate, refined), ground));
  if (held !== undefined) {
    const modes = await (assisted ?? refine(held));
    fitters.push(new ModeFitter(modes, { ...ground, lagrangian: true }, undefined, fitters[0]));
  }
  // A camera that pans makes everything flow.
  const flowing =
    camera !== undefined || without.has('advection')
      ? []
      : await flowsWorthTrying(planes.slice(0, planes.length - shape.tail), originals, size, 1 / toPlane, breathe);
  const rotations = without.has('rotation')
    ? []
    : await findRotations(planes, shape.keyFrame, flowing, toPlane, breathe);
  if (rotations.length > 0) {
    const turning = withRotations(analysis, rotations, key, toPlane);
    fitters.push(new ModeFitter(await refine(order(foldLoop(turning, loopFrames))), ground));
  }
  const swings = flowing.map((flow) => {
    const resting = flow.flowing.map((share) => 1 - share);
    return { flow, resting, order: order(own.map((each) => gated(each, resting))) };
  });
  const second = swings[1] && elsewhere(swings[1].order);
  for (const [i, { flow, resting, order: each }] of swings.entries()) {
    const swinging = await ((i === 1 ? second : undefined) ?? refine(each));
    const keep = (await gateOf(swinging.modes)).map((share, i) => share * resting[i]!);
    fitters.push(new ModeFitter(within(keep, swinging), ground, advectionOf(flow, loopFrames)));
  }
  const light = without.has('light') ? undefined : await lightOf(seen, key, refined.modes, toPlane, breathe);
  const whole = without.has('whole-light') ? undefined : await wholeLightOf(seen, key, breathe);
  return { fitters, light, wholeLight: whole };
}

async function lightOf(
  seen: SeenGroup,
  key: Plane,
  modes: Modes,
  toPlane: number,
  breathe: Breathe,
): Promise<QuantisedLight | undefined> {
  const { planes, picture, shape, coded } = seen;
  const residuals = await lightResiduals(planes, key, modes, toPlane, picture, breathe);
  const periodic = foldLoop(residuals, shape.loopFrames);
  const length = planes.length - shape.tail;
  const worth = worthOfBit(planes[shape.keyFrame]!, analysisPlane(coded.decoded), coded.bytes, length);
  return fitLight(periodic, timeBasis(shape), worth, key.data.length, breathe);
}

async function wholeLightOf(
  { planes, picture, shape }: SeenGroup,
  key: Plane,
  breathe: Breathe,
): Promise<QuantisedLight | undefined> {
  const residuals = await lightResiduals(planes, key, { maps: [], series: [], fixed: 0 }, 1, picture, breathe);
  const periodic = foldLoop(residuals, shape.loopFrames);
  return wholeLight(periodic, lightCells(key, picture), timeBasis(shape));
}

/** What flows from frame to frame, and what texture that is too fast for that is carried along by. */
async function flowsWorthTrying(
  planes: readonly Plane[],
  originals: readonly FrameFlow[],
  { width, height }: Flow,
  toPixels: number,
  breathe: Breathe,
): Promise<SteadyFlow[]> {
  const steady = steadyFlow(originals, width, height, toPixels);
  const carried = await carriedFlow(planes, width, height, toPixels, breathe);
  const flows = carried === undefined ? [steady] : [steady, carriedElseSteady(carried, steady)];
  return flows.filter((flow) => flow !== undefined);
}

function advectionOf({ velocity }: SteadyFlow, loopFrames: number) {
  return { velocity, period: phasePeriod(loopFrames) };
}

/** Modes held back where `keep`, per cell, is below 1; the camera's stay. */
function within(keep: Float32Array, { modes, ...seen }: RefinedModes): RefinedModes {
  const maps = modes.maps.map((map, k) => (k < modes.fixed ? map : gated(map, keep)));
  return { modes: { ...modes, maps }, ...seen };
}
