import { countStates, type BatchedClip } from '../batch/run-batch.js';
import { bytesText } from './describe.js';

/** Longer batches name the clips that failed alone. */
const MOST_ROWS = 60;
const HEAD = ['clip', 'state', 'frames', 'bytes', 'kbit/s', 'seconds', 'reason'];

/** The table at the end of a batch, line by line, and a line of totals. @param seconds that the batch took */
export function batchTable(clips: readonly BatchedClip[], seconds: number): string[] {
  const shown = clips.length > MOST_ROWS ? clips.filter(({ state }) => state === 'failed') : clips;
  const rows = shown.length === 0 ? [] : [HEAD, ...shown.map(rowOf)];
  const widths = HEAD.map((_, column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column >= 2 && column <= 5 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
  return [...lines, totals(clips, seconds)];
}

function rowOf({ job, state, error, report, seconds }: BatchedClip): string[] {
  const made = report?.report;
  return [
    job.input,
    state,
    made === undefined ? '' : String(made.frames),
    made === undefined ? '' : made.bytes.toLocaleString('en'),
    made === undefined ? '' : (made.bitrate / 1000).toFixed(2),
    seconds.toFixed(1),
    error?.message ?? made?.note ?? '',
  ];
}

function totals(clips: readonly BatchedClip[], seconds: number): string {
  const { done, kept, failed } = countStates(clips);
  const bytes = clips.reduce((sum, { report }) => sum + (report?.stream?.bytes ?? 0), 0);
  return `${done} done, ${kept} kept, ${failed} failed: ${bytesText(bytes)} in ${durationText(seconds)}`;
}

/** `8 s`, `3 min`, `2 h 5 min` */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 90) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
