import { element } from './element.js';
import type { Limits } from './number-field.js';

/** A slider with its name and its value in words. */
export interface SliderRow {
  readonly node: HTMLElement;
  readonly value: number;
}

/** Makes a slider. @param say the value in words */
export function sliderRow(
  name: string,
  { lowest, highest, step, initial }: Limits & { readonly step: number; readonly initial: number },
  say: (value: number) => string,
  onInput: (value: number) => void = () => undefined,
): SliderRow {
  const shown = element('output', {}, say(initial));
  const slider = element('input', {
    with: {
      type: 'range',
      min: String(lowest),
      max: String(highest),
      step: String(step),
      value: String(initial),
      oninput: () => {
        shown.textContent = say(Number(slider.value));
        onInput(Number(slider.value));
      },
    },
  });
  return {
    node: element('label', { class: 'slider-row' }, element('span', {}, name), slider, shown),
    get value() {
      return Number(slider.value);
    },
  };
}
