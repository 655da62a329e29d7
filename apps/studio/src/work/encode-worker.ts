/** @file Worker that does a whole job: reads frames, encodes, by others of its kind where there are threads for it, decodes what came out, measures, encodes the rival. */
import { Decoder, encode, readStreamInfo, type NetworkRuntime } from 'dynamics-codec';
import { NEWEST_MODEL } from 'dynamics-codec/generator';
import type { Picture } from 'dynamics-codec/picture';
import { browserNetworks, groupThreads, type GroupThreads } from '@dynamics-codec/browser';
import { transferred } from '@dynamics-codec/workers';
import { serveWorker } from '@dynamics-codec/workers/browser';
import { frameCountOf, openClip, type Clip } from '../media/index.js';
import { openWorkerStills, type WorkerStills } from '../stills/index.js';
import { frameFigures } from './figures.js';
import { JobProgressScale } from './job-progress.js';
import { pictureBytes, PictureStacker, type PictureStack } from './picture-stack.js';
import type { EncodeApi, EncodeOrder, EncodeResult, GroupSettings, JobProgress, RivalResult } from './protocol.js';
import { encodeRival } from './rival.js';

/** Memory for the frames of one side of the comparison, bytes. */
const STACK_LIMIT = 192 * 2 ** 20;

async function run(order: EncodeOrder, onProgress: (progress: JobProgress) => void): Promise<EncodeResult> {
  const scale = new JobProgressScale(onProgress);
  const clip = await openClip(order.file, order.name);
  const stills = openWorkerStills();
  const groups = order.threads > 1 ? openGroups(order) : undefined;
  try {
    return await work(order, clip, { stills, groups }, scale);
  } finally {
    groups?.close();
    stills.close();
    clip.close();
  }
}

/** Workers that encode groups of pictures, each with key pictures and networks of its own. */
function openGroups({ threads, models }: EncodeOrder): GroupThreads {
  const start = (): Worker =>
    new Worker(new URL('./group-worker.ts', import.meta.url), { type: 'module', name: 'groups' });
  return groupThreads<GroupSettings>({ start, threads, settings: { models } });
}

async function work(
  order: EncodeOrder,
  clip: Clip,
  { stills, groups }: { readonly stills: WorkerStills; readonly groups: GroupThreads | undefined },
  scale: JobProgressScale,
): Promise<EncodeResult> {
  const { selection, target } = order;
  const frameCount = frameCountOf(selection, clip.frameRate);
  const limit = Math.max(
    1,
    Math.min(frameCount, Math.floor(STACK_LIMIT / pictureBytes(selection.width, selection.height))),
  );
  const originals = new PictureStacker(limit);
  const networks = order.models === undefined ? undefined : browserNetworks(order.models);
  const began = performance.now();
  const { bytes, report } = await encode(keeping(clip.pictures(selection), originals), {
    frameRate: clip.frameRate,
    target,
    stills,
    colour: clip.colour,
    frameCount,
    onProgress: (progress) => scale.encode(progress),
    ...(groups === undefined ? {} : { groups }),
    ...(networks === undefined ? {} : { modelId: NEWEST_MODEL, networks }),
  });
  const encodeTime = performance.now() - began;
  const original = originals.finish();
  const decoded = await decodeFrames(bytes, stills, original.count, networks);
  const figures = frameFigures(original, decoded, (share) => scale.after('checking', share));
  const { rival, rivalProblem } = order.rival
    ? await tryRival(original, bytes.length, clip, scale)
    : { rival: undefined, rivalProblem: undefined };
  scale.after('rival', 1);
  return {
    stream: bytes as Uint8Array<ArrayBuffer>,
    report,
    info: readStreamInfo(bytes),
    original,
    decoded,
    figures,
    rival,
    rivalProblem,
    encodeTime,
  };
}

async function* keeping(
  frames: AsyncIterable<Picture>,
  stacker: PictureStacker,
): AsyncGenerator<Picture, void, undefined> {
  for await (const frame of frames) {
    stacker.add(frame);
    yield frame;
  }
}

async function decodeFrames(
  bytes: Uint8Array,
  stills: WorkerStills,
  count: number,
  networks: NetworkRuntime | undefined,
): Promise<PictureStack> {
  const decoder = await Decoder.open(
    bytes,
    networks === undefined ? { stills } : { stills, networks, generator: 'learned' },
  );
  const stacker = new PictureStacker(Math.min(count, decoder.frameCount));
  let given = 0;
  for await (const frame of decoder.frames()) {
    stacker.add(frame);
    if (++given >= count) break;
  }
  decoder.close();
  return stacker.finish();
}

/** The rival is a courtesy: whatever goes wrong with it is told, and the encode stands. */
async function tryRival(
  original: PictureStack,
  bytes: number,
  clip: Clip,
  scale: JobProgressScale,
): Promise<{ rival: RivalResult | undefined; rivalProblem: string | undefined }> {
  try {
    const rival = await encodeRival(original, bytes, clip.frameRate, (share) => scale.after('rival', share));
    return { rival, rivalProblem: undefined };
  } catch (error) {
    return { rival: undefined, rivalProblem: error instanceof Error ? error.message : String(error) };
  }
}

serveWorker<EncodeApi>({
  encode: async (order, { emit }) => transferred(await run(order, emit)),
});
