import {
  byCategory,
  compareOnClip,
  differenceText,
  effortOf,
  metricsIn,
  percentText,
  rateText,
  summarise,
  type ClipComparison,
  type ComparisonSummary,
} from '../compare.js';
import { LIFE_EXPLAINED, lifeTables } from '../life-table.js';
import type { Median } from '../median.js';
import { meanText, summaryText } from '../markdown.js';
import { GOAL } from '../goals.js';
import { METRICS, type BenchClip, type BenchResults } from '../results.js';
import { escapeHtml, tableMarkup, type Cell } from './markup.js';

/** BD-rates this far from 0, in percent, are coloured. */
const CLEAR = 5;

/** BD-rates of ours against a rival, for each clip, kind of motion and metric. */
export function differenceTables(results: BenchResults, ours: string, rival: string): string {
  const metrics = metricsIn(results, METRICS);
  const compared = new Map(
    metrics.map((metric) => [metric.id, results.clips.map((clip) => compareOnClip(clip, ours, rival, metric))]),
  );
  const clips = results.clips.map((clip, index): (string | Cell)[] => [
    clip.id,
    clip.category,
    ...metrics.map(({ id }) => differenceCell(compared.get(id)![index]!)),
  ]);
  const kinds = byCategory(results).map(([category, members]): (string | Cell)[] => [
    category,
    String(members.length),
    ...metrics.map(({ id }) =>
      summaryCell(summarise(compared.get(id)!.filter((entry) => entry.category === category))),
    ),
  ]);
  const all = [
    'all clips, median',
    String(results.clips.length),
    ...metrics.map(({ id }) => summaryCell(summarise(compared.get(id)!))),
  ];
  const mean = [
    'all clips, mean',
    String(results.clips.length),
    ...metrics.map(({ id }) => meanText(summarise(compared.get(id)!))),
  ];
  const labels = metrics.map(({ label }) => label);
  return (
    tableMarkup(['clip', 'kind', ...labels], clips) +
    tableMarkup(['median by kind', 'clips', ...labels], [...kinds, mean, all], '', true)
  );
}

function differenceCell({ difference }: ClipComparison): Cell {
  const text = differenceText(difference);
  if (difference.kind === 'measured') return { text, tone: toneOf(difference.percent) };
  return { text, tone: difference.kind === 'no-overlap' ? (difference.test === 'better' ? 'good' : 'bad') : undefined };
}

function summaryCell(summary: ComparisonSummary): Cell {
  return { text: summaryText(summary), tone: toneOfMedian(summary.median) };
}

function toneOf(percent: number): 'good' | 'bad' | undefined {
  return percent <= -CLEAR ? 'good' : percent >= CLEAR ? 'bad' : undefined;
}

function toneOfMedian(value: Median): 'good' | 'bad' | undefined {
  if (typeof value === 'number') return toneOf(value);
  return value === 'always better' ? 'good' : value === 'always worse' ? 'bad' : undefined;
}

/** Median BD-rates by LPIPS (else SSIM) and tOF, one card for each rival. */
export function headline(results: BenchResults, ours: string, rivals: readonly string[]): string {
  const metrics = metricsIn(results, METRICS);
  const main = [
    metrics.find(({ id }) => id === 'lpips') ?? metrics.find(({ id }) => id === 'ssim'),
    metrics.find(({ id }) => id === 'tof'),
  ];
  const cards = rivals.map((rival) => {
    const label = results.codecs.find(({ id }) => id === rival)?.label ?? rival;
    const figures = main.flatMap((metric) =>
      metric
        ? [figureMarkup(metric.label, summarise(results.clips.map((clip) => compareOnClip(clip, ours, rival, metric))))]
        : [],
    );
    return `<div class="card"><h3>against ${escapeHtml(label)}</h3>${figures.join('')}</div>`;
  });
  return `<div class="headline">${cards.join('')}</div>`;
}

function figureMarkup(label: string, summary: ComparisonSummary): string {
  const figure =
    typeof summary.median === 'number'
      ? `<b>${percentText(summary.median)}</b> rate at equal ${label}`
      : `<b class="words">${summary.median}</b> by ${label}`;
  const rest = [
    `${summary.clips} ${summary.clips === 1 ? 'clip' : 'clips'}`,
    ...(summary.alwaysBetter > 0 ? [`${summary.alwaysBetter} always better`] : []),
    ...(summary.alwaysWorse > 0 ? [`${summary.alwaysWorse} always worse`] : []),
  ];
  return `<p>${figure}<span>median of ${rest.join(', ')}</span></p>`;
}

/** Life of all clips, a table for each rate at which motion is judged; empty where none was measured. @param codecs ours first */
export function lifeMarkup(results: BenchResults, codecs: readonly string[]): string {
  const tables = lifeTables(results, codecs).map(({ kbps, head, rows, ratioColumn }) => {
    const cells = rows.map((row) =>
      row.map((text, column): string | Cell => {
        if (column !== ratioColumn || text === '-') return text;
        return { text, tone: Number(text) > 1 ? 'bad' : Number(text) <= GOAL.frechetRatio ? 'good' : undefined };
      }),
    );
    return `<h3>At ${kbps} kbit/s</h3>${tableMarkup(head, cells, '', true)}`;
  });
  return tables.length === 0 ? '' : `<h2>Life</h2><p class="note">${LIFE_EXPLAINED}</p>${tables.join('')}`;
}

/** Speed and memory of each codec. */
export function effortTable(results: BenchResults): string {
  const figure = (value: number | undefined) =>
    value === undefined ? '-' : value < 100 ? value.toFixed(1) : value.toFixed(0);
  const megabytes = (bytes: number | undefined) => (bytes === undefined ? '-' : (bytes / 2 ** 20).toFixed(0));
  const rows = results.codecs.flatMap(({ id, label }) => {
    const effort = effortOf(results, id);
    if (!effort) return [];
    return [
      [
        label,
        String(effort.points),
        figure(effort.encodeFps),
        figure(effort.encodeCpuMs),
        megabytes(effort.encodePeakBytes),
        figure(effort.decodeFps),
        figure(effort.decodeCpuMs),
        megabytes(effort.decodePeakBytes),
      ],
    ];
  });
  return tableMarkup(
    ['codec', 'points', 'encode fps', 'CPU ms/frame', 'peak MB', 'decode fps', 'CPU ms/frame', 'peak MB'],
    rows,
  );
}

/** All points of a clip. */
export function pointsTable(results: BenchResults, clip: BenchClip): string {
  const rows = results.codecs.flatMap(({ id, label }) =>
    clip.points
      .filter(({ codec }) => codec === id)
      .sort((a, b) => a.kbps - b.kbps)
      .map(({ setting, kbps, bytes, metrics: m }) => [
        `${label} ${setting}`,
        kbps.toFixed(2),
        String(bytes),
        m.lpips?.toFixed(3) ?? '-',
        m.tof.toFixed(3),
        m.frechet?.toFixed(3) ?? '-',
        m.energy?.toFixed(2) ?? '-',
        m.spectrum?.toFixed(2) ?? '-',
        m.flow?.toFixed(2) ?? '-',
        m.flowEnergy?.toFixed(2) ?? '-',
        m.tLpips?.toFixed(2) ?? '-',
        m.flicker.toFixed(2),
        m.ssim.toFixed(3),
        m.msSsim?.toFixed(3) ?? '-',
        m.psnr.toFixed(2),
        m.gmsd.toFixed(3),
        `${m.ciede2000.toFixed(2)} (${m.ciede2000P95.toFixed(1)})`,
        m.loopSeam.toFixed(2),
      ]),
  );
  return tableMarkup(
    [
      'point',
      'kbit/s',
      'bytes',
      'LPIPS',
      'tOF',
      'Frechet',
      'energy',
      'spectrum',
      'flow',
      'flow energy',
      'tLPIPS x100',
      'flicker',
      'SSIM',
      'MS-SSIM',
      'PSNR',
      'GMSD',
      'CIEDE2000 (95 %)',
      'loop seam',
    ],
    rows,
  );
}

/** What the rivals need for the quality of each point of ours, on one clip. */
export function ratesTable(results: BenchResults, clip: BenchClip, ours: string, rivals: readonly string[]): string {
  const metrics = metricsIn(results, METRICS).filter(({ id }) => id === 'lpips' || id === 'tof');
  const compared = metrics.map((metric) => rivals.map((rival) => compareOnClip(clip, ours, rival, metric).atOurs));
  const count = compared[0]?.[0]?.length ?? 0;
  const label = (rival: string) => results.codecs.find(({ id }) => id === rival)?.label ?? rival;
  const head = metrics.flatMap((metric) => rivals.map((rival) => `${label(rival)}, ${metric.label}`));
  const rows = Array.from({ length: count }, (_, index): (string | Cell)[] => [
    `${compared[0]![0]![index]!.kbps.toFixed(1)} kbit/s`,
    ...compared.flatMap((perRival) =>
      perRival.map((entries): string | Cell => {
        const entry = entries[index];
        if (!entry) return '-';
        const { rival, kbps } = entry;
        if (rival.kind === 'unknown') return '-';
        const known =
          rival.kind === 'equal' ||
          (rival.kind === 'above' && rival.rate >= kbps) ||
          (rival.kind === 'below' && rival.rate <= kbps);
        return { text: rateText(rival), tone: known ? toneOf(100 * (kbps / rival.rate - 1)) : undefined };
      }),
    ),
  ]);
  return tableMarkup(['ours at', ...head], rows);
}
