import { mkdir, lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EncodeProgress } from 'dynamics-codec';
import { MediaError, throwIfAborted } from 'dynamics-codec/source';
import { writeWholeFile } from '../media/atomic-file.js';
import { encodeFile } from './encode-file.js';
import type { EncodeSettings } from './encode-settings.js';
import { jobKey } from './job-key.js';
import { isFinished, jobErrorOf, readJobReport, streamFacts, writeJobReport, type JobReport } from './job-report.js';

/** One clip to encode into one stream. Plain data. */
export interface EncodeJob {
  /** A video file, a folder of PNGs, or a pattern of numbered ones. */
  readonly input: string;
  /** Where the stream goes; its folder is made. The report goes beside it. */
  readonly output: string;
  readonly settings: EncodeSettings;
  /** Whether to try again what failed before with the same content and settings. */
  readonly retry?: boolean;
  /** Whether a stream may be replaced that has no report beside it. */
  readonly force?: boolean;
}

/** What came of a job that did not fail now: done, or found as it was left (`kept` whole, `failed` before). */
export interface EncodeJobResult {
  readonly state: 'done' | 'kept' | 'failed';
  readonly report: JobReport;
}

/** What a running job tells. */
export type EncodeJobEvent =
  { readonly kind: 'key'; readonly key: string } | { readonly kind: 'progress'; readonly progress: EncodeProgress };

/**
 * Does a job, or finds that it is done: by content and settings, not by dates. Stream and report appear whole or not at all.
 * What fails because of the clip or its settings is written to the report, too.
 * @throws as `encodeFile`; MediaError `WRITE_FAILED`
 */
export async function runEncodeJob(
  { input, output, settings, retry = false, force = false }: EncodeJob,
  { signal, emit }: { readonly signal: AbortSignal; readonly emit: (event: EncodeJobEvent) => void },
): Promise<EncodeJobResult> {
  const { key, unchanged } = await jobKey(input, settings, signal);
  emit({ kind: 'key', key });
  const before = await readJobReport(output);
  if (before?.key === key) {
    if (await isFinished(output, before)) return { state: 'kept', report: before };
    if (before.error !== undefined && !retry) return { state: 'failed', report: before };
  }
  if (before === undefined && !force && (await exists(output)))
    throw new MediaError(
      'WRITE_FAILED',
      `"${output}" already exists and has no report beside it; use --force to replace it`,
    );
  const onProgress = (progress: EncodeProgress): void => emit({ kind: 'progress', progress });
  try {
    const { bytes, report, source } = await encodeFile(input, settings, { signal, threads: 1, onProgress });
    if (!(await unchanged())) throw new MediaError('TRUNCATED', `"${input}" changed while it was read`);
    const { width, height, frameRate, colour, hasAudio, notes } = source;
    throwIfAborted(signal);
    await mkdir(dirname(output), { recursive: true });
    const made = await writeJobReport(output, {
      key,
      input,
      settings,
      stream: streamFacts(bytes),
      source: { width, height, frameRate, colour, hasAudio, notes },
      report,
    });
    await writeWholeFile(output, bytes);
    return { state: 'done', report: made };
  } catch (error) {
    if (!signal.aborted && liesInClip(error)) await recordFailure({ input, output, settings }, key, error);
    throw error;
  }
}

/** Writes why a job failed to its report. @throws MediaError `WRITE_FAILED` */
export async function recordFailure(
  { input, output, settings }: EncodeJob,
  key: string,
  error: unknown,
): Promise<void> {
  await mkdir(dirname(output), { recursive: true });
  await writeJobReport(output, { key, input, settings, error: jobErrorOf(error) });
}

/** Whether an error would come again with the same clip and settings: nothing of the disk or the system. */
function liesInClip(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof MediaError) return !['WRITE_FAILED', 'MISSING_FILE', 'ABORTED'].includes(error.code);
  return typeof (error as NodeJS.ErrnoException).syscall !== 'string';
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}
