import type { DenseMotion } from '../generator/index.js';
import {
  addDisplacement,
  combineModes,
  createFlow,
  integrateStreamlines,
  modeWeights,
  phasesAt,
  type Flow,
  type Streamlines,
  type TrajectoryHints,
} from '../motion/index.js';
import type { Picture } from '../picture/index.js';
import { unfold } from './occlusion.js';
import { PhaseBlender } from './phase-blender.js';
import { warpPicture } from './warp-picture.js';

/** Everything that rendering a group needs, after its generators have run. */
export interface RenderableGroup {
  readonly key: Picture;
  readonly motion: DenseMotion;
  readonly hints: Pick<TrajectoryHints, 'series' | 'keyFrame' | 'advection'>;
}

/** Renders the frames of one group of pictures at any real time. Holds its workspace: not re-entrant. */
export class GroupRenderer {
  private readonly swing: Flow | undefined;
  private readonly scratch: Float32Array;
  private readonly streamlines: Streamlines | undefined;
  private readonly blender: PhaseBlender | undefined;

  constructor(private readonly group: RenderableGroup) {
    const { key, motion, hints } = group;
    const grid = motion.maps[0] ?? motion.velocity;
    this.swing = grid && createFlow(grid.width, grid.height);
    this.scratch = new Float32Array(grid === undefined ? 0 : grid.data.length);
    if (motion.velocity !== undefined && hints.advection !== undefined) {
      const cell = [key.width / motion.velocity.width, key.height / motion.velocity.height] as const;
      this.streamlines = integrateStreamlines(motion.velocity, hints.advection.period, cell);
      this.blender = new PhaseBlender(key);
    }
  }

  /**
   * The picture at time `t`, in frames since the first of the group; any real number. Without any motion it is the key
   * picture itself: do not write to it.
   * @param motion scales the motion: 0 is the key picture, 1 as encoded
   */
  render(t: number, motion = 1): Picture {
    const { key, hints } = this.group;
    const swing = this.swing;
    if (swing === undefined || motion === 0) return key;
    const weights = modeWeights(hints.series, t).map((weight) => weight * motion);
    combineModes(this.group.motion.maps, weights, swing);
    unfold(swing, key.width / swing.width, key.height / swing.height, this.scratch);
    if (this.streamlines === undefined || this.blender === undefined) return warpPicture(key, swing);
    const streamlines = this.streamlines;
    const phases = phasesAt(streamlines.period, (t - hints.keyFrame) * motion);
    const [first, second] = phases.map(({ age, weight }) => {
      const flow = { width: swing.width, height: swing.height, data: swing.data.slice() };
      addDisplacement(streamlines, age, flow);
      return { flow, weight };
    });
    return this.blender.blend(first!, second!);
  }
}
