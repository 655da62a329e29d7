import type { FlowQuality } from '../../motion/index.js';
import type { Plane } from '../../picture/index.js';

/** What the whole analysis of a group looks at. Plain data. */
export interface SharedGroup {
  /** Luma of all frames at the resolution of the analysis, those of the tail included. */
  readonly planes: readonly Plane[];
  readonly keyFrame: number;
  /** Sides of the full picture in pixels. */
  readonly picture: { readonly width: number; readonly height: number };
  /** Of tracked flow. */
  readonly quality: FlowQuality;
  /** Every how many frames are tracked, to either side of the key frame. */
  readonly stride: number;
  /** Whether flow from the key picture to the frames is wanted besides. */
  readonly forward: boolean;
}
