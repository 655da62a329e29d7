import { clamp } from 'dynamics-codec/math';
import { element } from './element.js';

/** Lowest and highest value of a field. */
export interface Limits {
  readonly lowest: number;
  readonly highest: number;
}

/** A number within limits; the lowest where it is none. */
export function clampTo({ lowest, highest }: Limits, value: number): number {
  return Number.isFinite(value) ? clamp(value, lowest, highest) : lowest;
}

/** A field for a number. */
export function numberField(value: number, limits: Limits, step: number, onInput: () => void): HTMLInputElement {
  return element('input', {
    class: 'number',
    with: {
      type: 'number',
      inputMode: 'decimal',
      min: String(limits.lowest),
      max: String(limits.highest),
      step: String(step),
      value: String(value),
      required: true,
      oninput: onInput,
    },
  });
}
