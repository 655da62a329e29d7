import { availableParallelism } from 'node:os';
import { stat } from 'node:fs/promises';
import { DynamicsError } from 'dynamics-codec/picture';
import { findClips, type FoundClip } from '../batch/find-clips.js';
import { nameStreams } from '../batch/name-streams.js';
import { countStates, runBatch, type BatchedClip, type BatchProgress } from '../batch/run-batch.js';
import type { EncodeJob } from '../jobs/encode-job.js';
import { overSettings, settingsAmong, type EncodeSettings } from '../jobs/encode-settings.js';
import { batchTable, durationText } from './batch-table.js';
import { assertOneTarget, settingsFrom } from './encode-flags.js';
import { UsageError } from './failure.js';
import { printable } from './printable.js';
import { printJson, printText, startProgress } from './terminal.js';

/** Options of `dync batch`. */
export interface BatchCommand extends EncodeSettings {
  /** Folder. */
  readonly output: string;
  readonly jobs?: number;
  readonly retry?: boolean;
  readonly timeout?: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Some clips of a batch failed; all others are done. */
export class BatchError extends DynamicsError {
  override readonly name = 'BatchError';
  readonly code = 'CLIPS_FAILED';
}

/** Encodes many clips. @throws UsageError before any work is done, BatchError where clips failed */
export async function batchCommand(
  inputs: readonly string[],
  command: BatchCommand,
  signal: AbortSignal,
): Promise<void> {
  assertOneTarget(command);
  const work = await jobsOf(inputs, command);
  const began = performance.now();
  const progress = startProgress('encoding');
  let clips: BatchedClip[];
  try {
    clips = await runBatch(work, {
      jobs: command.jobs ?? availableParallelism(),
      timeout: command.timeout,
      signal,
      onProgress: (done) => progress.update(done.fraction, progressText(done)),
    });
  } finally {
    progress.stop();
  }
  const seconds = (performance.now() - began) / 1000;
  const counts = countStates(clips);
  if (command.json === true) await printJson({ ...counts, seconds: rounded(seconds), clips: clips.map(clipFacts) });
  else await printText(printableLines(batchTable(clips, seconds)));
  if (counts.failed > 0) {
    const again = clips.some(({ before }) => before === true) ? '; --retry tries those again that failed before' : '';
    throw new BatchError(`${counts.failed} of ${clips.length} clips failed${again}`);
  }
}

/** The jobs of a batch. @throws UsageError, MediaError */
export async function jobsOf(
  inputs: readonly string[],
  { output, retry = false, force = false, ...flags }: Omit<BatchCommand, 'jobs' | 'timeout' | 'json'>,
): Promise<EncodeJob[]> {
  const folder = await stat(output).catch(() => undefined);
  if (folder?.isDirectory() === false) throw new UsageError(`"${output}" is a file; -o names a folder`);
  if (inputs.includes('-')) throw new UsageError('a batch reads files; use dync encode for standard input');
  const base = settingsAmong(flags);
  const clips = await findClips(inputs);
  const settings = clips.map((clip) => overSettings(base, ownSettings(clip)));
  const outputs = outputsOf(clips, output);
  return clips.map(({ input }, i) => ({
    input,
    output: outputs[i]!,
    settings: settings[i]!,
    retry,
    force,
  }));
}

function outputsOf(clips: readonly FoundClip[], folder: string): string[] {
  try {
    return nameStreams(clips, folder);
  } catch (error) {
    throw error instanceof DynamicsError ? new UsageError(error.message) : error;
  }
}

function ownSettings({ record, place }: FoundClip): EncodeSettings {
  try {
    return settingsFrom(record);
  } catch (error) {
    if (error instanceof UsageError && place !== undefined) throw new UsageError(`${place}: ${error.message}`);
    throw error;
  }
}

function progressText({ clips, finished, failed, secondsLeft }: BatchProgress): string {
  const parts = [`${finished} of ${clips}`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (secondsLeft !== undefined) parts.push(`${durationText(secondsLeft)} left`);
  return parts.join(', ');
}

/** A clip in the report of `--json`. */
function clipFacts({ job, state, error, before, report, seconds }: BatchedClip) {
  return {
    input: job.input,
    output: job.output,
    state,
    ...(error === undefined ? {} : { error }),
    ...(before === true ? { before } : {}),
    ...(report?.report === undefined ? {} : { report: report.report }),
    seconds: rounded(seconds),
  };
}

function rounded(seconds: number): number {
  return Math.round(1000 * seconds) / 1000;
}

/** Lines of a table, each safe to print. */
function printableLines(lines: readonly string[]): string {
  return lines.map(printable).join('\n');
}
