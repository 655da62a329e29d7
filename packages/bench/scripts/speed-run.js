// @ts-check
/**
 * @file One encode or decode by the build of one checkout, in a process of its own: `bench:speed` starts it. Prints what
 * it took as JSON. With `profile` the main thread's samples, one a millisecond, are added up by the file whose function
 * ran; time in WebAssembly, in the runtime and in the core's `math` and `kernels` belongs to the file that called it.
 *
 *   node packages/bench/scripts/speed-run.js '{"checkout": "...", "work": "encode", ...}'
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';

/**
 * @typedef {{
 *   checkout: string, work: 'encode' | 'decode', clip: string, stream: string, frames: number,
 *   size?: { width: number, height: number }, preset: string, bitrate: number, threads: number, profile: boolean,
 *   generator?: 'learned' | 'classical', groupLimit?: number,
 * }} Job
 */

const SAMPLE_MICROSECONDS = 1000;

const job = /** @type {Job} */ (JSON.parse(process.argv[2] ?? '{}'));
const generator = job.generator ?? 'learned';
const learned = generator === 'learned';
const core = await moduleOf('codec/dist/index.js');
const { NEWEST_MODEL } = await moduleOf('codec/dist/generator/index.js');
const node = await moduleOf('node/dist/index.js');
process.stdout.write(`${JSON.stringify(await (job.work === 'encode' ? encodeClip() : decodeStream()))}\n`);

/** @param {string} path */
async function moduleOf(path) {
  return import(join(job.checkout, 'packages', path));
}

async function encodeClip() {
  const start = performance.now();
  const source = await node.openVideo(job.clip, { frames: job.frames, ...(job.size && { size: job.size }) });
  /** @type {unknown[]} */
  const frames = [];
  for await (const picture of source.frames()) frames.push(picture);
  await source.close();
  const reading = since(start);
  const groups = job.threads > 1 ? node.groupThreads({ threads: job.threads, learned }) : undefined;
  const options = {
    frameRate: source.frameRate,
    frameCount: frames.length,
    colour: source.colour,
    target: { bitrate: job.bitrate },
    preset: job.preset,
    stills: node.nodeStills(),
    ...(learned && { modelId: NEWEST_MODEL, networks: node.nodeNetworks() }),
    ...(job.groupLimit && { groupLimit: job.groupLimit }),
    ...(groups && { groups }),
  };
  const { result, ...taken } = await measured(() => core.encode(frames, options));
  groups?.close();
  writeFileSync(job.stream, result.bytes);
  const sha256 = createHash('sha256').update(result.bytes).digest('hex');
  return { ...taken, reading, frames: frames.length, bytes: result.bytes.length, sha256 };
}

async function decodeStream() {
  const bytes = readFileSync(job.stream);
  let frames = 0;
  let reading = 0;
  const { result, ...taken } = await measured(async () => {
    const start = performance.now();
    // Earlier checkouts render in one thread.
    const threads = job.threads > 1 ? node.frameThreads?.({ threads: job.threads }) : undefined;
    const decoder = await core.Decoder.open(bytes, {
      stills: node.nodeStills(),
      ...(learned && { networks: node.nodeNetworks() }),
      generator,
      ...(threads && { frames: threads }),
    });
    const hash = createHash('sha256');
    await decoder.frameAt(0);
    reading = since(start);
    for await (const picture of decoder.frames()) {
      frames++;
      if (frames % 10 === 1) hash.update(picture.y);
    }
    decoder.close();
    threads?.close();
    return hash.digest('hex');
  });
  return { ...taken, seconds: taken.seconds - reading, reading, frames, bytes: bytes.length, sha256: result };
}

/**
 * @template T
 * @param {() => Promise<T>} work
 */
async function measured(work) {
  const session = new Session();
  session.connect();
  if (job.profile) {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_MICROSECONDS });
    await session.post('Profiler.start');
  }
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const seconds = since(start);
  const { user, system } = process.cpuUsage(cpu);
  const files = job.profile ? secondsByFile((await session.post('Profiler.stop')).profile) : {};
  session.disconnect();
  return { result, seconds, cpuSeconds: (user + system) / 1e6, files };
}

/**
 * Seconds by file, relative to `packages` and without `dist`; `(idle)` and `(garbage collector)` for themselves.
 * @param {import('node:inspector').Profiler.Profile} profile
 */
function secondsByFile({ nodes, samples = [], timeDeltas = [] }) {
  /** @type {Map<number, string>} */
  const owners = new Map();
  /** @type {Map<number, number>} */
  const parents = new Map();
  const byId = new Map(nodes.map((entry) => [entry.id, entry]));
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id);
  for (const entry of nodes) {
    const own = entry.callFrame.functionName;
    if (own === '(idle)' || own === '(garbage collector)') owners.set(entry.id, own);
    let at = /** @type {number | undefined} */ (entry.id);
    while (at !== undefined && !owners.has(entry.id)) {
      const file = fileOf(byId.get(at)?.callFrame.url ?? '');
      if (file !== undefined) owners.set(entry.id, file);
      at = parents.get(at);
    }
  }
  /** @type {Record<string, number>} */
  const seconds = {};
  samples.forEach((id, i) => {
    const owner = owners.get(id) ?? '(other)';
    seconds[owner] = (seconds[owner] ?? 0) + (timeDeltas[i] ?? 0) / 1e6;
  });
  return seconds;
}

/** @param {string} url */
function fileOf(url) {
  const path = /\/packages\/(?<path>[^/]+\/dist\/.+)\.js$/.exec(url)?.groups?.['path']?.replace('/dist/', '/');
  return path === undefined || /^codec\/(math|kernels)\//.test(path) ? undefined : path;
}

/** @param {number} start */
function since(start) {
  return (performance.now() - start) / 1000;
}
