import { InvalidOptionError } from 'dynamics-codec/picture';

/** A piecewise cubic curve through points, defined between the first and the last and nowhere else. */
export interface PiecewiseCubic {
  readonly from: number;
  readonly to: number;
  /** @throws InvalidOptionError outside the points */
  at(x: number): number;
  /** Integral between two places. @throws InvalidOptionError outside the points */
  integral(from: number, to: number): number;
}

/**
 * Shape-preserving piecewise cubic Hermite interpolation (Fritsch and Butland, "A method for constructing local monotone
 * piecewise cubic interpolants", SIAM 1984): the PCHIP of the JCT-VC and JVET spreadsheets.
 * @param xs at least 2 places, strictly rising
 * @param ys values at them
 * @throws InvalidOptionError
 */
export function pchip(xs: readonly number[], ys: readonly number[]): PiecewiseCubic {
  if (xs.length < 2 || xs.length !== ys.length)
    throw new InvalidOptionError('points', 'at least 2 with a value each', xs.length);
  for (let i = 1; i < xs.length; i++)
    if (!(xs[i]! > xs[i - 1]!)) throw new InvalidOptionError('xs', 'strictly rising numbers', xs[i]);
  const slopes = slopesOf(xs, ys);
  const from = xs[0]!;
  const to = xs.at(-1)!;
  const tolerance = 1e-9 * Math.max(1, Math.abs(from), Math.abs(to));
  const pieceOf = (x: number) => {
    if (!(x >= from - tolerance && x <= to + tolerance))
      throw new InvalidOptionError('x', `a number from ${from} to ${to}`, x);
    let i = 0;
    while (i < xs.length - 2 && x > xs[i + 1]!) i++;
    return i;
  };
  /** Value (order 0) or integral from the piece's start (order 1) at x of piece i. */
  const evaluate = (i: number, x: number, order: 0 | 1) => {
    const h = xs[i + 1]! - xs[i]!;
    const s = (x - xs[i]!) / h;
    const c0 = ys[i]!;
    const c1 = h * slopes[i]!;
    const rise = ys[i + 1]! - c0;
    const end = h * slopes[i + 1]!;
    const c2 = 3 * rise - 2 * c1 - end;
    const c3 = c1 + end - 2 * rise;
    return order === 0 ? c0 + s * (c1 + s * (c2 + s * c3)) : h * s * (c0 + s * (c1 / 2 + s * (c2 / 3 + (s * c3) / 4)));
  };
  const fromStart = (x: number) => {
    const last = pieceOf(x);
    let sum = evaluate(last, x, 1);
    for (let i = 0; i < last; i++) sum += evaluate(i, xs[i + 1]!, 1);
    return sum;
  };
  return { from, to, at: (x) => evaluate(pieceOf(x), x, 0), integral: (a, b) => fromStart(b) - fromStart(a) };
}

function slopesOf(xs: readonly number[], ys: readonly number[]): number[] {
  const h = xs.slice(1).map((x, i) => x - xs[i]!);
  const secants = h.map((step, i) => (ys[i + 1]! - ys[i]!) / step);
  if (secants.length === 1) return [secants[0]!, secants[0]!];
  const inner = secants.slice(1).map((next, i) => {
    const before = secants[i]!;
    if (before * next <= 0) return 0;
    const w1 = 2 * h[i + 1]! + h[i]!;
    const w2 = h[i + 1]! + 2 * h[i]!;
    return (w1 + w2) / (w1 / before + w2 / next);
  });
  const last = secants.length - 1;
  return [
    endSlope(h[0]!, h[1]!, secants[0]!, secants[1]!),
    ...inner,
    endSlope(h[last]!, h[last - 1]!, secants[last]!, secants[last - 1]!),
  ];
}

/** Three-point estimate at an end, limited so that the curve keeps its shape. */
function endSlope(h0: number, h1: number, near: number, far: number): number {
  const slope = ((2 * h0 + h1) * near - h0 * far) / (h0 + h1);
  if (slope * near <= 0) return 0;
  return near * far < 0 && Math.abs(slope) > 3 * Math.abs(near) ? 3 * near : slope;
}
