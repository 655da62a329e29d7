import type { PlayerAttributes } from '../attributes.js';
import type { Media } from '../media.js';
import { CONTROL_STYLE } from './control-style.js';
import { pressKey } from './keyboard.js';

const PLAY = 'M8 5.5v13l11-6.5z';
const PAUSE = 'M7 5h3.5v14H7zM13.5 5H17v14h-3.5z';
const AGAIN = 'M12 5V1.5L7 6l5 4.5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z';
const FULL = 'M5 5h6v2H7v4H5zM13 5h6v6h-2V7h-4zM5 13h2v4h4v2H5zM17 13h2v6h-6v-2h4z';
const NOT_FULL = 'M9 5h2v6H5V9h4zM13 5h2v4h4v2h-6zM5 13h6v6H9v-4H5zM13 13h6v2h-4v4h-2z';
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
  private readonly play = new IconButton();
  private readonly fullScreen = new IconButton();
  private readonly slider = document.createElement('input');
  private readonly clock = document.createElement('span');
  private duration = NaN;

  constructor(host: PlayerAttributes, media: Media) {
    this.style.replaceSync(CONTROL_STYLE);
    const toggleFullScreen = (): void => void switchFullScreen(host).catch(() => undefined);
    host.addEventListener('keydown', (event) => host.controls && pressKey(event, host, media, toggleFullScreen));
    host.addEventListener('fullscreenchange', () => this.showFullScreen(host));
    this.play.element.addEventListener('click', () => media.toggle());
    this.fullScreen.element.addEventListener('click', toggleFullScreen);
    this.fullScreen.element.hidden = !document.fullscreenEnabled;
    this.showFullScreen(host);
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
    this.element.append(this.play.element, this.slider, this.clock, this.fullScreen.element);
  }

  /** Shows a state. */
  update({ paused, ended, time, duration }: BarState): void {
    const known = Number.isFinite(duration);
    this.duration = known ? duration : 0;
    if (ended) this.play.show(AGAIN, 'Play again');
    else if (paused) this.play.show(PLAY, 'Play');
    else this.play.show(PAUSE, 'Pause');
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

  private showFullScreen(host: Element): void {
    if (isFullScreen(host)) this.fullScreen.show(NOT_FULL, 'Exit full screen');
    else this.fullScreen.show(FULL, 'Full screen');
  }
}

/** A button with an icon and a name. */
class IconButton {
  readonly element = document.createElement('button');
  private readonly path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  private label = '';

  constructor() {
    const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    icon.setAttribute('viewBox', '0 0 24 24');
    icon.setAttribute('aria-hidden', 'true');
    icon.append(this.path);
    this.element.type = 'button';
    this.element.part.add('button');
    this.element.append(icon);
  }

  show(path: string, label: string): void {
    if (label === this.label) return;
    this.label = label;
    this.path.setAttribute('d', path);
    this.element.setAttribute('aria-label', label);
  }
}

/** Whether an element fills the screen; in a shadow tree, its own root knows. */
function isFullScreen(element: Element): boolean {
  return (element.getRootNode() as Document | ShadowRoot).fullscreenElement === element;
}

async function switchFullScreen(element: Element): Promise<void> {
  if (isFullScreen(element)) await document.exitFullscreen();
  else await element.requestFullscreen();
}
