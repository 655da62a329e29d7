/** @file A clip as the comparison of map representations needs it: analysed motion, decoded key picture, true flows. */
import { chooseKeyFrame } from '../../packages/codec/src/encoder/clip/key-choice.js';
import {
  analyseMotion,
  analysisPlane,
  type MotionAnalysis,
} from '../../packages/codec/src/encoder/analysis/motion-analysis.js';
import { classicalMotion } from 'dynamics-codec/generator';
import { nodeStills, openVideo } from '@dynamics-codec/node';
import {
  createFlow,
  endpointError,
  FlowEstimator,
  modalBasis,
  preparePyramid,
  type Flow,
  type ModalBasis,
  type ModeSeries,
} from 'dynamics-codec/motion';
import { lumaPlane, resamplePlane, type Picture, type Plane } from 'dynamics-codec/picture';
import { GroupRenderer } from 'dynamics-codec/render';

const FRAMES = 100;
/** The pairs of frames that the referee looks at: 1 and 2, 10 and 11, and so on. */
const EVERY = 9;
const MODES = 24;
const KEY = { quality: 25, effort: 4 };

/** What is known of a clip before its motion is represented. */
export interface ClipData {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly keyFrame: number;
  readonly analysis: MotionAnalysis;
  readonly basis: ModalBasis;
  /** The key picture as decoded. */
  readonly key: Picture;
  /** Its luma on the grid of the mode maps. */
  readonly guide: Plane;
  /** First frames of the pairs that are compared. */
  readonly sampled: readonly number[];
  /** The flow of each pair in the original. */
  readonly truth: readonly Flow[];
}

/** A clip that can say how well a motion renders. */
export interface BenchClip extends ClipData {
  /** Mean endpoint difference of the flows between consecutive frames, original against rendered, in pixels. */
  tof(maps: readonly Flow[], steps: readonly number[], series: ModeSeries): Promise<number>;
}

/** Loads and analyses the first {@link FRAMES} frames of a video. */
export async function analyseClip(name: string, path: string): Promise<ClipData> {
  const source = await openVideo(path, { frames: FRAMES });
  const frames: Picture[] = [];
  for await (const picture of source.frames()) frames.push(picture);
  await source.close();
  const { width, height } = frames[0]!;
  const keyFrame = chooseKeyFrame(frames);
  const analysis = await analyseMotion(
    frames.map(analysisPlane),
    keyFrame,
    { width, height },
    'accurate',
    () => undefined,
    undefined,
  );
  const stills = nodeStills();
  const key = await stills.decode(await stills.encode(frames[keyFrame]!, KEY), width, height);
  const grid = analysis.flows[0]!;
  const flowBetween = flowMeter(width, height);
  const sampled: number[] = [];
  for (let t = 1; t + 1 < frames.length; t += EVERY) sampled.push(t);
  return {
    name,
    width,
    height,
    frames: frames.length,
    keyFrame,
    analysis,
    basis: modalBasis(analysis.flows, analysis.confidence, MODES),
    key,
    guide: resamplePlane(lumaPlane(key), grid.width, grid.height),
    sampled,
    truth: sampled.map((t) => flowBetween(frames[t]!, frames[t + 1]!)),
  };
}

/** Adds the measure of rendered motion to a clip. */
export function benchClip(data: ClipData): BenchClip {
  const { width, height, keyFrame, key, sampled, truth } = data;
  const flowBetween = flowMeter(width, height);
  const tof: BenchClip['tof'] = async (maps, steps, series) => {
    if (maps.length === 0)
      return truth.reduce((sum, flow) => sum + endpointError(createFlow(width, height), flow), 0) / truth.length;
    const hints = { maps, mapSteps: steps, series, keyFrame, cameraMoves: [], advection: undefined, light: undefined };
    const renderer = new GroupRenderer({ key, hints, motion: await classicalMotion.generate({ hints, key, seed: 0 }) });
    let sum = 0;
    for (const [i, t] of sampled.entries())
      sum += endpointError(flowBetween(renderer.render(t), renderer.render(t + 1)), truth[i]!);
    return sum / sampled.length;
  };
  return { ...data, tof };
}

function flowMeter(width: number, height: number): (a: Picture, b: Picture) => Flow {
  const estimator = new FlowEstimator(width, height, 'fast');
  return (a, b) => estimator.estimate(preparePyramid(lumaPlane(a)), preparePyramid(lumaPlane(b)));
}
