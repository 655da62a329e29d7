import '@dynamics-codec/player';
import { element, icon } from './element.js';
import { bytesText } from './wording.js';

/** What a {@link startScreen} tells. */
export interface StartEvents {
  readonly onFile: (file: File) => void;
  readonly onSample: () => void;
}

/** A stream to show what the studio makes. */
export interface Showpiece {
  readonly url: string;
  readonly description: string;
}

/** Types that the file picker offers; anything may be dropped. */
export const ACCEPTED = 'video/*,image/*,.mkv,.mov,.ts,.dync';

/** Where a file is dropped or chosen, beside a stream that plays. */
export function startScreen(events: StartEvents, showpiece: Showpiece): HTMLElement {
  const input = filePicker('file', ACCEPTED, events.onFile);
  const zone = element(
    'label',
    { class: 'drop-zone', attributes: { for: 'file' } },
    element('span', { class: 'drop-icon' }, icon('open')),
    element(
      'span',
      { class: 'drop-words' },
      element('strong', {}, 'Drop a video or a photo here'),
      element('span', {}, 'MP4, MOV, WebM, MKV, GIF, JPEG, PNG or .dync'),
    ),
    element('span', { class: 'button-like' }, 'Choose a file'),
  );
  const sample = element(
    'button',
    { class: 'secondary', with: { type: 'button', onclick: events.onSample } },
    icon('play'),
    'Try the sample clip',
  );
  return element(
    'div',
    { class: 'screen start' },
    element(
      'div',
      { class: 'pitch' },
      element('h1', {}, 'A living scene in a few kilobytes.'),
      element(
        'p',
        { class: 'lead' },
        'A tree in the wind, a pond, a candle: this codec keeps one sharp picture and the few ways in which it moves. Drop in a clip filmed with a steady hand and see how small it gets, or a photograph and see it come alive.',
      ),
      element(
        'div',
        { class: 'entry' },
        input,
        zone,
        element(
          'div',
          { class: 'entry-foot' },
          sample,
          filePicker('photo', 'image/*', events.onFile),
          element(
            'label',
            { class: 'secondary button', attributes: { for: 'photo' } },
            icon('leaf'),
            'Animate a photograph',
          ),
          element('p', { class: 'promise' }, 'Everything happens in this tab. Nothing is uploaded.'),
        ),
      ),
    ),
    shown(showpiece),
  );
}

function filePicker(id: string, accept: string, onFile: (file: File) => void): HTMLInputElement {
  const input = element('input', {
    class: 'unseen',
    with: {
      type: 'file',
      accept,
      id,
      onchange: () => {
        const file = input.files?.[0];
        if (file !== undefined) onFile(file);
        input.value = '';
      },
    },
  });
  return input;
}

function shown({ url, description }: Showpiece): HTMLElement {
  const size = element('strong');
  const caption = element('figcaption', {}, 'A lake, played by this page.');
  const player = element('dynamics-player', {
    with: { autoplay: true, loop: true },
    attributes: { alt: description, src: url },
  });
  player.addEventListener('loadedmetadata', () => {
    const { info } = player;
    if (info === undefined) return;
    size.textContent = bytesText(info.bytes);
    caption.replaceChildren(size, ` for ${Math.round(info.duration)} seconds of this lake, played by this page.`);
  });
  return element('figure', { class: 'showpiece' }, player, caption);
}
