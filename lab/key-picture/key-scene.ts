import { gatherFlow } from '../../packages/codec/src/encoder/analysis/gather-flow.js';
import { gridSize, GRID_SIDES, trackFlows, type Flow } from 'dynamics-codec/motion';
import { lumaPlane, type Picture } from 'dynamics-codec/picture';
import type { ChosenClip } from '../../packages/bench/benches/support/chosen-clips.js';
import { clipFrames } from '../../packages/bench/benches/support/clip-pictures.js';

const FRAMES = 99;
const KEY_FRAME = 50;
/** Frames on which flow is tracked from the key picture; the probes are among them. */
const STRIDE = 4;
const FIRST_TRACKED = KEY_FRAME % STRIDE;
const PROBES = [14, 38, 86];

/** A frame away from the key picture, and the unquantised motion that shows it: backward flow on the grid of the mode maps. */
export interface Probe {
  readonly frame: Picture;
  readonly flow: Flow;
}

/** A training clip with its key picture. */
export interface KeyScene {
  readonly clip: string;
  readonly frames: readonly Picture[];
  readonly key: Picture;
  readonly probes: readonly Probe[];
  /** Flows of frames {@link FIRST_TRACKED}, {@link FIRST_TRACKED} + {@link STRIDE}, ... in pixels, on the grid of the mode maps. */
  readonly flows: readonly Flow[];
}

/** Part of a clip's frames, in order, and a flow for each, interpolated in time between those that were tracked. */
export function movingPart({ frames, flows }: KeyScene): {
  readonly frames: readonly Picture[];
  readonly flows: readonly Flow[];
} {
  const part = frames.slice(FIRST_TRACKED, FIRST_TRACKED + (flows.length - 1) * STRIDE + 1);
  const between = part.map((_, t) => {
    const before = flows[Math.floor(t / STRIDE)]!;
    const after = flows[Math.ceil(t / STRIDE)]!;
    const share = (t % STRIDE) / STRIDE;
    return { ...before, data: before.data.map((value, i) => value + share * (after.data[i]! - value)) };
  });
  return { frames: part, flows: between };
}

/** Frames and motion of a clip. */
export async function openScene({ clip, path }: ChosenClip): Promise<KeyScene> {
  const frames = await clipFrames(path, FRAMES);
  const key = frames[KEY_FRAME]!;
  const tracked = frames.map((_, i) => i).filter((i) => (i - KEY_FRAME) % STRIDE === 0);
  const size = gridSize(key.width, key.height, GRID_SIDES.indexOf(64));
  const flows: Flow[] = [];
  for (const { index, backward } of trackFlows(
    lumaPlane(key),
    tracked.map((i) => lumaPlane(frames[i]!)),
    tracked.length,
    tracked.indexOf(KEY_FRAME),
  )) {
    flows[index] = gatherFlow(backward, size.width, size.height, 1);
  }
  const probes = PROBES.map((index) => ({ frame: frames[index]!, flow: flows[tracked.indexOf(index)]! }));
  return { clip, frames, key, probes, flows };
}
