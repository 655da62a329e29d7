import { frameStrip, panelLayout, panelVideo, timeSlices, type Panel } from './media.js';
import { parseHeader } from 'dynamics-codec/bitstream';
import { framesPerSecond, type FrameRate } from 'dynamics-codec/picture';
import { isOwn, OWN_CODECS, ownCodec, rivalsOf } from '../compare.js';
import { METRICS, type BenchClip, type BenchPoint, type BenchResults } from '../results.js';
import { marker, rateChart, type ChartOptions, type Series } from './chart.js';
import type { ShownPoints } from './choose.js';
import { goalSentences, goalsTable } from '../goals-text.js';
import type { ClipGoals } from '../goal-figures.js';
import { GOAL, goalsOf } from '../goals.js';
import { lossesText } from '../losses.js';
import { escapeHtml, tableMarkup, type Cell } from './markup.js';
import { startPlayers } from './player.js';
import { STYLE } from './style.js';
import { differenceTables, effortTable, headline, lifeMarkup, pointsTable, ratesTable } from './tables.js';

const COLOURS: Readonly<Record<string, string>> = {
  dync: '#0e8290',
  'dync-sent': '#3a5f8a',
  'dync-classical': '#57b8a0',
  vvc: '#c8383f',
  x265: '#d98a1f',
  svtav1: '#5a6fc4',
  vp9: '#8c6bb1',
};

/** Decoded panels of one clip: the original, ours, and the rival where there is one. */
export interface ClipPictures {
  readonly shown: ShownPoints;
  readonly frameRate: FrameRate;
  readonly panels: readonly Panel[];
  /** Our stream of the point that is shown. */
  readonly stream: Uint8Array;
}

/**
 * The whole page.
 * @param sections markup of the clips, see {@link clipSection}
 * @param player script that defines `<dynamics-player>`; without it the streams themselves are not played
 */
export function pageMarkup(results: BenchResults, sections: readonly string[], player?: string): string {
  const rivals = rivalsOf(results, ownCodec(results));
  const lpips = results.lpips
    ? ''
    : ` <b>LPIPS is left out: ${escapeHtml(results.lpipsNote ?? 'no network was given')}.</b>`;
  const label = (id: string) => results.codecs.find((codec) => codec.id === id)?.label ?? id;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Bench of ${results.date}</title><style>${STYLE}</style></head>
<body><main>
<h1>Living scenes at a few kilobits per second</h1>
<p class="soft">${results.clips.length} clips, at most ${results.frames} frames each, rates aimed at: ${results.bitrates.map((rate) => rate / 1000).join(', ')} kbit/s. Measured on ${results.date}, ${escapeHtml(results.machine)}, Node ${escapeHtml(results.node)}.${lpips}</p>
${rivals.length === 0 ? '' : headline(results, ownCodec(results), rivals)}
<p class="note">Rates are BD-rates: the mean rate difference at equal quality, over the qualities that both codecs reach; negative means that this codec needs less. "Always better" means that its worst point beats the rival's best; in medians such clips count as best, or worst. "Over 30 %" means that the figure covers 30 % of this codec's quality range, "one point" that one of the codecs does not get better with rate. Nothing is extrapolated.</p>
${OWN_CODECS.map((own) => goalsMarkup(results, own)).join('')}
${lifeMarkup(results, [ownCodec(results), ...rivals])}
<ul class="toc">${results.clips.map(({ id }) => `<li><a href="#${escapeHtml(id)}">${escapeHtml(id)}</a></li>`).join('')}</ul>
${failures(results)}
${rivals.map((rival) => `<h2>BD-rate against ${escapeHtml(label(rival))}</h2>${differenceTables(results, ownCodec(results), rival)}`).join('')}
${losses(results, rivals)}
<h2>Speed and memory</h2>
${effortTable(results)}
<p class="note">Wall clock and CPU time (all threads) of encoder and decoder alone, one process for each; peak memory is that of the whole process, Node and the clip included. Streams made beforehand have the CPU time that their maker noted, on another machine.</p>
${sections.join('\n')}
${method(results)}
</main><script>(${startPlayers.toString()})()</script>${player === undefined ? '' : `<script>${player}</script>`}</body></html>
`;
}

/** Markup of one clip: player, frames, time slices, plots, figures. @param budget bytes for its video */
export async function clipSection(
  results: BenchResults,
  clip: BenchClip,
  pictures: ClipPictures | undefined,
  budget: number,
): Promise<string> {
  const rivals = rivalsOf(results, ownCodec(results));
  return `<section id="${escapeHtml(clip.id)}"><h2>${escapeHtml(clip.id)}</h2>
<p class="soft">${escapeHtml([clip.description, clip.category, `${clip.width}x${clip.height}`, `${clip.frames} frames at ${Math.round(clip.fps * 100) / 100} fps`].filter(Boolean).join('; '))}</p>
${pictures ? await picturesMarkup(results, clip, pictures, budget) : '<p class="note">Without pictures: the clip or a stream cannot be read, or a codec has changed since it was measured.</p>'}
${legend(results)}
<div class="charts">${charts(results, clip).map(rateChart).join('')}</div>
${rivals.length === 0 ? '' : `<h3>What the others need for the same quality, kbit/s</h3>${ratesTable(results, clip, ownCodec(results), rivals)}`}
<details><summary>All points</summary>${pointsTable(results, clip)}</details>
</section>`;
}

async function picturesMarkup(
  results: BenchResults,
  clip: BenchClip,
  { shown, panels, frameRate, stream }: ClipPictures,
  budget: number,
): Promise<string> {
  const captions = [
    { title: 'Original', text: '' },
    ...[shown.ours, shown.rival]
      .filter((point) => point !== undefined)
      .map((point) => ({ title: titleOf(results, point), text: captionOf(point) })),
  ];
  const { step } = panelLayout(clip.width, panels.length);
  const video = await panelVideo(panels, frameRate, budget);
  const strip = await frameStrip(panels);
  const slices = await timeSlices(panels);
  const withoutModel =
    parseHeader(stream).header.modelId === 0
      ? ''
      : '; its key pictures are restored without the learned model here, which a page of one file cannot carry';
  const names = captions.map(({ title }) => escapeHtml(title)).join(', ');
  return `<figure class="player" style="--panels:${panels.length}" data-width="${clip.width}" data-height="${clip.height}" data-step="${step}" data-frames="${clip.frames}" data-fps="${framesPerSecond(frameRate)}" data-autoplay="yes">
<div class="panels">${captions.map(({ title, text }) => `<div><p><b>${escapeHtml(title)}</b>${escapeHtml(text)}</p><canvas width="${clip.width}" height="${clip.height}" aria-label="${escapeHtml(title)}"></canvas></div>`).join('')}</div>
<div class="controls"><button data-do="play">Play</button><button data-do="back" aria-label="one frame back">&minus;1</button><button data-do="next" aria-label="one frame on">+1</button><input type="range" min="0" max="${clip.frames - 1}" value="0" aria-label="frame"><span class="frame">frame 0</span><button data-do="slow" aria-pressed="false">Slow</button><select aria-label="zoom"><option value="1">1x</option><option value="2">2x</option><option value="4">4x</option><option value="8">8x</option></select><button data-do="difference" aria-pressed="false">Difference x4</button></div>
<video playsinline muted loop></video><script type="text/plain">${video.url}</script></figure>
<details class="live"><summary>The stream itself, decoded in this page: ${shown.ours.bytes} bytes${withoutModel}</summary><dynamics-player src="data:;base64,${Buffer.from(stream).toString('base64')}" autoplay loop controls alt="${escapeHtml(clip.id)}, as this codec plays it"></dynamics-player></details>
<figure class="picture"><img src="${strip.url}" alt="frames ${strip.frames.join(', ')} of ${names}" loading="lazy"><figcaption>Frames ${strip.frames.join(', ')}; rows from above: ${names}.</figcaption></figure>
<figure class="picture"><img class="slices" src="${slices.url}" alt="row ${slices.row} over time" loading="lazy"><figcaption>Row ${slices.row} of the picture over time, downwards; from the left: ${names}. Waves are motion, straight lines a frozen picture.</figcaption></figure>`;
}

function titleOf(results: BenchResults, point: BenchPoint): string {
  return results.codecs.find(({ id }) => id === point.codec)?.label ?? point.codec;
}

function captionOf({ bytes, kbps, metrics, setting, codec }: BenchPoint): string {
  const lpips = metrics.lpips === undefined ? '' : `, LPIPS ${metrics.lpips.toFixed(3)}`;
  const life =
    metrics.energy === undefined
      ? ''
      : `${metrics.frechet === undefined ? '' : `, Frechet ${metrics.frechet.toFixed(3)}`}, energy ${metrics.energy.toFixed(2)}`;
  return `${bytes} bytes, ${kbps.toFixed(1)} kbit/s${isOwn(codec) ? '' : ` (${setting})`}${lpips}, tOF ${metrics.tof.toFixed(3)}${life}`;
}

function charts(results: BenchResults, clip: BenchClip): ChartOptions[] {
  const series = (value: (point: BenchPoint) => number | undefined, digits: number): Series[] =>
    results.codecs.map(({ id, label }) => ({
      label,
      colour: colourOf(id),
      points: clip.points.flatMap((point) => {
        const found = point.codec === id ? value(point) : undefined;
        return found === undefined
          ? []
          : [
              {
                kbps: point.kbps,
                value: found,
                title: `${point.setting}, ${point.kbps.toFixed(2)} kbit/s, ${found.toFixed(digits)}`,
              },
            ];
      }),
    }));
  const frozen = clip.points[0]?.metrics.tofFrozen;
  const natural = clip.nature?.frechet;
  const curves = METRICS.map(({ id, label, better, digits }): ChartOptions => ({
    title: label,
    better,
    series: series(({ metrics }) => metrics[id], digits),
    ...(id === 'tof' && frozen !== undefined ? { guide: { value: frozen, label: 'frozen picture' } } : {}),
    ...(id === 'frechet' && natural !== undefined ? { guide: { value: natural, label: 'nature' } } : {}),
  }));
  const energy: ChartOptions = {
    title: 'Energy',
    better: 'one',
    series: series(({ metrics }) => metrics.energy, 2),
    guide: { value: 1, label: '' },
  };
  const flicker: ChartOptions = {
    title: 'Flicker',
    better: 'one',
    series: series(({ metrics }) => metrics.flicker, 2),
    guide: { value: 1, label: '' },
  };
  const steps: ChartOptions = {
    title: 'tLPIPS x100',
    better: 'lower',
    series: series(({ metrics }) => metrics.tLpips, 2),
  };
  return [...curves.slice(0, 3), energy, flicker, steps, ...curves.slice(3)];
}

function legend(results: BenchResults): string {
  const entries = results.codecs.map(
    ({ id, label }, index) =>
      `<span><svg viewBox="0 0 14 14">${marker(index, 7, 7, colourOf(id))}</svg>${escapeHtml(label)}</span>`,
  );
  return `<div class="legend">${entries.join('')}</div>`;
}

function colourOf(codec: string): string {
  return COLOURS[codec] ?? '#777777';
}

function goalsMarkup(results: BenchResults, own: string): string {
  const goals = goalsOf(results, own);
  if (!goals) return '';
  const { head, rows } = goalsTable(goals);
  return `<h2>${escapeHtml(results.codecs.find(({ id }) => id === own)?.label ?? own)} against the goals</h2><ul>${goalSentences(
    goals,
  )
    .map((sentence) => `<li>${escapeHtml(sentence)}</li>`)
    .join('')}</ul>
${tableMarkup(
  head,
  rows.map((row, index) => goalCells(row, goals.clips[index])),
  '',
  true,
)}
<p class="note">VVC with the better of its settings at every rate. Figures at a rate are interpolated in its logarithm between encodes; "-" where there are none on both sides.</p>`;
}

/** Colours the ratios of a clip and its loss against a still picture. */
function goalCells(row: readonly string[], clip: ClipGoals | undefined): (string | Cell)[] {
  if (!clip) return [...row];
  const last = row.length - 1;
  return row.map((text, index): string | Cell => {
    if (index === 1 && clip.lpips.kind === 'measured')
      return { text, tone: clip.lpips.percent > 0 ? 'bad' : clip.lpips.percent <= GOAL.lpips ? 'good' : undefined };
    const ratio =
      index >= 3 && index < last && (index - 3) % 3 === 1 ? clip.atRates[(index - 4) / 3]?.ratio : undefined;
    if (ratio !== undefined) return { text, tone: ratio > 1 ? 'bad' : ratio <= GOAL.ratio ? 'good' : undefined };
    return index === last && text !== '' ? { text, tone: 'bad' } : text;
  });
}

function losses(results: BenchResults, rivals: readonly string[]): string {
  const found = rivals.flatMap((rival) => {
    const text = lossesText(results, ownCodec(results), rival);
    const label = results.codecs.find(({ id }) => id === rival)?.label ?? rival;
    return text === undefined
      ? []
      : [`<li><b>${escapeHtml(label)}</b> needs less rate than this codec ${escapeHtml(text)}.</li>`];
  });
  return found.length === 0 ? '' : `<h2>Where others win</h2><ul>${found.join('')}</ul>`;
}

function failures({ failures: all }: BenchResults): string {
  if (all.length === 0) return '';
  return `<h2>What could not be measured</h2>${tableMarkup(
    ['clip', 'codec', 'setting', 'reason'],
    all.map(({ clip, codec = '', setting = '', message }) => [clip, codec, setting, message]),
    'words',
  )}`;
}

function method(results: BenchResults): string {
  return `<h2>How it was measured</h2>
<p>Frames 1, 10, 19, ... against the original at the same place; motion on the pairs of each such frame with the next, each pair on its own, at full size. Samples are compared as 8-bit RGB the way OpenCV reads a file (BT.601 matrix, chroma repeated), so that figures agree with tools built on it.</p>
<p>PSNR over RGB; SSIM, MS-SSIM and GMSD on grey; CIEDE2000: colour difference, mean and what one sample in twenty exceeds; LPIPS v0.1 with SqueezeNet; tOF: mean endpoint difference in pixels between the optical flows of original and decoded clip, beside that of a frozen picture; Frechet: distance between the distributions of how deep features change within 1, 3 and 8 frames, over all frames; energy: temporal power in bands of space and frequency, decoded over original; spectrum and flow: distances of temporal spectra and of speeds in octaves; flow energy: mean speed, decoded over original; tLPIPS: difference of the LPIPS of consecutive frames; flicker: energy of frame differences, decoded over original; loop seam: last frame against first, in steps of the clip.</p>
<p>Curves run through the points that no other point of the same codec beats, so a codec with several settings counts with the better one at every rate. Videos here are the decoded frames coded once more as H.264 at high quality, to be seen in a browser; all figures are from the decoded frames themselves.</p>
${tableMarkup(
  ['codec', 'version', 'settings', 'command'],
  results.codecs.map(({ label, version, description, command }) => [label, version, description, command]),
  'words',
)}
<details><summary>Options of every point</summary>${tableMarkup(['codec', 'setting', 'options'], settingRows(results), 'words')}</details>`;
}

function settingRows(results: BenchResults): string[][] {
  const rows = new Map<string, string[]>();
  for (const { points } of results.clips)
    for (const { codec, setting, text } of points) rows.set(`${codec} ${setting}`, [codec, setting, text]);
  return [...rows.values()];
}
