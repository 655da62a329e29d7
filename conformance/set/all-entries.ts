import { brokenGroups } from './broken-groups.js';
import { brokenHeaders } from './broken-headers.js';
import { brokenMotion } from './broken-motion.js';
import { denseStreams } from './dense-streams.js';
import { drawnStreams } from './drawn-streams.js';
import { edgeStreams } from './edge-streams.js';
import { headerStreams } from './header-streams.js';
import { keyStreams } from './key-streams.js';
import { motionStreams } from './motion-streams.js';
import { transparentStreams } from './transparent-streams.js';
import type { SetEntry } from './set-entry.js';

/** All streams of the conformance set, in the order of its manifest. */
export function allEntries(): SetEntry[] {
  return [
    ...headerStreams(),
    ...keyStreams(),
    ...motionStreams(),
    ...denseStreams(),
    ...edgeStreams(),
    ...drawnStreams(),
    ...transparentStreams(),
    ...brokenHeaders(),
    ...brokenGroups(),
    ...brokenMotion(),
  ];
}
