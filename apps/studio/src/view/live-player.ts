import '@dynamics-codec/player';
import { element } from './element.js';
import { neuralFolder } from './neural-folder.js';

/**
 * A player of a stream with sliders for the strength of its motion and of what of it is drawn.
 * @param label what the player shows, for screen readers
 */
export function livePlayer(bytes: Uint8Array<ArrayBuffer>, label: string): HTMLElement {
  const player = element('dynamics-player', {
    with: { srcObject: bytes, autoplay: true, loop: true, controls: true },
    attributes: { alt: label, models: neuralFolder() },
  });
  return element(
    'div',
    { class: 'live' },
    player,
    dial('Motion', 3, (value) => (player.motion = value)),
    dial('Liveliness', 2, (value) => (player.liveliness = value)),
  );
}

/** A slider from 0 to `most` that begins at 1. */
function dial(name: string, most: number, set: (value: number) => void): HTMLElement {
  const shown = element('output', {}, '1×');
  const slider = element('input', {
    with: {
      type: 'range',
      min: '0',
      max: String(most),
      step: '0.1',
      value: '1',
      oninput: () => {
        set(Number(slider.value));
        shown.textContent = `${slider.value}×`;
      },
    },
  });
  return element('label', { class: 'slider-row' }, element('span', {}, name), slider, shown);
}
