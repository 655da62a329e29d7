import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { benchMarkdown, lpipsPath, runBench, writeReport, type BenchResults } from '../index.js';
import { writeWholeFile } from '@dynamics-codec/node';
import { DynamicsError } from 'dynamics-codec/picture';
import { remark, startProgress, summary } from '@dynamics-codec/node/cli';

/** Options of the bench's command line. */
export interface BenchCommand {
  readonly clips: readonly string[];
  readonly codecs: readonly string[];
  readonly bitrates: readonly number[];
  readonly frames: number;
  readonly out: string;
  readonly cache?: string;
  readonly lpips?: string;
  readonly anchors?: string;
  readonly show?: number;
}

/** What the bench calls itself at the beginning of its lines. */
export const PROGRAM = 'bench';

const ANCHOR_PLACES = ['../shared/anchors'];

/** Part of a bench could not be measured: everything else was, and is in the results. */
export class BenchIncompleteError extends DynamicsError {
  override readonly name = 'BenchIncompleteError';
  readonly code = 'BENCH_INCOMPLETE';
}

/**
 * Runs the bench and writes `results.json`, `report.html` and `benchmarks.md`.
 * @throws BenchIncompleteError at the end where something could not be measured
 */
export async function benchCommand(command: BenchCommand, signal: AbortSignal): Promise<void> {
  const lpips = command.lpips ?? lpipsPath();
  const lpipsOptional = command.lpips === undefined;
  const anchors = command.anchors ?? (await firstThere(ANCHOR_PLACES));
  await mkdir(command.out, { recursive: true });
  const progress = startProgress('bench');
  try {
    const results = await runBench({
      clips: command.clips,
      codecs: command.codecs,
      bitrates: command.bitrates,
      frames: command.frames,
      cache: command.cache ?? join(command.out, 'cache'),
      signal,
      onProgress: ({ fraction, stage, secondsLeft }) => {
        progress.update(
          fraction,
          fitted(
            [...(secondsLeft === undefined ? [] : [`${durationText(secondsLeft)} left`]), stage]
              .filter(Boolean)
              .join(', '),
          ),
        );
      },
      lpipsOptional,
      ...(lpips === undefined ? {} : { lpips }),
      ...(anchors === undefined ? {} : { anchors }),
    });
    await writeText(join(command.out, 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
    await writeText(join(command.out, 'benchmarks.md'), benchMarkdown(results));
    await writeReport(results, join(command.out, 'report.html'), {
      signal,
      onProgress: (fraction, stage) => {
        progress.update(fraction, fitted(`report, ${stage}`));
      },
      ...(command.show === undefined ? {} : { bitrate: command.show }),
      ...(anchors === undefined ? {} : { anchors }),
    });
    progress.stop();
    finish(results, command.out);
  } finally {
    progress.stop();
  }
}

function finish(results: BenchResults, out: string): void {
  const points = results.clips.reduce((sum, clip) => sum + clip.points.length, 0);
  if (results.lpipsNote !== undefined) remark(`LPIPS is left out: ${results.lpipsNote}`, PROGRAM);
  summary(`${join(out, 'report.html')}: ${results.clips.length} clips, ${points} points`);
  for (const { clip, codec, setting, message } of results.failures)
    remark(`${[clip, codec, setting].filter(Boolean).join(', ')}: ${message}`, PROGRAM);
  const count = results.failures.length;
  if (count > 0)
    throw new BenchIncompleteError(
      `${count} ${count === 1 ? 'thing' : 'things'} could not be measured; the rest is in "${out}"`,
    );
}

async function firstThere(places: readonly string[]): Promise<string | undefined> {
  for (const place of places) if (await stat(place).catch(() => undefined)) return place;
  return undefined;
}

function writeText(path: string, text: string): Promise<void> {
  return writeWholeFile(path, new TextEncoder().encode(text));
}

/** Columns that the bar takes before its text. */
const BAR_COLUMNS = 'bench '.length + 28 + ' 100% '.length;

/** Text cut so that the whole bar stays on one line of the terminal. */
function fitted(text: string): string {
  const room = Math.max(8, (process.stderr.columns || 80) - 1 - BAR_COLUMNS);
  return text.length <= room ? text : `${text.slice(0, room - 3)}...`;
}

/** `40 s`, `12 min`, `2 h 5 min` */
function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
