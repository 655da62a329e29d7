import { element } from './element.js';

/** One of the choices of a {@link choiceGroup}. */
export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  /** A second, quieter line. */
  readonly hint?: string;
}

/** A row of choices of which one holds. */
export interface ChoiceGroup<T extends string> {
  readonly node: HTMLElement;
  value: T | undefined;
}

let groups = 0;

/** A row of radio buttons drawn as one bar; arrow keys move between them as the browser has it. */
export function choiceGroup<T extends string>(
  label: string,
  choices: readonly Choice<T>[],
  initial: T | undefined,
  onChoose: (value: T) => void,
): ChoiceGroup<T> {
  const name = `choice-${groups++}`;
  const inputs = choices.map(({ value }) =>
    element('input', {
      with: { type: 'radio', name, value, checked: value === initial, onchange: () => onChoose(value) },
    }),
  );
  const items = choices.map((choice, index) =>
    element(
      'label',
      { class: 'choice' },
      inputs[index],
      element('span', {}, choice.label, choice.hint === undefined ? undefined : element('small', {}, choice.hint)),
    ),
  );
  const node = element(
    'fieldset',
    { class: 'choices' },
    element('legend', {}, label),
    element('div', { class: 'choice-row' }, ...items),
  );
  return {
    node,
    get value() {
      return choices[inputs.findIndex((input) => input.checked)]?.value;
    },
    set value(value) {
      inputs.forEach((input, index) => (input.checked = choices[index]!.value === value));
    },
  };
}
