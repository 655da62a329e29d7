type Child = Node | string | undefined;
type Properties<E> = { readonly [K in keyof E]?: E[K] };

/** What an element is made with: attributes by their names, properties and handlers in `with`. */
export interface Make<E> {
  readonly class?: string;
  readonly with?: Properties<E>;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Makes an element with children; strings become text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  make: Make<HTMLElementTagNameMap[K]> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  if (make.class !== undefined) node.className = make.class;
  for (const [name, value] of Object.entries(make.attributes ?? {})) node.setAttribute(name, value);
  Object.assign(node, make.with);
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an SVG element. */
export function svgElement<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>>,
  ...children: Node[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

const ICONS = {
  play: 'M8 5.5v13l11-6.5z',
  pause: 'M7 5h3.5v14H7zM13.5 5H17v14h-3.5z',
  open: 'M12 16V5m0 0L7.5 9.5M12 5l4.5 4.5M5 16v2.5h14V16',
  download: 'M12 5v11m0 0 4.5-4.5M12 16l-4.5-4.5M5 16v2.5h14V16',
  copy: 'M9 9V5h10v10h-4M5 9h10v10H5z',
  back: 'M14.5 6 8.5 12l6 6',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 3v2m0 14v2M3 12h2m14 0h2M5.6 5.6 7 7m10 10 1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4',
  leaf: 'M6 18C6 10 10 6 19 5c0 9-4 13-11 13m-2 2c1.5-5 4-8 7.5-10',
  tick: 'm5 12.5 4.5 4.5L19 7.5',
} as const;

/** A 24-pixel icon in the colour of the text; play and pause are filled, the others drawn. */
export function icon(name: keyof typeof ICONS): SVGSVGElement {
  const filled = name === 'play' || name === 'pause';
  const path = svgElement(
    'path',
    filled
      ? { d: ICONS[name], fill: 'currentColor' }
      : {
          d: ICONS[name],
          fill: 'none',
          stroke: 'currentColor',
          'stroke-width': 1.7,
          'stroke-linecap': 'round',
          'stroke-linejoin': 'round',
        },
  );
  return svgElement('svg', { viewBox: '0 0 24 24', width: 20, height: 20, 'aria-hidden': 'true' }, path);
}
