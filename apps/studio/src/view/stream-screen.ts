import type { StreamInfo } from 'dynamics-codec';
import { element } from './element.js';
import { livePlayer } from './live-player.js';
import { streamActions } from './stream-actions.js';
import { byteSplit, headlineFigures, streamFacts } from './stream-facts.js';

/** A stream that was opened rather than made: plays it and tells its facts. */
export function streamScreen(bytes: Uint8Array<ArrayBuffer>, name: string, info: StreamInfo): HTMLElement {
  const heading = element('header', { class: 'clip-head' }, element('h2', { with: { tabIndex: -1 } }, name));
  const actions = streamActions({ bytes, name, width: info.width, height: info.height, learned: info.modelId !== 0 });
  return element(
    'div',
    { class: 'screen stream' },
    element('div', { class: 'main' }, heading, element('div', { class: 'stage player' }, livePlayer(bytes, name))),
    element(
      'div',
      { class: 'side' },
      element(
        'section',
        { class: 'panel', attributes: { 'aria-label': 'Size' } },
        headlineFigures(info),
        byteSplit(info),
        actions,
      ),
      element('section', { class: 'panel', attributes: { 'aria-label': 'Facts' } }, streamFacts(info)),
    ),
  );
}
