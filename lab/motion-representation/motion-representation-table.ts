/** @file Bytes at equal error from measured points, piecewise linear in the logarithm of bytes, never extrapolated. */
import type { Outcome } from './motion-representation-fit.js';

/** The error by which representations are compared. */
export type Measure = 'tof' | 'velocity' | 'position' | 'seen';

interface Knot {
  readonly error: number;
  readonly logBytes: number;
}

const SAMPLES = 40;

/** Mean over the common range of errors of log(bytes of `other` / bytes of `reference`), as a ratio; NaN without one. */
export function meanRatio(reference: readonly Outcome[], other: readonly Outcome[], measure: Measure): number {
  const a = knots(reference, measure);
  const b = knots(other, measure);
  const high = Math.min(a[0]!.error, b[0]!.error);
  const low = Math.max(a.at(-1)!.error, b.at(-1)!.error);
  if (!(high > low)) return Number.NaN;
  let sum = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const error = low + ((high - low) * (i + 0.5)) / SAMPLES;
    sum += logBytesAt(b, error) - logBytesAt(a, error);
  }
  return Math.exp(sum / SAMPLES);
}

/** Bytes at which an error is reached; NaN outside what was measured. */
export function bytesAt(outcomes: readonly Outcome[], measure: Measure, error: number): number {
  return Math.exp(logBytesAt(knots(outcomes, measure), error));
}

/** Error that is reached with a number of bytes; NaN outside what was measured. */
export function errorAt(outcomes: readonly Outcome[], measure: Measure, bytes: number): number {
  const list = knots(outcomes, measure);
  const wanted = Math.log(bytes);
  for (let i = 1; i < list.length; i++) {
    const a = list[i - 1]!;
    const b = list[i]!;
    if (a.logBytes <= wanted && wanted <= b.logBytes)
      return a.error + ((b.error - a.error) * (wanted - a.logBytes)) / (b.logBytes - a.logBytes);
  }
  return Number.NaN;
}

/** Median of the numbers that are not NaN. */
export function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Points in rising bytes that each lower the error. */
function knots(outcomes: readonly Outcome[], measure: Measure): Knot[] {
  const out: Knot[] = [];
  for (const outcome of [...outcomes].sort((a, b) => a.bytes - b.bytes)) {
    if (out.length === 0 || outcome[measure] < out.at(-1)!.error)
      out.push({ error: outcome[measure], logBytes: Math.log(outcome.bytes) });
  }
  return out;
}

function logBytesAt(list: readonly Knot[], error: number): number {
  for (let i = 1; i < list.length; i++) {
    const a = list[i - 1]!;
    const b = list[i]!;
    if (a.error >= error && error >= b.error)
      return a.logBytes + ((b.logBytes - a.logBytes) * (a.error - error)) / (a.error - b.error);
  }
  return Number.NaN;
}

/** Outcomes by clip and representation. */
export type Results = Record<string, Record<string, Outcome[]>>;

/** Payload sizes of the reference at whose errors bytes are compared. */
const ANCHOR_BYTES = [150, 400];

/** A markdown table: bytes of every representation against a reference at equal error. */
export function comparisonTable(results: Results, reference: string, measure: Measure): string {
  const clips = Object.keys(results);
  const labels = Object.keys(results[clips[0] ?? ''] ?? {});
  const lines = [
    `\nBytes against ${reference} at equal ${measure} error, mean over the common range\n`,
    `| representation | ${clips.join(' | ')} | **median** | ${ANCHOR_BYTES.map((bytes) => `for ${bytes} bytes`).join(' | ')} |`,
    `| --- |${' --- |'.repeat(clips.length + 1 + ANCHOR_BYTES.length)}`,
  ];
  for (const label of labels) {
    const ratios = clips.map((clip) => meanRatio(results[clip]![reference]!, results[clip]![label]!, measure));
    const needed = ANCHOR_BYTES.map((bytes) =>
      median(
        clips.map((clip) =>
          bytesAt(results[clip]![label]!, measure, errorAt(results[clip]![reference]!, measure, bytes)),
        ),
      ),
    );
    const cells = [
      label,
      ...ratios.map(percent),
      `**${percent(median(ratios))}**`,
      ...needed.map((bytes) => (Number.isNaN(bytes) ? '-' : bytes.toFixed(0))),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}

/** A ratio as a change in per cent; a dash for NaN. */
export function percent(ratio: number): string {
  if (Number.isNaN(ratio)) return '-';
  const value = (ratio - 1) * 100;
  return `${value >= 0 ? '+' : ''}${value.toFixed(0)} %`;
}
