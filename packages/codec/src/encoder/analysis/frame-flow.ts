import { begun, type Breathe } from '../../math/index.js';
import { createFlow, disFlow, endpointError, type Flow, type GreyPlane } from '../../motion/index.js';
import type { Picture, Plane } from '../../picture/index.js';
import { dealt, inTurn } from '../parallel/dealt.js';
import { analysisPlane, analysisSize } from './motion-analysis.js';

/** Flow of the original from frame `t` to the next, in pixels of the analysis. */
export interface FrameFlow {
  readonly t: number;
  readonly flow: Flow;
}

/**
 * Flow from frame to frame at places spread evenly through a group, by dense inverse search (what tOF is measured with).
 * @param planes luma of the frames at the resolution of the analysis
 * @param pairs of neighbouring frames to look at, at most
 * @param elsewhere answers as {@link flowsAt} in another thread, where there is one: for every second pair
 * @throws what `breathe` throws
 */
export async function originalFlows(
  planes: readonly Plane[],
  pairs: number,
  breathe: Breathe,
  elsewhere?: (frames: readonly number[]) => Promise<Flow[]>,
): Promise<FrameFlow[]> {
  const count = Math.min(pairs, planes.length - 1);
  const frames = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * (planes.length - 1)) / count));
  const [own, others] = dealt(frames, elsewhere === undefined ? 1 : 2);
  const assisted = elsewhere && begun(elsewhere(others!));
  const flows = inTurn([await flowsAt(planes, own!, breathe), (await assisted) ?? []]);
  return flows.map((flow, i) => ({ t: frames[i]!, flow }));
}

/**
 * Flow from each of these frames to the next.
 * @throws what `breathe` throws
 */
export async function flowsAt(planes: readonly Plane[], frames: readonly number[], breathe: Breathe): Promise<Flow[]> {
  const flows: Flow[] = [];
  for (const t of frames) {
    await breathe();
    flows.push(disFlow(greyPlane(planes[t]!), greyPlane(planes[t + 1]!)));
  }
  return flows;
}

/** Mean length of flows in their own pixels: the tOF of a still picture. */
export function meanLength(flows: readonly FrameFlow[]): number {
  return flows.reduce(
    (sum, { flow }) => sum + endpointError(flow, createFlow(flow.width, flow.height)) / flows.length,
    0,
  );
}

/** The luma of a picture at the resolution of the analysis, also in whole levels. */
export function seenAs(picture: Picture): { readonly plane: Plane; readonly grey: GreyPlane } {
  const plane = analysisPlane(picture);
  const grey = plane.width === picture.width ? { ...analysisSize(picture), data: picture.y } : greyPlane(plane);
  return { plane, grey };
}

function greyPlane({ width, height, data }: Plane): GreyPlane {
  const levels = new Uint8Array(data.length);
  for (let i = 0; i < levels.length; i++) levels[i] = data[i]! + 0.5;
  return { width, height, data: levels };
}
