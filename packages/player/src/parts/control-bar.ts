import type { PlayerAttributes } from '../attributes.js';
import type { Media } from '../media.js';
import { CONTROL_STYLE } from './control-style.js';
import { pressKey } from './keyboard.js';

const PLAY = 'M8 5.5v13l11-6.5z';
const PAUSE = 'M7 5h3.5v14H7zM13.5 5H17v14h-3.5z';
const AGAIN = 'M12 5V1.5L7 6l5 4.5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z';
const STEPS = 1000;

/** What the bar shows. Times in seconds. */
export interface BarState {
  readonly paused: boolean;
  readonly ended: boolean;
  readonly time: number;
  readonly duration: number;
}

/** The bar at the foot of a player: play and pause, a slider, a clock. */
export class ControlBar {
  readonly element = document.createElement('div');
  readonly style = new CSSStyleSheet();
  private readonly button = document.createElement('button');
  private readonly slider = document.createElement('input');
  private readonly clock = document.createElement('span');
  private readonly path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  private duration = NaN;

  constructor(host: PlayerAttributes, media: Media) {
    this.style.replaceSync(CONTROL_STYLE);
    host.addEventListener('keydown', (event) => host.controls && pressKey(event, media));
    const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    icon.setAttribute('viewBox', '0 0 24 24');
    icon.setAttribute('aria-hidden', 'true');
    icon.append(this.path);
    this.button.type = 'button';
    this.button.part.add('button');
    this.button.append(icon);
    this.button.addEventListener('click', () => media.toggle());
    this.slider.type = 'range';
    this.slider.max = String(STEPS);
    this.slider.step = 'any';
    this.slider.part.add('slider');
    this.slider.setAttribute('aria-label', 'Position');
    this.slider.addEventListener('input', () => media.seek((this.slider.valueAsNumber / STEPS) * this.duration));
    this.clock.className = 'clock';
    this.clock.part.add('clock');
    this.element.className = 'bar';
    this.element.part.add('controls');
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', 'Playback');
    this.element.append(this.button, this.slider, this.clock);
  }

  /** Shows a state. */
  update({ paused, ended, time, duration }: BarState): void {
    const known = Number.isFinite(duration);
    this.duration = known ? duration : 0;
    this.path.setAttribute('d', ended ? AGAIN : paused ? PLAY : PAUSE);
    const label = ended ? 'Play again' : paused ? 'Play' : 'Pause';
    if (this.button.getAttribute('aria-label') !== label) this.button.setAttribute('aria-label', label);
    this.element.classList.toggle('idle', !paused);
    this.slider.disabled = !known;
    const share = known && duration > 0 ? Math.min(time / duration, 1) : 0;
    this.slider.valueAsNumber = share * STEPS;
    this.slider.style.setProperty('--done', `${100 * share}%`);
    const text = known ? `${time.toFixed(1)} / ${duration.toFixed(1)} s` : '';
    if (this.clock.textContent === text) return;
    this.clock.textContent = text;
    this.slider.setAttribute('aria-valuetext', known ? `${time.toFixed(1)} of ${duration.toFixed(1)} seconds` : '');
  }
}
