import { element, svgElement } from './element.js';

/** A line of a {@link qualityChart}. */
export interface QualityLine {
  readonly name: string;
  /** Class of the line's colour. */
  readonly tone: 'ours' | 'rival';
  readonly values: Float32Array;
}

const WIDTH = 320;
const HEIGHT = 96;
const MARGIN = { left: 34, right: 6, top: 8, bottom: 16 };

/** One figure per frame, as lines over time. */
export function qualityChart(title: string, lines: readonly QualityLine[], decimals: number): HTMLElement {
  const all = lines.flatMap(({ values }) => [...values]);
  const low = Math.min(...all);
  const high = Math.max(...all);
  const room = Math.max((high - low) * 0.12, 10 ** -decimals);
  const [bottom, top] = [low - room, high + room];
  const frames = Math.max(...lines.map(({ values }) => values.length));
  const x = (frame: number): number =>
    MARGIN.left + (frame / Math.max(1, frames - 1)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number): number =>
    MARGIN.top + ((top - value) / (top - bottom)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const label = (text: string, at: number, across: number, anchor: string): SVGTextElement => {
    const node = svgElement('text', { x: across, y: at, 'text-anchor': anchor });
    node.textContent = text;
    return node;
  };
  const grid = [low, high].map((value) =>
    svgElement('line', { x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: y(value), y2: y(value), class: 'grid' }),
  );
  const paths = lines.map(({ values, tone }) =>
    svgElement('polyline', {
      class: tone,
      points: [...values].map((value, frame) => `${x(frame).toFixed(1)},${y(value).toFixed(1)}`).join(' '),
    }),
  );
  const summary = `${title} per frame: ${lines.map(({ name, values }) => `${name} ${mean(values).toFixed(decimals)} on average`).join(', ')}`;
  const chart = svgElement(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': summary },
    ...grid,
    ...(high - low > 10 ** -decimals ? [label(high.toFixed(decimals), y(high) + 3, MARGIN.left - 4, 'end')] : []),
    label(low.toFixed(decimals), y(low) + 3, MARGIN.left - 4, 'end'),
    label('frame 1', HEIGHT - 3, MARGIN.left, 'start'),
    label(String(frames), HEIGHT - 3, WIDTH - MARGIN.right, 'end'),
    ...paths,
  );
  return element('figure', { class: 'chart' }, element('figcaption', {}, title), chart as unknown as HTMLElement);
}

/** Mean of the values; 0 of none. */
export function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}
