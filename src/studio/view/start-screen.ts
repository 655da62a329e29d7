import { element, icon } from './element.js';

/** What a {@link startScreen} tells. */
export interface StartEvents {
  readonly onFile: (file: File) => void;
  readonly onSample: () => void;
}

/** Types that the file picker offers; anything may be dropped. */
export const ACCEPTED = 'video/*,.mkv,.mov,.ts,.dync';

/** Where a file is dropped or chosen. */
export function startScreen(events: StartEvents): HTMLElement {
  const input = element('input', {
    class: 'unseen',
    with: {
      type: 'file',
      accept: ACCEPTED,
      id: 'file',
      onchange: () => {
        const file = input.files?.[0];
        if (file !== undefined) events.onFile(file);
        input.value = '';
      },
    },
  });
  const zone = element(
    'label',
    { class: 'drop-zone', attributes: { for: 'file' } },
    element('span', { class: 'drop-icon' }, icon('open')),
    element('strong', {}, 'Drop a video here'),
    element('span', {}, 'or choose one: MP4, MOV, WebM, MKV — or a .dync stream'),
    element('span', { class: 'button-like' }, 'Choose a file'),
  );
  const sample = element('button', { class: 'secondary', with: { type: 'button', onclick: events.onSample } }, icon('play'), 'Try the sample clip');
  return element(
    'div',
    { class: 'screen start' },
    element(
      'div',
      { class: 'pitch' },
      element('h1', {}, 'A living scene in a few kilobytes.'),
      element('p', { class: 'lead' }, 'A tree in the wind, a pond, a candle: this codec keeps one sharp picture and the few ways in which it moves. Drop in a clip that was filmed with a steady hand and see how small it gets.'),
      element('p', { class: 'promise' }, 'Everything happens in this tab. Nothing is uploaded.'),
    ),
    element('div', { class: 'entry' }, input, zone, sample),
  );
}
