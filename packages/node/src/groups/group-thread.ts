/** @file Thread that encodes groups of pictures, or assists one that does: it starts its assistant from this same module. */
import { groupHandlers, type GroupApi } from '@dynamics-codec/workers/groups';
import { serveThread, startThread } from '@dynamics-codec/workers/node';
import { nodeNetworks } from '../media/node-networks.js';
import { nodeStills } from '../media/node-still.js';
import type { GroupThreadSettings } from './group-threads.js';

serveThread<GroupApi<GroupThreadSettings>>(
  groupHandlers(
    // One thread of arithmetic for each thread of groups.
    ({ learned }) => ({ stills: nodeStills(), ...(learned ? { networks: nodeNetworks({ threads: 1 }) } : {}) }),
    () => startThread(new URL(import.meta.url)),
  ),
);
