import { COVER_SECTION, DRAWN_MOTION_SECTION, type GroupPayload } from '../../bitstream/index.js';
import type { GroupResult } from './group-job.js';

/** A group as it goes into a stream: statistics and alpha that say nothing have no section. */
export function groupPayload({
  frames,
  key,
  motion,
  statistics,
  cover,
}: Pick<GroupResult, 'frames' | 'key' | 'motion' | 'statistics' | 'cover'>): GroupPayload {
  const sections = [
    { id: DRAWN_MOTION_SECTION, critical: true, data: statistics },
    { id: COVER_SECTION, critical: false, data: cover },
  ];
  return { frames, sections: sections.filter(({ data }) => data.length > 0), key, motion };
}
