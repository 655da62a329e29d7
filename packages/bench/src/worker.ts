/** @file The process that runs a stage; `runInChild` starts it. */
import { serveProcess } from '@dynamics-codec/workers/node';
import { runStage, type StageApi } from './stages.js';

serveProcess<StageApi>({ encode: (job) => runStage(job), decode: (job) => runStage(job) });
