import type { Media } from '../media.js';

const ARROW_SECONDS = 1;

/** What a key does to a player that shows controls, as on a video. Keys that a button or slider of its own knows are left to it. */
export function pressKey(event: KeyboardEvent, host: Element, media: Media, toggleFullScreen: () => void): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const inside = event.composedPath()[0];
  const onSlider = inside instanceof HTMLInputElement;
  const arrow = getComputedStyle(host).direction === 'rtl' ? -ARROW_SECONDS : ARROW_SECONDS;
  const toggle = (): void => media.toggle();
  const go = (time: number) => (): void => {
    if (media.facts !== undefined) media.seek(time);
  };
  const actions: Record<string, (() => void) | false> = {
    ' ': !(inside instanceof HTMLButtonElement) && toggle,
    k: toggle,
    f: toggleFullScreen,
    ArrowLeft: !onSlider && go(media.time - arrow),
    ArrowRight: !onSlider && go(media.time + arrow),
    Home: go(0),
    End: go(media.duration),
  };
  const action = Object.hasOwn(actions, event.key) && actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
}
