import { frontOf, type Better } from '@dynamics-codec/metrics';

/** Points of one codec in a plot. */
export interface Series {
  readonly label: string;
  readonly colour: string;
  readonly points: readonly { readonly kbps: number; readonly value: number; readonly title: string }[];
}

/** A plot of a figure over the rate. */
export interface ChartOptions {
  readonly title: string;
  readonly better: Better | 'one';
  readonly series: readonly Series[];
  /** A horizontal line to compare with. */
  readonly guide?: { readonly value: number; readonly label: string };
}

const WIDTH = 360;
const HEIGHT = 232;
const LEFT = 46;
const RIGHT = 10;
const TOP = 30;
const BOTTOM = 34;
const RATES = [1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 500, 1000, 2000, 5000];

/**
 * A rate-distortion plot as an SVG element: rate on a logarithmic axis, one colour and marker for each codec, a line
 * through the points that no other point of the same codec beats, fainter markers for the others.
 */
export function rateChart({ title, better, series, guide }: ChartOptions): string {
  const all = series.flatMap(({ points }) => points);
  if (all.length === 0) return '';
  const rates = padded(
    all.map(({ kbps }) => Math.log(kbps)),
    0.06,
  );
  const values = padded([...all.map(({ value }) => value), ...(guide ? [guide.value] : [])], 0.08);
  const x = (kbps: number) => LEFT + ((Math.log(kbps) - rates.low) / (rates.high - rates.low)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number) =>
    HEIGHT - BOTTOM - ((value - values.low) / (values.high - values.low)) * (HEIGHT - TOP - BOTTOM);
  const hint = better === 'one' ? '1 is right' : `${better} is better`;
  return [
    `<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title} over the rate">`,
    `<text class="chart-title" x="${LEFT}" y="15">${title}</text><text class="chart-hint" x="${WIDTH - RIGHT}" y="15" text-anchor="end">${hint}</text>`,
    ...valueTicks(values).map(
      (tick) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fix(y(tick))}" y2="${fix(y(tick))}"/><text class="tick" x="${LEFT - 6}" y="${fix(y(tick) + 4)}" text-anchor="end">${Number(tick.toPrecision(6))}</text>`,
    ),
    ...rateTicks(rates).map(
      (tick) =>
        `<line class="grid" x1="${fix(x(tick))}" x2="${fix(x(tick))}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/><text class="tick" x="${fix(x(tick))}" y="${HEIGHT - BOTTOM + 15}" text-anchor="middle">${tick}</text>`,
    ),
    `<text class="tick" x="${WIDTH - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">kbit/s</text>`,
    ...(guide
      ? [
          `<line class="guide" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fix(y(guide.value))}" y2="${fix(y(guide.value))}"/><text class="tick" x="${WIDTH - RIGHT - 2}" y="${fix(y(guide.value) - 4)}" text-anchor="end">${guide.label}</text>`,
        ]
      : []),
    ...series.map((entry, index) => seriesMarkup(entry, index, better, x, y)),
    '</svg>',
  ].join('');
}

function seriesMarkup(
  { label, colour, points }: Series,
  index: number,
  better: ChartOptions['better'],
  x: (kbps: number) => number,
  y: (value: number) => number,
): string {
  const sorted = [...points].sort((a, b) => a.kbps - b.kbps);
  const front = new Set(
    better === 'one'
      ? sorted.map(({ kbps }) => kbps)
      : frontOf(
          sorted.map(({ kbps, value }) => ({ rate: kbps, quality: value })),
          better,
        ).map(({ rate }) => rate),
  );
  const path = sorted
    .filter(({ kbps }) => front.has(kbps))
    .map(({ kbps, value }, i) => `${i === 0 ? 'M' : 'L'}${fix(x(kbps))} ${fix(y(value))}`)
    .join('');
  const line =
    better === 'one'
      ? ''
      : `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${index === 0 ? 2.5 : 1.6}"/>`;
  const marks = sorted.map(({ kbps, value, title }) => {
    const faint = front.has(kbps) ? '' : ' opacity="0.35"';
    return `<g${faint}>${marker(index, x(kbps), y(value), colour)}<title>${label}: ${title}</title></g>`;
  });
  return line + marks.join('');
}

/** Marker of the n-th codec, so that plots can be read without colours. */
export function marker(index: number, x: number, y: number, colour: string): string {
  const r = index === 0 ? 4.5 : 3.8;
  switch (index % 5) {
    case 0:
      return `<circle cx="${fix(x)}" cy="${fix(y)}" r="${r}" fill="${colour}"/>`;
    case 1:
      return `<rect x="${fix(x - r)}" y="${fix(y - r)}" width="${2 * r}" height="${2 * r}" fill="${colour}"/>`;
    case 2:
      return `<path d="M${fix(x)} ${fix(y - r - 1)}l${r + 1} ${2 * r + 1}h${-2 * r - 2}z" fill="${colour}"/>`;
    case 3:
      return `<path d="M${fix(x)} ${fix(y - r - 1)}l${r + 1} ${r + 1}l${-r - 1} ${r + 1}l${-r - 1} ${-r - 1}z" fill="${colour}"/>`;
    default:
      return `<path d="M${fix(x - r)} ${fix(y - r)}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}" stroke="${colour}" stroke-width="2.2" fill="none"/>`;
  }
}

function padded(values: readonly number[], share: number): { low: number; high: number } {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = (most - least) * share || Math.abs(most) * 0.1 || 1;
  return { low: least - margin, high: most + margin };
}

function valueTicks({ low, high }: { low: number; high: number }): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough)!;
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step)
    ticks.push(Math.abs(tick) < step / 1e6 ? 0 : tick);
  return ticks;
}

function rateTicks({ low, high }: { low: number; high: number }): number[] {
  return RATES.filter((rate) => Math.log(rate) >= low && Math.log(rate) <= high);
}

function fix(value: number): string {
  return value.toFixed(1);
}
