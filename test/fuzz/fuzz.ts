/**
 * @file Fuzzers of streams and media files. Of whatever bytes, frames or one typed error come out, in bounded time and memory,
 * and nothing crashes. Each case runs in a process that is watched.
 *
 *   npx tsx test/fuzz/fuzz.ts                            both for 50 seconds each, by seed 1
 *   npx tsx test/fuzz/fuzz.ts --seconds 150 --seed 7     longer, and by another seed
 *   npx tsx test/fuzz/fuzz.ts --kind media --seed 7 --case 1234      one case again
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { connectWorker, type WorkerConnection } from '@dynamics-codec/workers';
import { startProcess } from '@dynamics-codec/workers/node';
import { bundled } from '../support/built-command.js';
import type { FuzzKind } from './fuzz-cases.js';
import type { FuzzApi } from './fuzz-process.js';

/**
 * Longest that a case may take: a hundred times what they do, for machines that are busy. Seconds are counted one by one, so
 * that none pass while a machine sleeps.
 */
const CASE_SECONDS = 20;
/** Most memory of the process. It is shared by all cases, so that a leak shows. */
const MOST_MEMORY = 2e9;
const KINDS: readonly FuzzKind[] = ['streams', 'media'];

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string' },
    case: { type: 'string' },
  },
});
const seed = Number(values.seed);
const module = pathToFileURL(await bundled('test/fuzz/fuzz-process.ts'));
const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
let failures = 0;
try {
  const clips = await preparedClips();
  if (clips.length < 13)
    process.stdout.write(`only ${clips.length} of 13 containers can be written: ${clips.join(' ')}\n`);
  for (const kind of KINDS) if (values.kind === undefined || values.kind === kind) await fuzz(kind, clips);
} finally {
  await rm(folder, { recursive: true });
}
process.exitCode = failures === 0 ? 0 : 1;

function begin(): WorkerConnection<FuzzApi> {
  return connectWorker<FuzzApi>(startProcess(module));
}

async function preparedClips(): Promise<readonly string[]> {
  const worker = begin();
  const clips = await worker.call('prepare', folder);
  worker.close();
  return clips;
}

async function fuzz(kind: FuzzKind, clips: readonly string[]): Promise<void> {
  const outcomes = new Map<string, number>();
  const end = performance.now() + 1000 * Number(values.seconds);
  const only = values.case === undefined ? undefined : Number(values.case);
  let worker = begin();
  let count = 0;
  for (let index = only ?? 0; only === undefined ? performance.now() < end : index === only; index++) {
    count++;
    let timer: ReturnType<typeof setInterval> | undefined;
    const late = new Promise<never>((_, reject) => {
      let waited = 0;
      timer = setInterval(() => {
        if (++waited === CASE_SECONDS) reject(new Error(`takes longer than ${CASE_SECONDS} s`));
      }, 1000);
    });
    try {
      const { outcome, memory } = await Promise.race([worker.call('run', { kind, seed, index, folder, clips }), late]);
      if (memory > MOST_MEMORY) throw new Error(`the process holds ${memory} bytes`);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (error) {
      failures++;
      const reason = error instanceof Error ? error.message : String(error);
      process.stdout.write(`FAILED: --kind ${kind} --seed ${seed} --case ${index}: ${reason}\n`);
      worker.close();
      worker = begin();
    } finally {
      clearInterval(timer);
    }
  }
  worker.close();
  const sums = [...outcomes].sort((a, b) => b[1] - a[1]).map(([outcome, times]) => `${outcome} ${times}`);
  process.stdout.write(`${kind}: ${count} cases by seed ${seed}: ${sums.join(', ')}\n`);
}
