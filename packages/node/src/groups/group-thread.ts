/** @file Thread that encodes groups of pictures. */
import { workerData } from 'node:worker_threads';
import { groupHandlers, type GroupApi } from '@dynamics-codec/workers/groups';
import { serveThread } from '@dynamics-codec/workers/node';
import { nodeNetworks } from '../media/node-networks.js';
import { nodeStills } from '../media/node-still.js';
import type { GroupThreadData } from './group-thread-data.js';

const { learned } = workerData as GroupThreadData;

serveThread<GroupApi>(
  // One thread of arithmetic for each thread of groups.
  groupHandlers(() => ({ stills: nodeStills(), ...(learned ? { networks: nodeNetworks({ threads: 1 }) } : {}) })),
);
