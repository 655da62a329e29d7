import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import {
  encode,
  type EncodeOptions,
  type EncoderTool,
  type GeneratorChoice,
  type Preset,
  type RateTarget,
} from 'dynamics-codec';
import { NEWEST_MODEL } from 'dynamics-codec/generator';
import { GROUP_THREAD } from '../groups/group-threads.js';
import { groupThreads, nodeNetworks, nodeStills, openVideo, writeWholeFile } from '../index.js';
import { budgetsOf, type BudgetFlags } from './budgets.js';
import { bitrateText, bytesText, rateText } from './describe.js';
import { UsageError } from './failure.js';
import { assertWritable } from './outputs.js';
import { printJson, remark, startProgress, summary } from './terminal.js';

/** Options of `dync encode`. */
export interface EncodeCommand extends Pick<BudgetFlags, 'maxPixels' | 'maxSeconds'> {
  readonly output: string;
  readonly bitrate?: number;
  readonly bytes?: number;
  readonly quality?: number;
  readonly start?: number;
  readonly startNumber?: number;
  readonly frames?: number;
  readonly fps?: number;
  readonly size?: { readonly width: number; readonly height: number };
  readonly preset: Preset;
  readonly without: readonly EncoderTool[];
  readonly groupLimit?: number;
  readonly seed?: number;
  readonly threads?: number;
  /** What decoders shall restore key pictures with. */
  readonly generator: GeneratorChoice;
  readonly force?: boolean;
  readonly json?: boolean;
}

const DEFAULT_BITRATE = 8000;

/** Encodes a video into a stream. */
export async function encodeCommand(input: string, command: EncodeCommand, signal: AbortSignal): Promise<void> {
  const target = targetOf(command);
  const force = command.force === true;
  await assertWritable(command.output, { inputs: [input], force, numbered: false, json: command.json });
  const { start, startNumber, frames, fps, size } = command;
  const source = await openVideo(input, {
    signal,
    ...(start === undefined ? {} : { start }),
    ...(startNumber === undefined ? {} : { startNumber }),
    ...(frames === undefined ? {} : { frames }),
    ...(fps === undefined ? {} : { fps }),
    ...(size === undefined ? {} : { size }),
  });
  const learned = command.generator !== 'classical';
  const { close, ...workers } = workersOf(learned, command.threads);
  const progress = startProgress('encoding');
  try {
    for (const note of source.notes) remark(note);
    if (source.hasAudio) remark('the audio is left out: the codec carries pictures only');
    const options: EncodeOptions = {
      frameRate: source.frameRate,
      target,
      stills: nodeStills(),
      colour: source.colour,
      preset: command.preset,
      without: command.without,
      ...budgetsOf(command),
      ...workers,
      ...(learned ? { modelId: NEWEST_MODEL } : {}),
      ...(command.groupLimit === undefined ? {} : { groupLimit: command.groupLimit }),
      ...(command.seed === undefined ? {} : { seed: command.seed }),
      signal,
      onProgress: ({ stage, fraction }) => {
        progress.update(fraction, stage);
      },
      ...(source.frameCount === undefined ? {} : { frameCount: source.frameCount }),
    };
    const { bytes, report } = await encode(source.frames(), options);
    signal.throwIfAborted();
    await writeWholeFile(command.output, bytes, { replace: force, signal });
    progress.stop();
    for (const sentence of [report.note, report.caution]) if (sentence !== undefined) remark(sentence);
    const { width, height, frameRate, hasAudio } = source;
    if (command.json === true) {
      await printJson({
        input,
        output: command.output,
        width,
        height,
        frameRate,
        ...report,
        colour: source.colour,
        inputNotes: source.notes,
        audioDropped: hasAudio,
      });
    }
    summary(
      `${command.output}: ${bytesText(report.bytes)}, ${report.frames} frames ${width}x${height} at ${rateText(frameRate)} per second, ${bitrateText(report.bitrate)}`,
    );
  } finally {
    progress.stop();
    close();
    await source.close();
  }
}

/** What encodes groups: threads, or this one where only one is wanted or their module was not built. */
function workersOf(
  learned: boolean,
  threads = availableParallelism(),
): Pick<EncodeOptions, 'groups' | 'networks'> & { readonly close: () => void } {
  if (threads > 1 && existsSync(GROUP_THREAD)) {
    const groups = groupThreads({ learned, threads });
    return { groups, close: () => groups.close() };
  }
  return { ...(learned ? { networks: nodeNetworks() } : {}), close: () => undefined };
}

function targetOf({ bitrate, bytes, quality }: EncodeCommand): RateTarget {
  const given = [bitrate, bytes, quality].filter((value) => value !== undefined).length;
  if (given > 1) throw new UsageError('choose one of --bitrate, --bytes and --quality');
  if (bytes !== undefined) return { bytes };
  if (quality !== undefined) return { quality };
  return { bitrate: bitrate ?? DEFAULT_BITRATE };
}
