import { framesPerSecond } from 'dynamics-codec/picture';
import type { EncodeResult, FrameFigures } from '../work/protocol.js';
import { Comparison, type Version } from './comparison.js';
import { element, icon } from './element.js';
import { livePlayer } from './live-player.js';
import { mean, qualityChart, type QualityLine } from './quality-chart.js';
import { streamActions } from './stream-actions.js';
import { byteSplit, factList, headlineFigures, streamFacts } from './stream-facts.js';
import { baseName, bytesText, rateText, secondsText } from './wording.js';

/** What people should know before they compare figures. */
const WHY_FIGURES_DIFFER =
  'PSNR and SSIM compare pixel by pixel, so a leaf that sways as in nature but one pixel away counts as an error, and a blurred one that stands still hardly does: GMSD (0 is the original) compares edges at half the size, which agrees better with viewers, and sharpness and movement say how much of both is there.';

/** What a {@link ResultScreen} needs besides the result. */
export interface ResultOptions {
  /** Name of the clip's file. */
  readonly source: string;
  /** Bits per second of the clip's file. */
  readonly sourceRate: number;
  readonly onBack: () => void;
}

/** Shows a finished encode: comparison, figures, download. */
export class ResultScreen {
  readonly node: HTMLElement;
  private readonly comparison: Comparison;

  constructor(result: EncodeResult, options: ResultOptions) {
    const { info, stream } = result;
    const name = `${baseName(options.source)}.dync`;
    this.comparison = new Comparison({
      versions: versionsOf(result, options),
      rate: framesPerSecond(info.frameRate),
      player: livePlayer(stream, `${options.source}, encoded`),
    });
    const back = element(
      'button',
      { class: 'quiet', with: { type: 'button', onclick: options.onBack } },
      icon('back'),
      'Change the settings',
    );
    this.node = element(
      'div',
      {
        class: 'screen result',
        attributes: { 'data-encode-time': result.encodeTime.toFixed(0), 'data-bytes': String(info.bytes) },
      },
      element(
        'div',
        { class: 'main' },
        element('header', { class: 'clip-head' }, element('h2', { with: { tabIndex: -1 } }, name), back),
        this.comparison.node,
        ...notes(result),
      ),
      element(
        'div',
        { class: 'side' },
        element(
          'section',
          { class: 'panel', attributes: { 'aria-label': 'Size' } },
          headlineFigures(info),
          byteSplit(info),
          streamActions({ bytes: stream, name, width: info.width, height: info.height, learned: info.modelId !== 0 }),
        ),
        element(
          'section',
          { class: 'panel', attributes: { 'aria-label': 'Quality' } },
          qualityTable(result),
          element('p', { class: 'explains' }, WHY_FIGURES_DIFFER),
        ),
      ),
      element(
        'div',
        { class: 'more' },
        element('section', { class: 'panel', attributes: { 'aria-label': 'Frame by frame' } }, ...charts(result)),
        element(
          'section',
          { class: 'panel', attributes: { 'aria-label': 'Facts' } },
          streamFacts(info),
          factList([['Encoded in', secondsText(result.encodeTime / 1000)]]),
        ),
      ),
    );
  }

  /** Ends everything that runs. */
  close(): void {
    this.comparison.close();
  }
}

function versionsOf(result: EncodeResult, { sourceRate }: ResultOptions): Version[] {
  const { info, original, decoded, rival } = result;
  const ours = { name: 'Dynamics', caption: `${bytesText(info.bytes)} · ${rateText(info.bitrate)}`, frames: decoded };
  const versions = [{ name: 'Original', caption: rateText(sourceRate), frames: original }, ours];
  if (rival === undefined) return versions;
  return [
    ...versions,
    { name: rival.codec, caption: `${bytesText(rival.bytes)} · ${rateText(rivalRate(result))}`, frames: rival.frames },
  ];
}

function rivalRate({ rival, original, info }: EncodeResult): number {
  return ((rival?.bytes ?? 0) * 8 * framesPerSecond(info.frameRate)) / original.count;
}

function notes({ report, rival, rivalProblem, info, original }: EncodeResult): HTMLElement[] {
  const lines = [
    report.note,
    report.caution,
    rival === undefined || rival.fits
      ? undefined
      : `${rival.codec} as this browser encodes it cannot go as low: its smallest encode takes ${bytesText(rival.bytes)}, ${(rival.bytes / info.bytes).toFixed(1)} times ours.`,
    rivalProblem === undefined ? undefined : `No comparison with a conventional codec: ${rivalProblem}.`,
    original.count < info.frames
      ? `The comparison shows the first ${original.count} of ${info.frames} frames, to save memory.`
      : undefined,
  ];
  return lines.filter((line) => line !== undefined).map((line) => element('p', { class: 'note' }, line));
}

function qualityTable({ info, figures, rival }: EncodeResult): HTMLElement {
  const sides = [
    { name: 'Dynamics', bytes: info.bytes, figures, tone: 'ours' },
    ...(rival === undefined ? [] : [{ name: rival.codec, ...rival, tone: 'rival' }]),
  ];
  const heads = sides.map(({ name, tone }) =>
    element('th', { attributes: { scope: 'col' } }, element('span', { class: `dot ${tone}` }), name),
  );
  const row = (name: string, textOf: (bytes: number, figures: FrameFigures) => string): HTMLElement =>
    element(
      'tr',
      {},
      element('th', { attributes: { scope: 'row' } }, name),
      ...sides.map((side) => element('td', {}, textOf(side.bytes, side.figures))),
    );
  return element(
    'table',
    { class: 'quality' },
    element('thead', {}, element('tr', {}, element('td', {}), ...heads)),
    element(
      'tbody',
      {},
      row('Size', (bytes) => bytesText(bytes)),
      row('PSNR', (_, { psnr }) => `${mean(psnr).toFixed(2)} dB`),
      row('SSIM', (_, { ssim }) => mean(ssim).toFixed(4)),
      row('GMSD', (_, { gmsd }) => gmsd.toFixed(3)),
      row('Sharpness', (_, { sharpness }) => shareText(sharpness)),
      row('Movement', (_, { movement }) => shareText(movement)),
    ),
  );
}

/** `87 %` */
function shareText(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function charts({ figures, rival }: EncodeResult): HTMLElement[] {
  const lines = (pick: 'psnr' | 'ssim'): QualityLine[] => [
    ...(rival === undefined ? [] : [{ name: rival.codec, tone: 'rival' as const, values: rival.figures[pick] }]),
    { name: 'Dynamics', tone: 'ours', values: figures[pick] },
  ];
  return [qualityChart('PSNR, dB', lines('psnr'), 1), qualityChart('SSIM', lines('ssim'), 3)];
}
