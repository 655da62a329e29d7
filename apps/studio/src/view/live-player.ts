import '@dynamics-codec/player';
import { element } from './element.js';
import { neuralFolder } from './neural-folder.js';
import { sliderRow } from './slider-row.js';

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
  return sliderRow(name, { lowest: 0, highest: most, step: 0.1, initial: 1 }, (value) => `${value}×`, set).node;
}
