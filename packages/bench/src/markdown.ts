import {
  byCategory,
  compareOnClip,
  differenceText,
  effortOf,
  medianText,
  metricsIn,
  OWN_CODECS,
  ownCodec,
  percentText,
  rateText,
  rivalsOf,
  summarise,
  type ComparisonSummary,
} from './compare.js';
import { goalSentences, goalsTable } from './goals-text.js';
import { goalsOf } from './goals.js';
import { LIFE_EXPLAINED, lifeTables } from './life-table.js';
import { lossesText } from './losses.js';
import { markdownSafe } from './markdown-safe.js';
import { markdownTable } from './markdown-table.js';
import { METRICS, type BenchResults, type MetricFacts } from './results.js';

/**
 * The results as Markdown tables for `docs/benchmarks.md`: BD-rates for each clip and category, what ours has at each
 * rate and what the rivals need for it, speed and memory, failures.
 * @param rivals codecs to compare with; all others of the results when left out
 */
export function benchMarkdown(measured: BenchResults, rivals = rivalsOf(measured, ownCodec(measured))): string {
  const results = markdownSafe(measured);
  const ours = ownCodec(results);
  const metrics = metricsIn(results, METRICS);
  return [
    `Run of ${results.date}: ${results.clips.length} clips, ${results.frames} frames each at most, rates wished for ${results.bitrates.map((rate) => rate / 1000).join(', ')} kbit/s. ${results.machine}, Node ${results.node}.`,
    ...(results.lpipsNote === undefined ? [] : ['', `LPIPS is left out: ${results.lpipsNote}.`]),
    '',
    ...OWN_CODECS.flatMap((own) => goalsSection(results, own)),
    ...lifeSection(results, [ours, ...rivals]),
    ...lossesSection(results, rivals),
    ...(rivals.length === 0
      ? []
      : [
          'In the tables of BD-rates, negative means that this codec needs less. "always better": its worst point beats the rival\'s best, so there is no common quality to compare rates at; in medians such clips count as best, or worst. "over 30 %": the figure covers 30 % of this codec\'s quality range; "one point": one of the two does not get better with rate.',
          '',
        ]),
    ...rivals.flatMap((rival) => rivalTables(results, rival, metrics)),
    ...(rivals.length === 0 ? [] : ['### At equal quality', '', ...ratesTable(results, rivals, metrics), '']),
    ...(results.codecs.some(({ id }) => id === ours)
      ? ['### Figures of this codec', '', ...figuresTable(results), '']
      : []),
    '### Speed and memory',
    '',
    ...effortTable(results),
    '',
    '### Versions and settings',
    '',
    ...results.codecs.map(
      ({ label, version, description, command }) => `- **${label}**: ${version}. ${description} \`${command}\``,
    ),
    ...(results.failures.length === 0
      ? []
      : [
          '',
          '### What could not be measured',
          '',
          ...results.failures.map(
            ({ clip, codec, setting, message }) => `- ${[clip, codec, setting].filter(Boolean).join(', ')}: ${message}`,
          ),
        ]),
    '',
  ].join('\n');
}

function goalsSection(results: BenchResults, ours: string): string[] {
  const goals = goalsOf(results, ours);
  if (!goals) return [];
  const { head, rows } = goalsTable(goals);
  return [
    `### ${labelOf(results, ours)} against the goals`,
    '',
    ...goalSentences(goals).map((sentence) => `- ${sentence}`),
    '',
    'VVC with the better of its settings at every rate; figures at a rate are interpolated in its logarithm between encodes, "-" where there are none on both sides.',
    '',
    ...markdownTable(head, withTotal(rows)),
    '',
  ];
}

/** Rows whose last one stands out. */
function withTotal(rows: readonly (readonly string[])[]): (readonly string[])[] {
  return rows.map((row, index) =>
    index === rows.length - 1 ? row.map((cell) => (cell === '' ? '' : `**${cell}**`)) : row,
  );
}

function lifeSection(results: BenchResults, codecs: readonly string[]): string[] {
  const tables = lifeTables(results, codecs);
  if (tables.length === 0) return [];
  return [
    '### Life',
    '',
    LIFE_EXPLAINED,
    '',
    ...tables.flatMap(({ kbps, head, rows }) => [
      `At ${kbps} kbit/s:`,
      '',
      ...markdownTable(head, withTotal(rows)),
      '',
    ]),
  ];
}

function lossesSection(results: BenchResults, rivals: readonly string[]): string[] {
  const found = rivals.flatMap((rival) => {
    const text = lossesText(results, ownCodec(results), rival);
    return text === undefined ? [] : [`- **${labelOf(results, rival)}** needs less rate than this codec ${text}.`];
  });
  return found.length === 0 ? [] : ['### Where others win', '', ...found, ''];
}

function labelOf(results: BenchResults, codec: string): string {
  return results.codecs.find(({ id }) => id === codec)?.label ?? codec;
}

function rivalTables(results: BenchResults, rival: string, metrics: readonly MetricFacts[]): string[] {
  const all = (metric: MetricFacts) =>
    results.clips.map((clip) => compareOnClip(clip, ownCodec(results), rival, metric));
  const byMetric = new Map(metrics.map((metric) => [metric.id, all(metric)]));
  const cells = (pick: (metric: MetricFacts) => string) => metrics.map(pick);
  return [
    `### BD-rate against ${labelOf(results, rival)}`,
    '',
    ...markdownTable(
      ['clip', 'kind', ...metrics.map(({ label }) => label)],
      results.clips.map((clip, index) => [
        clip.id,
        clip.category,
        ...cells(({ id }) => differenceText(byMetric.get(id)![index]!.difference)),
      ]),
    ),
    '',
    ...markdownTable(
      ['kind', 'clips', ...metrics.map(({ label }) => `${label}, median`)],
      [
        ...byCategory(results).map(([category, clips]) => [
          category,
          String(clips.length),
          ...cells(({ id }) =>
            summaryText(summarise(byMetric.get(id)!.filter((entry) => entry.category === category))),
          ),
        ]),
        [
          '**all**',
          String(results.clips.length),
          ...cells(({ id }) => `**${summaryText(summarise(byMetric.get(id)!))}**`),
        ],
        ['all, mean', String(results.clips.length), ...cells(({ id }) => meanText(summarise(byMetric.get(id)!)))],
      ],
    ),
    '',
  ];
}

/** Median with what it leaves out. */
export function summaryText(summary: ComparisonSummary): string {
  const rest = [
    ...(summary.alwaysBetter > 0 ? [`${summary.alwaysBetter} always better`] : []),
    ...(summary.alwaysWorse > 0 ? [`${summary.alwaysWorse} always worse`] : []),
  ];
  const text = medianText(summary.median);
  return rest.length === 0 ? text : `${text} (${rest.join(', ')})`;
}

/** Mean BD-rate of the clips that have one, and how many those are where it is not all. */
export function meanText({ mean, measured, clips }: ComparisonSummary): string {
  if (mean === undefined) return '-';
  return measured === clips ? percentText(mean) : `${percentText(mean)} (of ${measured})`;
}

function ratesTable(results: BenchResults, rivals: readonly string[], metrics: readonly MetricFacts[]): string[] {
  const main = metrics.filter(({ id }) => id === 'lpips' || id === 'tof');
  const rows = results.clips.flatMap((clip) => {
    const compared = main.map((metric) =>
      rivals.map((rival) => compareOnClip(clip, ownCodec(results), rival, metric).atOurs),
    );
    const points = compared[0]?.[0] ?? [];
    return points.map((point, index) => [
      clip.id,
      point.kbps.toFixed(1),
      ...compared.flatMap((perRival) =>
        perRival.map((entries) => (entries[index] === undefined ? '' : rateText(entries[index].rival))),
      ),
    ]);
  });
  const head = main.flatMap(({ label }) => rivals.map((rival) => `${labelOf(results, rival)}, ${label}`));
  return [
    'Kilobits per second that each rival needs for the quality that this codec has at its rate; "above" and "below" where its measured points do not reach that quality.',
    '',
    ...markdownTable(['clip', 'ours', ...head], rows),
  ];
}

function figuresTable(results: BenchResults): string[] {
  const rows = results.clips.flatMap((clip) =>
    clip.points
      .filter(({ codec }) => codec === ownCodec(results))
      .map(({ kbps, bytes, metrics: m }) => [
        clip.id,
        kbps.toFixed(2),
        String(bytes),
        m.lpips?.toFixed(3) ?? '-',
        `${m.tof.toFixed(3)} (${m.tofFrozen.toFixed(3)})`,
        m.frechet?.toFixed(3) ?? '-',
        m.energy?.toFixed(2) ?? '-',
        m.flowEnergy?.toFixed(2) ?? '-',
        m.tLpips?.toFixed(2) ?? '-',
        m.flicker.toFixed(2),
        m.ssim.toFixed(3),
        m.msSsim?.toFixed(3) ?? '-',
        m.psnr.toFixed(2),
        m.gmsd.toFixed(3),
        `${m.ciede2000.toFixed(2)} (${m.ciede2000P95.toFixed(1)})`,
        `${m.loopSeam.toFixed(2)} (${m.loopSeamOriginal.toFixed(2)})`,
      ]),
  );
  return markdownTable(
    [
      'clip',
      'kbit/s',
      'bytes',
      'LPIPS',
      'tOF (frozen)',
      'Frechet',
      'energy',
      'flow energy',
      'tLPIPS x100',
      'flicker',
      'SSIM',
      'MS-SSIM',
      'PSNR',
      'GMSD',
      'CIEDE2000 (95 %)',
      'loop seam (original)',
    ],
    rows,
  );
}

function effortTable(results: BenchResults): string[] {
  const megabytes = (bytes: number | undefined) => (bytes === undefined ? '-' : (bytes / 2 ** 20).toFixed(0));
  const figure = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(1));
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
  return markdownTable(
    [
      'codec',
      'points',
      'encode fps',
      'encode CPU ms/frame',
      'encode peak MB',
      'decode fps',
      'decode CPU ms/frame',
      'decode peak MB',
    ],
    rows,
  );
}
