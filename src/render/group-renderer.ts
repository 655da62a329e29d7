import { combineModes, createFlow, modeWeights, type Flow, type ModeSeries } from '../motion/index.js';
import type { Picture } from '../picture/index.js';
import { warpPicture } from './warp-picture.js';

/** Everything that rendering a group needs, after its generators have run. */
export interface RenderableGroup {
  readonly key: Picture;
  /** Dense mode maps, all on one grid that spans the picture. */
  readonly maps: readonly Flow[];
  readonly series: ModeSeries;
}

/** Renders the frames of one group of pictures at any real time. Holds its workspace: not re-entrant. */
export class GroupRenderer {
  private readonly flow: Flow | undefined;

  constructor(private readonly group: RenderableGroup) {
    const first = group.maps[0];
    this.flow = first === undefined ? undefined : createFlow(first.width, first.height);
  }

  /**
   * The picture at time `t`, in frames since the first of the group; any real number.
   * @param motion scales the motion: 0 is the key picture, 1 as encoded
   */
  render(t: number, motion = 1): Picture {
    const { key, maps, series } = this.group;
    if (this.flow === undefined) return key;
    const weights = modeWeights(series, t).map((weight) => weight * motion);
    combineModes(maps, weights, this.flow);
    return warpPicture(key, this.flow);
  }
}
