/**
 * @file Encoding without an end in sight, as of a camera. Each group is written as soon as it is encoded, in the open form of
 * the stream. Nothing is settled afterwards: a group has the bytes of its own seconds, and the model that the header names is
 * judged by the first group. When frames wait for a whole group's length, groups are encoded by the preset `fast` until there
 * is room again; when they wait for two, frames are left out.
 */
import { OpenStreamWriter, type StreamHeader } from '../../bitstream/index.js';
import { withoutMotion } from '../../generator/index.js';
import { joinedBytes } from '../../math/index.js';
import { framesPerSecond, InvalidOptionError } from '../../picture/index.js';
import { untilAborted } from '../../source/index.js';
import type { EncodeOptions, FrameSource } from '../api.js';
import { checkedFrames } from '../clip/checked-frames.js';
import { overBlack } from '../clip/matte.js';
import { segments, TAIL_FRAMES, type Segment } from '../clip/segmenter.js';
import type { Preset } from '../encoder-plan.js';
import { EmptyClipError } from '../errors.js';
import type { GroupJob, GroupResult, GroupTarget } from '../group/group-job.js';
import { groupPayload } from '../group/group-payload.js';
import { groupsHere } from '../group/groups-here.js';
import { learnedMovesBetter } from '../learned-motion.js';
import { assertOptions } from '../options.js';
import { bytesUntil, overheadOf } from '../rate-target.js';
import { streamHeader } from '../stream-header.js';
import { FrameQueue } from './frame-queue.js';
import { LivePreset } from './live-preset.js';

/** What an encoder does that cannot keep up: it takes another preset, and its own again when there is room. */
export type LiveEvent =
  | { readonly kind: 'preset'; readonly preset: Preset }
  /** So many frames in a row were left out: the stream goes on behind them. */
  | { readonly kind: 'dropped'; readonly frames: number };

/** Options of {@link encodeLive}: those of `encode` whose target holds for any length. */
export interface LiveOptions extends Omit<EncodeOptions, 'target' | 'frameCount' | 'onProgress'> {
  readonly target: { readonly bitrate: number } | { readonly quality: number };
  readonly onEvent?: (event: LiveEvent) => void;
}

/** The next bytes of an open stream. */
export interface LivePart {
  readonly bytes: Uint8Array;
  /** Frames of the group in it; 0 for the end of the stream. */
  readonly frames: number;
}

/** Longest group of pictures, in seconds, where the options name none: viewers are that far behind, at least. */
const DEFAULT_LATENCY = 2;
/** Seconds over which groups cross-fade at most: a group is complete that much after its own last frame. */
const LONGEST_FADE = 0.25;

/**
 * Encodes frames as they come into an open stream, part by part: the header and the first group, each other group as soon
 * as it is there, and at the end of the frames the end mark. Leave the iteration to stop; the signal ends it with the
 * groups that are complete and the end mark.
 * @throws as `encode`; InvalidOptionError for a target in bytes
 */
export async function* encodeLive(
  frames: FrameSource,
  options: LiveOptions,
): AsyncGenerator<LivePart, void, undefined> {
  assertOptions(options);
  if ('bytes' in options.target) throw new InvalidOptionError('target', 'bitrate or quality', 'bytes');
  const { signal } = options;
  const rate = framesPerSecond(options.frameRate);
  const limit = options.groupLimit ?? Math.max(8, Math.round(DEFAULT_LATENCY * rate));
  const longestTail = Math.min(TAIL_FRAMES, Math.max(1, Math.round(LONGEST_FADE * rate)));
  const length = limit + Math.min(longestTail, limit >> 1);
  const queue = new FrameQueue({
    capacity: 2 * length,
    framesPerSecond: rate,
    onDropped: (count) => options.onEvent?.({ kind: 'dropped', frames: count }),
  });
  const stop = (): void => queue.end();
  signal?.addEventListener('abort', stop, { once: true });
  const filling = queue.fill(overBlack(checkedFrames(untilAborted(frames, signal), options)), signal);
  const groups = new LiveGroups(queue, { ...options, groupLimit: limit }, length);
  let writer: OpenStreamWriter | undefined;
  try {
    for await (const { header, result } of groups.encoded()) {
      const first = writer === undefined;
      writer ??= new OpenStreamWriter(namedBy(header, result));
      const group = writer.group(groupPayload(result));
      yield { bytes: first ? joinedBytes([writer.header, group]) : group, frames: result.frames };
    }
    if (writer === undefined) {
      signal?.throwIfAborted();
      throw new EmptyClipError();
    }
    yield { bytes: writer.end(), frames: 0 };
  } finally {
    signal?.removeEventListener('abort', stop);
    queue.end();
    void filling;
  }
}

interface EncodedLive {
  readonly header: StreamHeader;
  readonly result: GroupResult;
}

/** Groups of a queue of frames, encoded as many at a time as the runner takes, in order. */
class LiveGroups {
  private readonly presets: LivePreset;
  private preset: Preset;

  constructor(
    private readonly queue: FrameQueue,
    private readonly options: LiveOptions & { readonly groupLimit: number },
    /** Frames that one group takes, those included that its tail fades over. */
    private readonly length: number,
  ) {
    this.preset = options.preset ?? 'balanced';
    this.presets = new LivePreset(this.preset);
  }

  async *encoded(): AsyncGenerator<EncodedLive, void, undefined> {
    const { options } = this;
    const runner = options.groups ?? groupsHere(options);
    const { signal } = options;
    const underWay: Promise<EncodedLive>[] = [];
    const jobs = this.jobs();
    const nextJob = () =>
      jobs.next().then(
        ({ value }) => ({ value: value ?? undefined }),
        (error: unknown) => ({ error }),
      );
    for (let following = nextJob(); ; following = nextJob()) {
      // What is ready is written while the frames of the next group are still to come.
      for (let arrived = false; !arrived;) {
        const wait = underWay.length >= runner.concurrency ? [] : [following.then(() => true)];
        const ready = underWay.slice(0, 1).map((oldest) => oldest.then(() => false));
        arrived = await Promise.race([...wait, ...ready]).catch(() => false);
        if (!arrived) yield* this.take(underWay);
      }
      const next = await following;
      if (!('value' in next) || next.value === undefined) {
        while (underWay.length > 0) yield* this.take(underWay);
        if ('error' in next) throw next.error;
        return;
      }
      const { header, job } = next.value;
      const began = performance.now();
      const encoding = runner.encodeGroup(job, signal === undefined ? {} : { signal }).then((result): EncodedLive => {
        const there = (runner.concurrency * result.frames) / framesPerSecond(options.frameRate);
        this.presets.encoded(job.preset, (performance.now() - began) / 1000 / there);
        return { header, result };
      });
      // Thrown where its turn comes.
      encoding.catch(() => undefined);
      underWay.push(encoding);
    }
  }

  /** The oldest group; an abort gives up those that are not done. */
  private async *take(underWay: Promise<EncodedLive>[]): AsyncGenerator<EncodedLive, void, undefined> {
    const oldest = underWay.shift()!;
    try {
      yield await oldest;
    } catch (error) {
      if (this.options.signal?.aborted !== true) throw error;
      underWay.length = 0;
    }
  }

  private async *jobs(): AsyncGenerator<{ readonly header: StreamHeader; readonly job: GroupJob }, void, undefined> {
    const { options } = this;
    const without = [...new Set([...(options.without ?? []), 'short-groups' as const])];
    for await (const stretch of this.queue.stretches()) {
      for await (const segment of segments(stretch, options.groupLimit, undefined, this.length - options.groupLimit)) {
        if (options.signal?.aborted === true) return;
        const header = streamHeader(segment.frames[0]!, options);
        const { frames, tail } = segment;
        const { modelId, seed } = header;
        const target = this.targetOf(segment, header);
        this.choosePreset();
        yield { header, job: { frames, tail, whole: false, target, preset: this.preset, without, modelId, seed } };
      }
    }
  }

  private choosePreset(): void {
    const preset = this.presets.next(this.queue.length / this.length);
    if (preset !== this.preset) this.options.onEvent?.({ kind: 'preset', preset });
    this.preset = preset;
  }

  private targetOf({ frames, tail }: Segment, header: StreamHeader): GroupTarget {
    const { target } = this.options;
    if ('quality' in target) return target;
    const length = frames.length - tail;
    const share = bytesUntil(length, { ...this.options, target }, false)!;
    return { bytes: Math.max(1, share - overheadOf(header, length, share, false)) };
  }
}

/** The header that names the motion generator which makes the first group move best. */
function namedBy(header: StreamHeader, first: GroupResult): StreamHeader {
  return { ...header, modelId: learnedMovesBetter([first]) ? header.modelId : withoutMotion(header.modelId) };
}
