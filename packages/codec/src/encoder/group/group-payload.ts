import { DRAWN_MOTION_SECTION, type GroupPayload } from '../../bitstream/index.js';
import type { GroupResult } from './group-job.js';

/** A group as it goes into a stream: statistics that say nothing have no section. */
export function groupPayload({
  frames,
  key,
  motion,
  statistics,
}: Pick<GroupResult, 'frames' | 'key' | 'motion' | 'statistics'>): GroupPayload {
  const drawn = { id: DRAWN_MOTION_SECTION, critical: true, data: statistics };
  return { frames, sections: statistics.length === 0 ? [] : [drawn], key, motion };
}
