/**
 * @file A fuzzer guided by coverage: cases that reach a branch, or run it oftener than any before, are kept and changed further.
 * It begins with the conformance set, the golden streams and the corpus. See docs/decisions/0068.
 *
 *   npx tsx test/fuzz/guided.ts                              all kinds, 20 seconds together, by seed 1
 *   npx tsx test/fuzz/guided.ts --seconds 600 --seed 7       longer, and by another seed
 *   npx tsx test/fuzz/guided.ts --cases 100000 --kind motion one kind, so many cases
 *   npx tsx test/fuzz/guided.ts --kind play --input FILE     one case again
 *   npx tsx test/fuzz/guided.ts --seconds 600 --save         adds to the corpus what it finds
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { readManifest, streamOfEntry } from '../../conformance/check-output.js';
import { FROM_SOURCE } from '../../workspace.js';
import { counting, COUNTERS_BANNER } from './counted-source.js';
import { GUIDED_KINDS, type GuidedKind } from './guided-targets.js';
import type { GuidedResult, GuidedWork } from './guided-thread.js';

const ROOT = join(import.meta.dirname, '../..');
const CORPUS = join(import.meta.dirname, 'corpus');
const FAILED = join(ROOT, 'scratch/fuzz');
/** Longest that a case may take. */
const CASE_MS = 20_000;
/** Room for a case in the memory that both threads see, behind its number and its length. */
const SHARED = { head: 8, bytes: 1 << 14 };
/** Most memory of a thread, megabytes. */
const MOST_MEMORY = 1024;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    cases: { type: 'string' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string' },
    input: { type: 'string' },
    save: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const kinds = GUIDED_KINDS.filter((kind) => values.kind === undefined || values.kind === kind);
const seconds = Number(values.seconds ?? (values.cases === undefined ? 20 : Infinity)) / kinds.length;
const streams = await validStreams();
const script = await countedThread();
let failures = 0;
for (const kind of kinds) await fuzz(kind);
process.exitCode = failures === 0 && kinds.length > 0 ? 0 : 1;

async function validStreams(): Promise<Uint8Array[]> {
  const golden = join(ROOT, 'test/golden');
  const names = (await readdir(golden)).filter((name) => name.endsWith('.dync'));
  const conformant = readManifest().streams.filter(({ error }) => error === undefined);
  const all = [
    ...(await Promise.all(names.map(async (name) => new Uint8Array(await readFile(join(golden, name)))))),
    ...conformant.map(streamOfEntry),
  ];
  return all.filter(({ length }) => length <= SHARED.bytes);
}

/** Bundles the thread with counters in the core. */
async function countedThread(): Promise<string> {
  const folder = join(ROOT, 'scratch/fuzz', String(process.pid));
  await build({
    entryPoints: [join(import.meta.dirname, 'guided-thread.ts')],
    outdir: folder,
    bundle: true,
    plugins: [counting(), FROM_SOURCE],
    banner: { js: COUNTERS_BANNER },
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    target: 'node20',
    logLevel: 'error',
  });
  return join(folder, 'guided-thread.mjs');
}

/** A line of base64 for each case. */
async function readCorpus(kind: GuidedKind): Promise<Uint8Array[]> {
  const text = await readFile(join(CORPUS, `${kind}.txt`), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [new Uint8Array(Buffer.from(line, 'base64'))]));
}

async function fuzz(kind: GuidedKind): Promise<void> {
  const shared = new SharedArrayBuffer(SHARED.head + SHARED.bytes);
  const corpus = values.input === undefined ? await readCorpus(kind) : [new Uint8Array(await readFile(values.input))];
  const limits = { seconds, cases: values.input === undefined ? Number(values.cases ?? Infinity) : 0 };
  const work: GuidedWork = { kind, seed, streams, corpus, shared, ...limits };
  try {
    const result = await watched(work);
    process.stdout.write(`${lineOf(kind, result)}\n`);
    if (values.save) await save(kind, [...corpus, ...result.found]);
  } catch (error) {
    failures++;
    const file = await keepPresent(kind, shared);
    const reason = error instanceof Error ? error.message : String(error);
    process.stdout.write(`FAILED: --kind ${kind} --input ${file}: ${reason}\n`);
  }
}

function lineOf(kind: GuidedKind, { cases, outcomes, given, features, found, slowest }: GuidedResult): string {
  const sums = Object.entries(outcomes).sort((a, b) => b[1] - a[1]);
  const said = sums.map(([outcome, times]) => `${outcome} ${times}`).join(', ');
  const grown = `${features} branches and counts, ${features - given} of them new in ${found.length} cases`;
  return `${kind}: ${cases} cases by seed ${seed}: ${said}; ${grown}; slowest ${Math.round(slowest)} ms`;
}

/** Runs a thread to its end. @throws what it throws, and where a case takes too long */
async function watched(work: GuidedWork): Promise<GuidedResult> {
  const began = new Int32Array(work.shared, 0, 1);
  const thread = new Worker(script, { workerData: work, resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY } });
  let last = -1;
  let timer: ReturnType<typeof setInterval> | undefined;
  try {
    return await new Promise<GuidedResult>((resolve, reject) => {
      timer = setInterval(() => {
        const now = Atomics.load(began, 0);
        if (now === last) reject(new Error(`takes longer than ${CASE_MS / 1000} s`));
        last = now;
      }, CASE_MS);
      thread.once('message', resolve).once('error', reject);
      thread.once('exit', (code) => {
        reject(new Error(`the thread ended with ${code}`));
      });
    });
  } finally {
    clearInterval(timer);
    await thread.terminate();
  }
}

/** Writes the case that a thread was at. @returns the file */
async function keepPresent(kind: GuidedKind, shared: SharedArrayBuffer): Promise<string> {
  const [, length] = new Int32Array(shared, 0, 2);
  const bytes = new Uint8Array(shared, SHARED.head, length).slice();
  await mkdir(FAILED, { recursive: true });
  const file = join(FAILED, `${kind}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`);
  await writeFile(file, bytes);
  return file;
}

async function save(kind: GuidedKind, cases: readonly Uint8Array[]): Promise<void> {
  await mkdir(CORPUS, { recursive: true });
  const lines = cases.map((bytes) => `${Buffer.from(bytes).toString('base64')}\n`);
  await writeFile(join(CORPUS, `${kind}.txt`), [...new Set(lines)].sort().join(''));
}
