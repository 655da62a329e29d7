import { element, icon } from './element.js';

/** Stages of some work in order, of which one is being done. */
export interface StageList {
  readonly node: HTMLElement;
  /** Shows which stage is being done: those before it are over. */
  show(current: number): void;
}

/** Makes a list of stages. */
export function stageList(labels: readonly string[]): StageList {
  const items = labels.map((label) => element('li', {}, element('span', { class: 'mark' }, icon('tick')), label));
  return {
    node: element('ol', { class: 'stages' }, ...items),
    show: (current) =>
      items.forEach((item, index) => {
        item.className = index < current ? 'done' : index === current ? 'now' : '';
        if (index === current) item.setAttribute('aria-current', 'step');
        else item.removeAttribute('aria-current');
      }),
  };
}
