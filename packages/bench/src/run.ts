import { cpus } from 'node:os';
import { LpipsError, type DeepFeatures, type Lpips } from '@dynamics-codec/metrics';
import { framesPerSecond, InvalidOptionError } from 'dynamics-codec/picture';
import type { BenchOptions } from './bench-options.js';
import { ClipBench, messageOf, type BenchContext } from './clip-bench.js';
import { findClips, loadClip, type ClipFile, type LoadedClip } from './clip.js';
import { BenchClock } from './clock.js';
import type { BenchCodec } from './codec.js';
import { codeHash, fileHash } from './code-hash.js';
import { codecsOf } from './codecs/index.js';
import { goalsOf } from './goals.js';
import { LPIPS_MAKER, openFeaturesFile, openLpipsFile } from './lpips-file.js';
import type { BenchClip, BenchCodecFacts, BenchFailure, BenchPoint, BenchResults } from './results.js';

const MIN_FRAMES = 3;
/** Code that decides the figures of a stream once it is there, whichever codec made it; see `codeHash`. */
export const MEASURING_CODE = [
  ...[
    'clip',
    'colour-difference',
    'filter',
    'gmsd',
    'life',
    'lpips',
    'motion',
    'planar-signed',
    'psnr',
    'rgb-picture',
    'ssim',
  ].map((name) => `metrics/${name}`),
  'codec/math/statistics',
  'codec/math/symmetric-eigen',
  'codec/motion/dis',
  'codec/motion/flow/flow',
  'codec/picture/convert',
  'codec/picture/matrix',
  'codec/picture/resample',
  'bench/frame-samples',
  'bench/native-decode',
];

/**
 * Encodes, decodes and measures clips by several codecs. Points that are in the cache are not done again. What fails is
 * in `failures`; the rest goes on.
 * @throws InvalidOptionError for options out of range, LpipsError for an unusable network, AbortError through the signal
 */
export async function runBench(options: BenchOptions): Promise<BenchResults> {
  assertOptions(options);
  const bitrates = [...options.bitrates].sort((a, b) => a - b);
  const codecs = await codecsOf(options.codecs, options.anchors);
  const files = await findClips(options.clips);
  const { lpips, features, note } = await openOptionalLpips(options);
  try {
    const metricsKey = `${await codeHash(MEASURING_CODE)} ${lpips === undefined ? 'no LPIPS' : await fileHash(options.lpips!)}`;
    const clock = new BenchClock(files.length * codecs.length, options.onProgress);
    const shared = {
      options: { ...options, bitrates },
      lpips,
      features,
      metricsKey,
      failures: [] as BenchFailure[],
      clock,
    };
    const clips: BenchClip[] = [];
    for (const file of files) {
      const clip = await benchClip(file, codecs, shared);
      if (clip) clips.push(clip);
    }
    const goals = goalsOf({ clips });
    return {
      format: 1,
      date: new Date().toISOString().slice(0, 10),
      machine: machine(),
      node: process.version,
      bitrates,
      frames: options.frames,
      lpips: lpips !== undefined,
      ...(note === undefined ? {} : { lpipsNote: note }),
      codecs: await Promise.all(codecs.map(factsOf)),
      clips,
      failures: shared.failures,
      ...(goals === undefined ? {} : { goals }),
    };
  } finally {
    await lpips?.close();
    await features?.close();
  }
}

async function openOptionalLpips({
  lpips: path,
  lpipsOptional,
}: BenchOptions): Promise<{ lpips?: Lpips; features?: DeepFeatures; note?: string }> {
  if (path === undefined) return { note: `no network was given (${LPIPS_MAKER} makes one)` };
  try {
    const lpips = await openLpipsFile(path, 2);
    const features = await openFeaturesFile(path, 2).catch(async (error: unknown) => {
      await lpips.close();
      throw error;
    });
    return { lpips, features };
  } catch (error) {
    if (lpipsOptional !== true || !(error instanceof LpipsError)) throw error;
    return { note: error.message };
  }
}

async function factsOf(codec: BenchCodec): Promise<BenchCodecFacts> {
  const { id, label, description, command, cacheKey } = codec;
  return { id, label, version: await codec.version(), description, command, cacheKey };
}

async function benchClip(
  file: ClipFile,
  codecs: readonly BenchCodec[],
  shared: BenchContext,
): Promise<BenchClip | undefined> {
  const { options, failures, clock } = shared;
  let clip: LoadedClip;
  try {
    clip = await loadClip(file, options.frames, options.signal);
  } catch (error) {
    options.signal?.throwIfAborted();
    failures.push({ clip: file.id, message: messageOf(error) });
    clock.finish(codecs.length);
    return undefined;
  }
  const bench = new ClipBench(clip, shared);
  const points: BenchPoint[] = [];
  for (const codec of codecs) {
    points.push(...(await bench.codec(codec)));
    clock.finish();
  }
  const nature = await bench.nature().catch((error: unknown) => {
    options.signal?.throwIfAborted();
    failures.push({ clip: file.id, message: `no bound by nature: ${messageOf(error)}` });
  });
  const { id, path, category, description, width, height } = clip;
  return {
    id,
    path,
    category,
    description,
    width,
    height,
    frames: clip.frames.length,
    fps: framesPerSecond(clip.frameRate),
    points,
    ...(nature === undefined ? {} : { nature }),
  };
}

function assertOptions({ bitrates, frames, codecs, signal }: BenchOptions): void {
  if (bitrates.length === 0 || !bitrates.every((rate) => rate > 0 && Number.isFinite(rate)))
    throw new InvalidOptionError('bitrates', 'bits per second above 0', bitrates.join(', '));
  if (!Number.isInteger(frames) || frames < MIN_FRAMES)
    throw new InvalidOptionError('frames', `an integer of at least ${MIN_FRAMES}`, frames);
  if (codecs.length === 0) throw new InvalidOptionError('codecs', 'at least one name', codecs);
  signal?.throwIfAborted();
}

function machine(): string {
  const all = cpus();
  return `${all[0]?.model.trim() ?? 'unknown processor'}, ${all.length} cores`;
}
