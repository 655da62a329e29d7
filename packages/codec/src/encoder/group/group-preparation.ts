import {
  basisPictures,
  createFlow,
  MapTransform,
  MAX_PERIOD,
  MIN_PERIOD,
  modalBasis,
  timeBasis,
  type Flow,
  type QuantisedLight,
} from '../../motion/index.js';
import type { Picture, Plane } from '../../picture/index.js';
import { cameraMotion, withoutCamera } from '../analysis/camera-motion.js';
import type { EncoderPlan } from '../encoder-plan.js';
import type { KeyLadder } from '../choose/key-ladder.js';
import { fitLight, lightResiduals, worthOfBit } from '../fit/light-fitter.js';
import { ModeFitter, motionWeight, type FittingGround } from '../fit/mode-fitter.js';
import { gated, modeGate } from '../fit/mode-gate.js';
import { refineModes, REFINEMENT_ROUNDS, type Modes, type RefinedModes } from '../fit/mode-refinement.js';
import { analyseMotion, analysisPlane, type MotionAnalysis } from '../analysis/motion-analysis.js';
import { MotionJudge } from '../choose/motion-judge.js';
import { MotionLadder } from '../choose/motion-ladder.js';
import { writeMotionPayload } from '../../motion/tokens/motion-payload.js';
import { pause } from '../pause.js';
import { gradientsOf } from '../analysis/photometric-evidence.js';
import type { ProgressReporter } from '../progress.js';
import type { GroupCandidates } from '../choose/rate-control.js';
import { steadyFlow, type SteadyFlow } from '../analysis/steady-flow.js';

/** Frames of a group with its tail, and what was decided about them. */
export interface GroupFrames {
  readonly frames: readonly Picture[];
  /** Frames without the tail. */
  readonly length: number;
  readonly keyFrame: number;
  readonly tail: number;
  readonly loopFrames: number;
}

/** Life of a phase of advected texture: longer smears, shorter pulses. */
const PHASE_FRAMES = 24;
const PLANES_AT_ONCE = 16;
/** Where modes are to be trusted in less than this share of the picture on average, they are also tried gated. */
const GATE_BELOW = 0.6;
/** Quality of the coded key picture that motion is fitted to: about what streams of a few kilobytes can afford. */
const FITTING_QUALITY = 20;
/** Displacement, in pixels, at which the decoded and the original key picture count alike in the fit. */
const REFERENCE_SWITCH = 0.4;

/** Analyses a group: flow, modal basis, refinement against the pixels, and the judge of what comes out. */
export async function prepareCandidates(
  group: GroupFrames,
  keys: KeyLadder,
  plan: EncoderPlan,
  progress: ProgressReporter,
  signal?: AbortSignal,
): Promise<GroupCandidates> {
  const { without } = plan;
  const { frames, length, keyFrame, tail, loopFrames } = group;
  const { width, height } = frames[0]!;
  const planes: Plane[] = [];
  for (const frame of frames) {
    planes.push(analysisPlane(frame));
    if (planes.length % PLANES_AT_ONCE === 0) await pause(signal);
  }
  const analysis = await analyseMotion(
    planes,
    keyFrame,
    { width, height },
    plan.flow,
    (done) => progress.withinGroup('flow', done / frames.length),
    signal,
  );
  progress.withinGroup('modes', 0);
  const coded = await keys.at(FITTING_QUALITY);
  const { restored, shown } = await keys.finish(coded);
  const key = without.has('decoded-reference')
    ? planes[keyFrame]!
    : fittingReference(planes[keyFrame]!, analysisPlane(restored), analysis);
  const frameAt = (t: number): Plane => planes[t]!;
  const gradients = gradientsOf(key);
  const toPlane = key.width / width;
  const size = analysis.flows[0]!;
  const shape = { keyFrame, tail, loopFrames };
  const flows = loopFrames > 0 ? foldLoop(analysis.flows, loopFrames) : analysis.flows;
  const ground: FittingGround = {
    metric: analysis.metric,
    pictures: basisPictures(new MapTransform(size.width, size.height)),
    grid: analysis.grid,
    shape,
    without,
  };
  const camera = without.has('camera') ? undefined : cameraMotion(flows, height / width);
  const own = camera === undefined ? flows : withoutCamera(flows, camera);
  const refine = (from: readonly Flow[]): Promise<RefinedModes> => {
    const basis = modalBasis(from, analysis.confidence, without.has('oscillation') ? 0 : plan.modes, {
      basis: timeBasis(shape),
      motionWeight: motionWeight(without),
    });
    const fixed = camera?.maps.length ?? 0;
    const start = {
      maps: [...(camera?.maps ?? []), ...basis.maps],
      series: [...(camera?.series ?? []), ...basis.series],
      fixed,
    };
    return refineModes(start, frameAt, gradients, toPlane, without.has('refinement') ? 0 : REFINEMENT_ROUNDS, () =>
      pause(signal),
    );
  };
  const fitterOf = ({ modes, evidence }: RefinedModes, keep?: Float32Array, steady?: SteadyFlow): ModeFitter => {
    const maps =
      keep === undefined ? modes.maps : modes.maps.map((map, k) => (k < modes.fixed ? map : gated(map, keep)));
    const advection = steady && { velocity: steady.velocity, period: loopedPeriod(loopFrames) };
    return new ModeFitter({ modes: { ...modes, maps }, evidence }, ground, advection);
  };
  const judge = new MotionJudge(planes.slice(0, length), shown, plan.pairs, () => pause(signal));
  const lightOf = (modes: Modes): QuantisedLight | undefined => {
    const residuals = lightResiduals(planes, key, modes, toPlane, { width, height });
    const periodic = loopFrames > 0 ? foldLoop(residuals, loopFrames) : residuals;
    const worth = worthOfBit(planes[keyFrame]!, analysisPlane(coded.decoded), coded.bytes, length);
    return fitLight(periodic, timeBasis(shape), worth, key.data.length);
  };
  const refined = await refine(own);
  const fitters = [fitterOf(refined)];
  const gate = modeGate(refined.modes, judge, size.width, size.height, 1 / toPlane);
  if (!without.has('gate') && mean(gate) < GATE_BELOW) fitters.push(fitterOf(refined, gate));
  // A camera that pans makes everything flow.
  const steady =
    camera !== undefined || without.has('advection')
      ? undefined
      : steadyFlow(judge, size.width, size.height, 1 / toPlane);
  if (steady !== undefined) {
    const resting = steady.flowing.map((share) => 1 - share);
    const swinging = await refine(own.map((flow) => gated(flow, resting)));
    const swingGate = modeGate(swinging.modes, judge, size.width, size.height, 1 / toPlane);
    fitters.push(
      fitterOf(
        swinging,
        swingGate.map((share, i) => share * resting[i]!),
        steady,
      ),
    );
  }
  const light = without.has('light') ? undefined : lightOf(refined.modes);
  progress.withinGroup('motion', 0);
  const motions = new MotionLadder(fitters, judge, light, length, (tokens) =>
    writeMotionPayload(tokens, width, height, length),
  );
  return { keys, motions, plan };
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Life of a phase: about {@link PHASE_FRAMES}, a whole number of times in a loop so that the loop closes. */
function loopedPeriod(loopFrames: number): number {
  if (loopFrames === 0) return PHASE_FRAMES;
  for (let lives = Math.max(1, Math.round(loopFrames / PHASE_FRAMES)); lives >= 1; lives--)
    if (loopFrames % lives === 0) return Math.min(Math.max(loopFrames / lives, MIN_PERIOD), MAX_PERIOD);
  return PHASE_FRAMES;
}

/**
 * The key picture that frames are compared with: as a decoder will have it where things move, as the camera saw it
 * where they stand still, because there the coding error would be taken for motion.
 */
function fittingReference(original: Plane, decoded: Plane, { flows }: MotionAnalysis): Plane {
  const { width, height } = flows[0]!;
  const energy = new Float32Array(width * height);
  for (const { data } of flows) {
    for (let i = 0; i < energy.length; i++) energy[i]! += (data[2 * i]! ** 2 + data[2 * i + 1]! ** 2) / flows.length;
  }
  const out = original.data.slice();
  for (let y = 0; y < original.height; y++) {
    const row = Math.min(height - 1, Math.floor((y * height) / original.height)) * width;
    for (let x = 0; x < original.width; x++) {
      const moving = energy[row + Math.min(width - 1, Math.floor((x * width) / original.width))]!;
      const at = y * original.width + x;
      out[at]! += (moving / (moving + REFERENCE_SWITCH ** 2)) * (decoded.data[at]! - original.data[at]!);
    }
  }
  return { width: original.width, height: original.height, data: out };
}

/** Mean over the periods of a loop of the flows at the same phase. */
function foldLoop(flows: readonly Flow[], period: number): Flow[] {
  return Array.from({ length: period }, (_, phase) => {
    const same = flows.filter((_flow, t) => t % period === phase);
    const out = createFlow(same[0]!.width, same[0]!.height);
    for (const flow of same) for (let i = 0; i < out.data.length; i++) out.data[i]! += flow.data[i]! / same.length;
    return out;
  });
}
