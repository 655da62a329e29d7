/**
 * @file Uses media handles, encoder and decoder for a minute or two in ways that a seed decides, and fails where the process
 * keeps memory, descriptors or files, or where an error is not a typed one. A wrong use of native memory ends the process.
 *
 *     node --expose-gc --import tsx test/soak/media.ts [SEED] [SHARE] [KIND=COUNT...]
 *
 * SHARE scales the number of operations: 0.1 for a quick try, 10 for a long run. `encode=500 decode=2000` sets some of them.
 */
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decoder, encode, ENCODER_TOOLS } from 'dynamics-codec';
import { DynamicsError } from 'dynamics-codec/picture';
import { createVideoWriter, nodeStills, openVideo, type OutputFormat } from '@dynamics-codec/node';
import { scenePicture } from '../media-scene.js';
import { seededRandom } from '../fixtures/random.js';

const [seedGiven = '1', shareGiven = '1', ...counts] = process.argv.slice(2);
const [seed, share] = [Number(seedGiven), Number(shareGiven)];
const OPERATIONS = { encode: 300, decode: 600, abort: 150, close: 300 };
const given: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  counts.map((text) => text.split('=') as [string, string]),
);
/** The slope of memory is measured behind so many of all operations: caches and pools are full then. */
const WARM_UP = 0.4;
const MOST_BYTES_PER_100 = 1e6;
const SIDE = 64;
const FRAMES = 3;
const FORMATS: readonly OutputFormat[] = ['mp4', 'webm', 'gif', 'y4m', 'png'];

const integer = seededRandom(seed);
const chance = (share: number) => integer(1000) < 1000 * share;
const pick = <T>(of: readonly T[]): T => of[integer(of.length)]!;
const pause = (ms: number) => (ms < 1 ? Promise.resolve() : new Promise<void>((resolve) => setTimeout(resolve, ms)));

const folder = await mkdtemp(join(tmpdir(), 'dync-soak-'));
const stills = nodeStills();
const outputs = {
  width: SIDE,
  height: SIDE,
  frameRate: { numerator: 25, denominator: 1 },
  colour: { matrix: 'bt601', range: 'limited' },
} as const;
const pictures = Array.from({ length: FRAMES }, (_, n) => scenePicture(SIDE, SIDE, n));
const clipOf = (format: OutputFormat) => join(folder, format === 'png' ? 'clip_%02d.png' : `clip.${format}`);
const outputOf = (format: OutputFormat) => join(folder, format === 'png' ? 'out_%02d.png' : `out.${format}`);

async function write(path: string): Promise<void> {
  const writer = await createVideoWriter(path, outputs);
  for (const picture of pictures) await writer.write(picture);
  await writer.finish();
}

async function encodeClip(signal?: AbortSignal): Promise<Uint8Array> {
  const source = await openVideo(clipOf(pick(FORMATS)), signal ? { signal } : {});
  try {
    const { frameRate } = source;
    const options = { frameRate, target: { quality: 20 }, stills, preset: 'fast', without: ENCODER_TOOLS } as const;
    return (await encode(source.frames(), { ...options, ...(signal ? { signal } : {}) })).bytes;
  } finally {
    await source.close();
  }
}

async function decodeTo(stream: Uint8Array, format: OutputFormat, signal?: AbortSignal): Promise<void> {
  const decoder = await Decoder.open(stream, { stills, ...(signal ? { signal } : {}) });
  const writer = await createVideoWriter(outputOf(format), { ...outputs, ...(signal ? { signal } : {}) });
  try {
    for await (const picture of decoder.frames()) await writer.write(picture);
    await writer.finish();
  } finally {
    await writer.abort();
    decoder.close();
  }
}

async function abort(stream: Uint8Array): Promise<void> {
  const controller = new AbortController();
  const work = chance(0.5) ? encodeClip(controller.signal) : decodeTo(stream, pick(FORMATS), controller.signal);
  const ended = typed(work);
  await pause(integer(40));
  controller.abort();
  await ended;
}

/** Closes or aborts something with calls pending. */
async function close(): Promise<void> {
  if (chance(0.5)) {
    const source = await openVideo(clipOf(pick(FORMATS)));
    const frames = source.frames();
    const reads = Array.from({ length: 1 + integer(FRAMES + 1) }, () => typed(frames.next()));
    await pause(integer(6));
    await Promise.all([source.close(), ...reads]);
  } else {
    const writer = await createVideoWriter(outputOf(pick(FORMATS)), outputs);
    const writes = pictures.slice(0, 1 + integer(FRAMES)).map((picture) => typed(writer.write(picture)));
    if (chance(0.3)) writes.push(typed(writer.finish()));
    await pause(integer(12));
    await Promise.all([writer.abort(), ...writes]);
  }
}

/** Waits for the end of something that may fail, but only by a typed error or by the reason of the signal. */
async function typed(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof DynamicsError) && (error as Error).name !== 'AbortError') throw error;
  });
}

interface Sample {
  readonly done: number;
  readonly bytes: number;
  readonly descriptors: number;
}

function sample(done: number): Sample {
  globalThis.gc?.();
  return { done, bytes: process.memoryUsage().rss, descriptors: countDescriptors() };
}

function countDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}

/** Bytes that memory grows by with each operation: the slope of the least-squares line. */
function slope(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(samples.map(({ done }) => done)), mean(samples.map(({ bytes }) => bytes))];
  const covariance = samples.reduce((sum, { done, bytes }) => sum + (done - x) * (bytes - y), 0);
  return covariance / samples.reduce((sum, { done }) => sum + (done - x) ** 2, 0);
}

const schedule = Object.entries(OPERATIONS)
  .flatMap(([kind, count]) => Array.from({ length: Number(given[kind] ?? Math.ceil(count * share)) }, () => kind))
  .map((kind) => ({ kind, order: integer(2 ** 30) }))
  .sort((a, b) => a.order - b.order)
  .map(({ kind }) => kind);

const problems: string[] = [];
const began = performance.now();
try {
  for (const format of FORMATS) await write(clipOf(format));
  let stream = await encodeClip();
  const samples: Sample[] = [];
  for (const [index, kind] of schedule.entries()) {
    if (kind === 'encode') stream = await encodeClip();
    else if (kind === 'decode') await decodeTo(stream, pick(FORMATS));
    else if (kind === 'abort') await abort(stream);
    else await close();
    if (index >= WARM_UP * schedule.length && index % 25 === 0) samples.push(sample(index));
  }
  const growth = 100 * slope(samples);
  const [first, last] = [samples[0]!, samples.at(-1)!];
  if (growth > MOST_BYTES_PER_100) problems.push(`memory grows by ${Math.round(growth)} bytes in 100 operations`);
  if (last.descriptors > first.descriptors)
    problems.push(`descriptors grew from ${first.descriptors} to ${last.descriptors}`);
  const left = readdirSync(folder).filter((name) => name.startsWith('.'));
  if (left.length > 0) problems.push(`temporary files are left: ${left.join(', ')}`);
  process.stdout.write(
    `soak, seed ${seed}: ${schedule.length} operations in ${Math.round((performance.now() - began) / 1000)} s, memory ${(growth / 1e6).toFixed(2)} MB per 100 operations (${(last.bytes / 1e6).toFixed(0)} MB), ${last.descriptors} descriptors\n`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const problem of problems) process.stderr.write(`soak, seed ${seed}: ${problem}\n`);
process.exit(problems.length > 0 ? 1 : 0);
