import '@dynamics-codec/player';
import { element } from './element.js';
import { neuralFolder } from './neural-folder.js';

/**
 * A player of a stream with a slider for the strength of its motion.
 * @param label what the player shows, for screen readers
 */
export function livePlayer(bytes: Uint8Array<ArrayBuffer>, label: string): HTMLElement {
  const player = element('dynamics-player', {
    with: { srcObject: bytes, autoplay: true, loop: true, controls: true },
    attributes: { alt: label, models: neuralFolder() },
  });
  const shown = element('output', {}, '1×');
  const motion = element('input', {
    with: {
      type: 'range',
      min: '0',
      max: '3',
      step: '0.1',
      value: '1',
      oninput: () => {
        player.motion = Number(motion.value);
        shown.textContent = `${motion.value}×`;
      },
    },
  });
  return element(
    'div',
    { class: 'live' },
    player,
    element('label', { class: 'slider-row' }, element('span', {}, 'Motion'), motion, shown),
  );
}
