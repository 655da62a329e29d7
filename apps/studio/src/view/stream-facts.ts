import type { StreamInfo } from 'dynamics-codec';
import { framesPerSecond } from 'dynamics-codec/picture';
import { element } from './element.js';
import { bytesText, countText, rateText, secondsText } from './wording.js';

/** The size of a stream as the one large figure, with its rate below. */
export function headlineFigures(info: StreamInfo): HTMLElement {
  const [value, unit] = bytesText(info.bytes).split(' ');
  return element(
    'div',
    { class: 'headline' },
    element('p', { class: 'figure' }, element('strong', {}, value), element('span', {}, unit)),
    element(
      'p',
      { class: 'figure small' },
      element('strong', {}, rateText(info.bitrate)),
      element('span', {}, `${secondsText(info.duration)} of video`),
    ),
  );
}

/** Where the bytes went: a bar of key pictures, motion, statistics of drawn motion and the rest, with figures. */
export function byteSplit(info: StreamInfo): HTMLElement {
  const key = info.groups.reduce((sum, group) => sum + group.keyBytes, 0);
  const motion = info.groups.reduce((sum, group) => sum + group.motionBytes, 0);
  const drawn = info.groups.reduce((sum, group) => sum + group.statisticsBytes, 0);
  const parts = [
    { name: info.groups.length === 1 ? 'Key picture' : 'Key pictures', bytes: key, tone: 'key' },
    { name: 'Motion', bytes: motion, tone: 'motion' },
    { name: 'Drawn motion', bytes: drawn, tone: 'drawn' },
    { name: 'Header', bytes: info.overheadBytes, tone: 'rest' },
  ];
  const bar = element(
    'div',
    { class: 'split-bar', attributes: { 'aria-hidden': 'true' } },
    ...parts.map(({ bytes, tone }) => partOf(bytes, tone)),
  );
  const legend = parts.map(({ name, bytes, tone }) =>
    element(
      'li',
      {},
      element('span', { class: `dot ${tone}` }),
      name,
      element('span', { class: 'amount' }, `${countText(bytes)} · ${Math.round((100 * bytes) / info.bytes)} %`),
    ),
  );
  return element('div', { class: 'split' }, bar, element('ul', {}, ...legend));
}

function partOf(bytes: number, tone: string): HTMLElement {
  const part = element('span', { class: tone });
  part.style.flexGrow = String(bytes);
  return part;
}

/** Facts of a stream as a list of names and values. */
export function streamFacts(info: StreamInfo): HTMLElement {
  const modes = info.groups.map(({ modes: count }) => count);
  const loop = info.groups.find(({ loopFrames }) => loopFrames !== undefined);
  return factList([
    ['Picture', `${info.width} × ${info.height}`],
    [
      'Frames',
      `${info.frames} at ${framesPerSecond(info.frameRate)
        .toFixed(2)
        .replace(/\.?0+$/, '')} fps`,
    ],
    ['Groups of pictures', String(info.groups.length)],
    ['Motion modes', modes.length === 1 ? String(modes[0]) : modes.join(', ')],
    ['Key picture restored by', info.modelId === 0 ? 'sharpening' : `learned model ${info.modelId}`],
    ['Loops', loop === undefined ? 'no' : `without a seam, every ${loop.loopFrames ?? 0} frames`],
  ]);
}

/** A list of names and values. */
export function factList(facts: readonly (readonly [name: string, value: string])[]): HTMLElement {
  return element(
    'dl',
    { class: 'fact-list' },
    ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
}
