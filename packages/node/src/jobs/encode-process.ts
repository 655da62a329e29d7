/** @file Process that encodes clips, one at a time, for whoever started it. */
import { serveProcess } from '@dynamics-codec/workers/node';
import { removeTemporaries } from '../media/temporary.js';
import { runEncodeJob } from './encode-job.js';
import type { EncodeProcessApi } from './encode-process-api.js';

// Ctrl-C reaches all processes of a terminal: the one that started this decides what becomes of it.
process.on('SIGINT', () => undefined);
process.once('SIGTERM', () => {
  removeTemporaries();
  process.kill(process.pid, 'SIGKILL');
});

serveProcess<EncodeProcessApi>({ encode: runEncodeJob });
