import { writeStream, type StreamHeader } from '../bitstream/index.js';
import { withoutMotion } from '../generator/index.js';
import { InvalidOptionError, type Picture } from '../picture/index.js';
import type { Encoded, EncodeOptions, FrameSource } from './api.js';
import { cautionOf } from './caution.js';
import { coverBytes } from './choose/cover-choice.js';
import { checkedFrames } from './clip/checked-frames.js';
import { Matte } from './clip/matte.js';
import { segments, type Segment } from './clip/segmenter.js';
import { EmptyClipError } from './errors.js';
import { encodeGroups, type EncodedGroup } from './group/encode-groups.js';
import { nextBudgets } from './group/group-budgets.js';
import { sectionBytes } from './group/drawn-share.js';
import type { GroupJob, GroupResult, GroupRunner, GroupTarget } from './group/group-job.js';
import { groupPayload } from './group/group-payload.js';
import { groupsHere } from './group/groups-here.js';
import { encodeSplitting } from './group/split-group.js';
import { learnedMovesBetter } from './learned-motion.js';
import { assertOptions, DEFAULT_GROUP_LIMIT } from './options.js';
import { ProgressReporter } from './progress.js';
import { bytesUntil, overheadOf, reportOf } from './rate-target.js';
import { restlessNote } from './restless.js';
import { modelNote, streamHeader } from './stream-header.js';

/** Most passes over the groups of a clip that settle their budgets. */
const MAX_PASSES = 3;

/**
 * Encodes a clip. Frames are read once; groups of pictures are encoded as their frames arrive.
 * @throws InvalidOptionError for options out of range or frames of changing size, LimitError for frames that are too large or
 * play too long, EmptyClipError for no frames at all, AbortError through `options.signal`
 */
export async function encode(frames: FrameSource, options: EncodeOptions): Promise<Encoded> {
  assertOptions(options);
  assertIterable(frames);
  const progress = new ProgressReporter(options);
  const runner = options.groups ?? groupsHere(options);
  const clip = new ClipJobs(frames, options, progress);
  const first = await encodeGroups(clip.jobs(), runner, progress, options.signal, encodeSplitting);
  const { header } = clip;
  if (header === undefined) throw new EmptyClipError();
  const groups = await settled(first, header, options, runner, progress);
  const results = groups.map(({ result }) => result);
  const bytes = streamOf(header, results);
  progress.report('writing', 1);
  const count = results.reduce((sum, { frames: own }) => sum + own, 0);
  const { note, ...report } = reportOf(bytes.length, count, options);
  return {
    bytes,
    report: {
      ...report,
      note: joined(note, modelNote(header, options.modelId), coverNote(results), restlessNote(results)),
      caution: cautionOf(results),
    },
  };
}

/** Callers without types hand in anything. */
function assertIterable(frames: unknown): void {
  const given = Object(frames) as object;
  if (typeof frames === 'string' || !(Symbol.asyncIterator in given || Symbol.iterator in given))
    throw new InvalidOptionError('frames', 'an iterable of pictures', frames);
}

/** The groups of a clip as jobs, each with the share of the bytes that its frames have. */
class ClipJobs {
  private readonly matte = new Matte();
  private first: Picture | undefined;

  constructor(
    private readonly frames: FrameSource,
    private readonly options: EncodeOptions,
    private readonly progress: ProgressReporter,
  ) {}

  /** Known from the first frame on; what it says of what shows through, once all frames were read. */
  get header(): StreamHeader | undefined {
    return this.first && { ...streamHeader(this.first, this.options), sections: this.matte.sections };
  }

  async *jobs(): AsyncGenerator<GroupJob, void, undefined> {
    const { groupLimit = DEFAULT_GROUP_LIMIT, frameCount, preset = 'balanced', without = [] } = this.options;
    const frames = this.matted(checkedFrames(this.progress.counting(this.frames), this.options));
    for await (const segment of segments(frames, groupLimit, frameCount)) {
      this.first ??= segment.frames[0]!;
      const header = streamHeader(this.first, this.options);
      const { modelId, seed } = header;
      const { frames: held, tail, whole } = segment;
      const target = this.targetOf(segment, header);
      yield { frames: held, tail, whole, target, preset, without, modelId, seed };
    }
  }

  private async *matted(frames: AsyncIterable<Picture>): AsyncGenerator<Picture, void, undefined> {
    for await (const frame of frames) yield this.matte.under(frame);
  }

  private targetOf({ firstFrame, frames, tail, whole }: Segment, header: StreamHeader): GroupTarget {
    const { options } = this;
    if ('quality' in options.target) return options.target;
    const length = frames.length - tail;
    const share =
      bytesUntil(firstFrame + length, options, whole)! -
      (firstFrame === 0 ? 0 : bytesUntil(firstFrame, options, false)!);
    return { bytes: Math.max(1, share - overheadOf(header, length, share, firstFrame === 0)) };
  }
}

/** That what lies behind shows through, where it does, and what that takes. */
function coverNote(results: readonly GroupResult[]): string | undefined {
  const bytes = results.reduce((sum, { cover }) => sum + cover.length, 0);
  return bytes === 0
    ? undefined
    : `What lies behind the clip shows through: its alpha takes ${bytes} bytes and moves as the picture does.`;
}

function joined(...sentences: readonly (string | undefined)[]): string | undefined {
  const said = sentences.filter((sentence) => sentence !== undefined);
  return said.length === 0 ? undefined : said.join(' ');
}

/** Encodes groups anew until what the clip may take is well spent; see `group-budgets.ts`. */
async function settled(
  first: readonly EncodedGroup[],
  header: StreamHeader,
  options: EncodeOptions,
  runner: GroupRunner,
  progress: ProgressReporter,
): Promise<readonly EncodedGroup[]> {
  const frames = first.reduce((sum, { result }) => sum + result.frames, 0);
  const whole = bytesUntil(frames, options, true);
  if (first.length < 2 || whole === undefined) return first;
  let groups = first;
  for (let pass = 1; pass < MAX_PASSES; pass++) {
    const results = groups.map(({ result }) => result);
    const left = whole - streamOf(header, results).length;
    const budgets = nextBudgets(groups.map(settledGroup), left, whole);
    if (budgets === undefined) break;
    groups = await encodedAgain(groups, budgets, runner, progress, options.signal);
  }
  return groups;
}

function settledGroup({ job, budget = 0, result }: EncodedGroup) {
  const sections = sectionBytes(result.statistics.length) + coverBytes(result.cover.length);
  const used = result.key.length + result.motion.length + sections;
  return { frames: result.frames, budget, used, open: job !== undefined };
}

async function encodedAgain(
  groups: readonly EncodedGroup[],
  budgets: readonly (number | undefined)[],
  runner: GroupRunner,
  progress: ProgressReporter,
  signal: AbortSignal | undefined,
): Promise<EncodedGroup[]> {
  const again = async function* (): AsyncGenerator<GroupJob, void, undefined> {
    for (const [i, { job }] of groups.entries()) {
      const bytes = budgets[i];
      if (job !== undefined && bytes !== undefined) yield await Promise.resolve({ ...job, target: { bytes } });
    }
  };
  const anew = (await encodeGroups(again(), runner, progress, signal)).values();
  return groups.map((group, i) => (budgets[i] === undefined ? group : anew.next().value!));
}

/** The stream of groups: it names the model whose motion generator makes them move best. */
function streamOf(header: StreamHeader, results: readonly GroupResult[]): Uint8Array {
  const payloads = results.map(groupPayload);
  const modelId = learnedMovesBetter(results) ? header.modelId : withoutMotion(header.modelId);
  const sections = results.some(({ cover }) => cover.length > 0) ? header.sections : [];
  return writeStream({ ...header, modelId, sections }, payloads);
}
