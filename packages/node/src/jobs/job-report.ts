/**
 * @file The report of an encode, a JSON file beside its stream: `tree.dync.json` beside `tree.dync`. It is written before
 * the stream takes its place, and names the stream by its checksum. A stream and a report that agree are finished work. A
 * process that is killed in between leaves a report without its stream: the work is then done again, to the same bytes.
 * Nothing in it depends on when or where the work was done.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { EncodeReport } from 'dynamics-codec';
import { writeWholeFile } from '../media/atomic-file.js';
import type { SourceFacts } from './encode-file.js';
import type { EncodeSettings } from './encode-settings.js';

/** An error as data. */
export interface JobError {
  readonly code: string;
  readonly message: string;
}

/** What was thrown, as data; the code is `INTERNAL` where it has none. */
export function jobErrorOf(error: unknown): JobError {
  const { code, message }: { readonly code?: unknown; readonly message: string } =
    error instanceof Error ? error : { message: String(error) };
  return { code: typeof code === 'string' ? code : 'INTERNAL', message };
}

/** What a report holds. */
export interface JobReport {
  readonly format: typeof FORMAT;
  /** Content and settings, see `jobKey`. */
  readonly key: string;
  readonly input: string;
  readonly settings: EncodeSettings;
  /** Of a finished encode. */
  readonly stream?: { readonly bytes: number; readonly sha256: string };
  readonly source?: SourceFacts;
  readonly report?: EncodeReport;
  /** Why it failed. */
  readonly error?: JobError;
}

/** Marks a report. */
const FORMAT = 'dync-job-1';

/** The name of the report of a stream. */
export function reportNameOf(output: string): string {
  return `${output}.json`;
}

/** The report beside a stream; `undefined` where there is none. */
export async function readJobReport(output: string): Promise<JobReport | undefined> {
  try {
    const report = JSON.parse(await readFile(reportNameOf(output), 'utf8')) as JobReport | null;
    return report?.format === FORMAT && typeof report.key === 'string' ? report : undefined;
  } catch {
    return undefined;
  }
}

/** Writes the report of a stream. @returns what was written @throws MediaError `WRITE_FAILED` */
export async function writeJobReport(output: string, facts: Omit<JobReport, 'format'>): Promise<JobReport> {
  const report: JobReport = { format: FORMAT, ...facts };
  await writeWholeFile(reportNameOf(output), Buffer.from(`${JSON.stringify(report, null, 2)}\n`));
  return report;
}

/** A stream as reports name it. */
export function streamFacts(bytes: Uint8Array): { readonly bytes: number; readonly sha256: string } {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Whether the stream that a report names is there, byte for byte. */
export async function isFinished(output: string, { stream }: JobReport): Promise<boolean> {
  if (stream === undefined) return false;
  const bytes = await readFile(output).catch(() => undefined);
  return bytes !== undefined && streamFacts(bytes).sha256 === stream.sha256;
}
