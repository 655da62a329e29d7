import { choiceGroup, type ChoiceGroup } from './choice-group.js';
import { element } from './element.js';
import { clampTo, numberField } from './number-field.js';
import { sliderRow } from './slider-row.js';

const STRENGTH = { lowest: 0, highest: 4, step: 0.1, initial: 1 } as const;
const SECONDS = { lowest: 2, highest: 16, step: 1, initial: 8 } as const;
const QUALITY = { lowest: 1, highest: 100, step: 1, initial: 40 } as const;
const SEED = { lowest: 0, highest: 2 ** 31 - 1 } as const;
const SIDES = ['256', '384', '512', '768'] as const;

/** What an {@link AnimateForm} tells. */
export interface AnimateFormEvents {
  readonly onAnimate: () => void;
  readonly onPaint: (isPainting: boolean) => void;
  readonly onMaskFile: (file: File) => void;
  readonly onMaskClear: () => void;
}

/** How a photograph is to move. */
export class AnimateForm {
  readonly node: HTMLFormElement;
  private readonly sides: ChoiceGroup<(typeof SIDES)[number]>;
  private readonly strengthRow = sliderRow('Strength', STRENGTH, (value) => `${value}×`);
  private readonly secondsRow = sliderRow('Length', SECONDS, (value) => `${value} s`);
  private readonly qualityRow = sliderRow('Quality', QUALITY, String);
  private readonly seedField = numberField(0, SEED, 1, () => undefined);
  private readonly learnedBox = element('input', { with: { type: 'checkbox', checked: true } });
  private readonly clearButton: HTMLButtonElement;
  private readonly submitButton = element('button', { class: 'primary', with: { type: 'submit' } }, 'Animate');

  constructor(private readonly events: AnimateFormEvents) {
    this.sides = choiceGroup(
      'Longest side, pixels',
      SIDES.map((value) => ({ value, label: value })),
      '512',
      () => undefined,
    );
    this.clearButton = element(
      'button',
      { class: 'quiet', with: { type: 'button', hidden: true, onclick: events.onMaskClear } },
      'Clear',
    );
    this.node = element(
      'form',
      {
        class: 'settings panel',
        with: {
          onsubmit: (event) => {
            event.preventDefault();
            events.onAnimate();
          },
        },
        attributes: { 'aria-label': 'How the photograph moves' },
      },
      element(
        'div',
        { class: 'slider-rows' },
        this.strengthRow.node,
        this.secondsRow.node,
        this.qualityRow.node,
        this.seedRow(),
      ),
      this.sides.node,
      this.maskRow(),
      element(
        'label',
        { class: 'tick' },
        this.learnedBox,
        element('span', {}, 'Draw with the learned model, here and where it is played (9 MB, loaded once)'),
      ),
      this.submitButton,
    );
  }

  /** How strongly it moves; 1 is as guessed. */
  get strength(): number {
    return this.strengthRow.value;
  }

  /** Length of the loop. */
  get seconds(): number {
    return this.secondsRow.value;
  }

  /** Quality of the still, 1 to 100. */
  get quality(): number {
    return this.qualityRow.value;
  }

  /** Which motion it is. */
  get seed(): number {
    return clampTo(SEED, Math.round(Number(this.seedField.value)));
  }

  /** Longest side of the result, pixels. */
  get longestSide(): number {
    return Number(this.sides.value ?? '512');
  }

  /** Whether decoders shall draw with the learned model. */
  get learned(): boolean {
    return this.learnedBox.checked;
  }

  /** Shows whether there is a mask to clear. */
  showMask(isMasked: boolean): void {
    this.clearButton.hidden = !isMasked;
  }

  /** Says that a result is there which would be made anew. */
  showAgain(): void {
    this.submitButton.textContent = 'Animate again';
  }

  private seedRow(): HTMLElement {
    this.seedField.setAttribute('aria-label', 'Seed: which motion it is');
    const other = element(
      'button',
      {
        class: 'secondary',
        with: {
          type: 'button',
          onclick: () => {
            this.seedField.value = String(this.seed >= SEED.highest ? 0 : this.seed + 1);
            this.events.onAnimate();
          },
        },
      },
      'Move otherwise',
    );
    return element('div', { class: 'slider-row' }, element('span', {}, 'Seed'), this.seedField, other);
  }

  /** Painting is switched on: a finger on the picture scrolls the page until then. */
  private paintButton(): HTMLElement {
    const button = element(
      'button',
      {
        class: 'secondary',
        with: {
          type: 'button',
          onclick: () => {
            const isPainting = button.getAttribute('aria-pressed') !== 'true';
            button.setAttribute('aria-pressed', String(isPainting));
            this.events.onPaint(isPainting);
          },
        },
        attributes: { 'aria-pressed': 'false' },
      },
      'Paint',
    );
    return button;
  }

  private maskRow(): HTMLElement {
    const input = element('input', {
      class: 'unseen',
      with: {
        type: 'file',
        accept: 'image/*',
        id: 'mask-file',
        onchange: () => {
          const file = input.files?.[0];
          if (file !== undefined) this.events.onMaskFile(file);
          input.value = '';
        },
      },
    });
    return element(
      'div',
      { class: 'mask-row' },
      element('p', {}, 'All of it may move. Paint what shall stand still, or choose a mask: black stands still.'),
      element(
        'div',
        { class: 'button-row' },
        this.paintButton(),
        input,
        element('label', { class: 'secondary button', attributes: { for: 'mask-file' } }, 'Choose a mask'),
        this.clearButton,
      ),
    );
  }
}
