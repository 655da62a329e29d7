/** @file Worker that encodes groups of pictures, with a stills worker of its own. */
import { browserNetworks, serveGroups } from '@dynamics-codec/browser';
import { openWorkerStills } from '../stills/index.js';
import type { GroupSettings } from './protocol.js';

serveGroups(({ models }: GroupSettings) => ({
  stills: openWorkerStills(),
  ...(models === undefined ? {} : { networks: browserNetworks(models) }),
}));
