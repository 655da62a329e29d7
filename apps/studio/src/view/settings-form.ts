import type { RateTarget } from 'dynamics-codec';
import { choiceGroup } from './choice-group.js';
import { element } from './element.js';
import { clampTo, numberField } from './number-field.js';
import { bytesText, rateText } from './wording.js';

/** Shapes that a crop can be held to, as width over height; `whole` is all of the picture. */
export const SHAPES = {
  whole: undefined,
  square: 1,
  standard: 4 / 3,
  wide: 16 / 9,
  tall: 9 / 16,
  free: undefined,
} as const;

/** Name of a shape. */
export type Shape = keyof typeof SHAPES;

const RATE = { lowest: 3, highest: 40, initial: 8 } as const;
const BYTES = { lowest: 400, highest: 2_000_000 } as const;
const SIDES = [192, 256, 384, 512] as const;
const SIDE_LIMITS = { lowest: 64, highest: 1024 } as const;
const PRESETS = [
  { value: '4', label: 'Tiny', hint: '4 kbit/s' },
  { value: '8', label: 'Small', hint: '8 kbit/s' },
  { value: '15', label: 'Fine', hint: '15 kbit/s' },
  { value: '30', label: 'Rich', hint: '30 kbit/s' },
] as const;

/** What a {@link SettingsForm} tells. */
export interface SettingsEvents {
  readonly onShape: (shape: Shape) => void;
  readonly onChange: () => void;
  readonly onEncode: () => void;
}

/** Shape, size and rate of an encode. */
export class SettingsForm {
  readonly node: HTMLFormElement;
  private readonly summary = element('p', { class: 'summary' });
  private readonly side: HTMLInputElement;
  private readonly rate: HTMLInputElement;
  private readonly rateNumber: HTMLInputElement;
  private readonly bytes: HTMLInputElement;
  private readonly rivalBox: HTMLInputElement;
  private readonly learnedBox: HTMLInputElement;
  private readonly presets;
  private readonly shapes;
  private unit: 'rate' | 'bytes' = 'rate';

  constructor(private readonly events: SettingsEvents) {
    this.shapes = choiceGroup<Shape>(
      'Shape',
      [
        { value: 'whole', label: 'Whole' },
        { value: 'square', label: '1:1' },
        { value: 'standard', label: '4:3' },
        { value: 'wide', label: '16:9' },
        { value: 'tall', label: '9:16' },
        { value: 'free', label: 'Free' },
      ],
      'whole',
      events.onShape,
    );
    this.side = numberField(256, SIDE_LIMITS, 2, () => {
      sides.value = SIDES.map(String).find((value) => value === this.side.value);
      events.onChange();
    });
    this.side.setAttribute('aria-label', 'Longest side in pixels');
    const sides = choiceGroup(
      'Longest side, pixels',
      SIDES.map((value) => ({ value: String(value), label: String(value) })),
      '256',
      (value) => {
        this.side.value = value;
        events.onChange();
      },
    );
    sides.node.querySelector('.choice-row')!.append(this.side);
    this.presets = choiceGroup<string>('Rate', PRESETS, String(RATE.initial), (value) => this.setRate(Number(value)));
    this.rate = element('input', {
      with: {
        type: 'range',
        min: String(RATE.lowest),
        max: String(RATE.highest),
        step: '0.5',
        value: String(RATE.initial),
        oninput: () => this.setRate(Number(this.rate.value)),
      },
      attributes: { 'aria-label': 'Rate in kilobits per second' },
    });
    this.rateNumber = numberField(RATE.initial, RATE, 0.5, () => this.setRate(Number(this.rateNumber.value)));
    this.rateNumber.setAttribute('aria-label', 'Rate in kilobits per second');
    this.bytes = numberField(4000, BYTES, 1, events.onChange);
    this.bytes.setAttribute('aria-label', 'Size of the file in bytes');
    this.rivalBox = element('input', { with: { type: 'checkbox', checked: true } });
    this.learnedBox = element('input', { with: { type: 'checkbox' } });
    this.node = element(
      'form',
      {
        class: 'settings panel',
        with: {
          noValidate: false,
          onsubmit: (event) => {
            event.preventDefault();
            events.onEncode();
          },
        },
        attributes: { 'aria-label': 'Settings of the encode' },
      },
      this.shapes.node,
      sides.node,
      this.rateFields(),
      element(
        'label',
        { class: 'tick' },
        this.learnedBox,
        element('span', {}, 'Restore key pictures with the learned model (9 MB, loaded once)'),
      ),
      element(
        'label',
        { class: 'tick' },
        this.rivalBox,
        element('span', {}, 'Compare with a codec of this browser at the same bytes'),
      ),
      this.summary,
      element('button', { class: 'primary', with: { type: 'submit' } }, 'Encode'),
    );
  }

  /** Longest side of the result, pixels. */
  get longestSide(): number {
    return clampTo(SIDE_LIMITS, Math.round(Number(this.side.value)));
  }

  /** What the encoder is to aim at. */
  get target(): RateTarget {
    return this.unit === 'rate'
      ? { bitrate: 1000 * clampTo(RATE, Number(this.rate.value)) }
      : { bytes: clampTo(BYTES, Math.round(Number(this.bytes.value))) };
  }

  /** Whether a rival is asked for. */
  get rival(): boolean {
    return this.rivalBox.checked;
  }

  /** Whether key pictures are to be restored by the learned model. */
  get learned(): boolean {
    return this.learnedBox.checked;
  }

  /** Shows which shape the crop has, where it was changed by hand. */
  showShape(shape: Shape): void {
    this.shapes.value = shape;
  }

  /** Says in a line what would be made. */
  describe(width: number, height: number, frames: number, seconds: number): void {
    const { target } = this;
    const bytes = 'bytes' in target ? target.bytes : 'bitrate' in target ? (target.bitrate * seconds) / 8 : 0;
    this.summary.replaceChildren(
      element('strong', {}, `${width} × ${height}`),
      ` · ${frames} frames · at most `,
      element('strong', {}, bytesText(bytes)),
      this.unit === 'bytes' ? ` · ${rateText((bytes * 8) / seconds)}` : '',
    );
  }

  private setRate(kilobits: number): void {
    const value = clampTo(RATE, kilobits);
    this.rate.value = String(value);
    if (document.activeElement !== this.rateNumber) this.rateNumber.value = String(value);
    this.presets.value = PRESETS.find((preset) => Number(preset.value) === value)?.value;
    this.events.onChange();
  }

  private rateFields(): HTMLElement {
    const byRate = element(
      'div',
      { class: 'rate-fields' },
      this.presets.node,
      element(
        'div',
        { class: 'slider-row' },
        this.rate,
        element('label', { class: 'with-unit' }, this.rateNumber, 'kbit/s'),
      ),
    );
    const byBytes = element(
      'div',
      { class: 'rate-fields', with: { hidden: true } },
      element('label', { class: 'with-unit' }, this.bytes, 'bytes'),
    );
    this.presets.node.classList.add('no-legend');
    const units = choiceGroup<'rate' | 'bytes'>(
      'Target',
      [
        { value: 'rate', label: 'Bits per second' },
        { value: 'bytes', label: 'Bytes' },
      ],
      'rate',
      (unit) => {
        this.unit = unit;
        byRate.hidden = unit !== 'rate';
        byBytes.hidden = unit !== 'bytes';
        this.events.onChange();
      },
    );
    return element('div', { class: 'rate' }, units.node, byRate, byBytes);
  }
}
