/** @file Thread that encodes groups of pictures, or assists one that does: it starts its assistant from this same module. */
import { workerData } from 'node:worker_threads';
import { connectWorker } from '@dynamics-codec/workers';
import { assistantHandlers, groupHandlers, type AssistantApi, type GroupApi } from '@dynamics-codec/workers/groups';
import { serveThread, startThread } from '@dynamics-codec/workers/node';
import { nodeNetworks } from '../media/node-networks.js';
import { nodeStills } from '../media/node-still.js';
import type { GroupThreadData } from './group-thread-data.js';

const { learned, assisted } = workerData as GroupThreadData;

function startAssistant() {
  const data: GroupThreadData = { learned: false, assisted: false };
  return connectWorker<AssistantApi>(startThread(new URL(import.meta.url), { workerData: data }));
}

serveThread<GroupApi & AssistantApi>({
  ...groupHandlers(
    // One thread of arithmetic for each thread of groups.
    () => ({ stills: nodeStills(), ...(learned ? { networks: nodeNetworks({ threads: 1 }) } : {}) }),
    assisted ? startAssistant : undefined,
  ),
  ...assistantHandlers(),
});
