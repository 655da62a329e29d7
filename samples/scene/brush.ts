/**
 * @file Brushes: leaf, tapered stroke and polygon, each with analytic edge coverage, so that motion of a fraction of a
 * sample shows as a fraction of a sample. All positions and sizes are in scene units.
 */
import { blend, type Colour, type Layer } from './layer.js';
import { noise } from './noise.js';

/** Unit vector on the picture that points to the sun. */
const SUN_X = 0.88;
const SUN_Y = -0.47;

/**
 * Paints a leaf: a lens with two pointed ends and a crease along the middle.
 *
 * @param axisX half of the leaf's length, as a vector; `axisY` its other component
 */
export function paintLeaf(
  layer: Layer,
  x: number,
  y: number,
  axisX: number,
  axisY: number,
  halfWidth: number,
  colour: Colour,
): void {
  const { scale, width, height, data } = layer;
  const cx = x * scale + layer.offsetX;
  const cy = y * scale + layer.offsetY;
  const length = Math.max(Math.hypot(axisX, axisY) * scale, 0.35);
  const half = halfWidth * scale;
  const drawn = Math.max(half, 0.5);
  const opacity = half / drawn;
  const ux = (axisX * scale) / length;
  const uy = (axisY * scale) / length;
  const reachX = Math.abs(ux) * length + Math.abs(uy) * drawn + 0.5;
  const reachY = Math.abs(uy) * length + Math.abs(ux) * drawn + 0.5;
  const left = Math.max(0, Math.floor(cx - reachX));
  const right = Math.min(width - 1, Math.floor(cx + reachX));
  const top = Math.max(0, Math.floor(cy - reachY));
  const bottom = Math.min(height - 1, Math.floor(cy + reachY));
  for (let py = top; py <= bottom; py++) {
    const dy = py + 0.5 - cy;
    for (let px = left; px <= right; px++) {
      const dx = px + 0.5 - cx;
      const along = (dx * ux + dy * uy) / length;
      const across = dy * ux - dx * uy;
      const room = drawn * (1.06 - along * along) - Math.abs(across) + 0.5;
      if (room <= 0) continue;
      const alpha = opacity * (room < 1 ? room : 1);
      const crease = across * ux > 0 ? 0.86 : 1.1;
      blend(data, (py * width + px) * 4, colour[0] * crease, colour[1] * crease, colour[2] * crease, alpha);
    }
  }
}

/** One straight piece of a stroke that tapers from `r0` to `r1`. */
export interface Stroke {
  readonly x0: number;
  readonly y0: number;
  readonly r0: number;
  readonly x1: number;
  readonly y1: number;
  readonly r1: number;
  /** Colour of the side that faces the sun, and of the other. */
  readonly lit: Colour;
  readonly shade: Colour;
  /** Position along the whole branch at the start, for bark; below 0 paints without bark. */
  readonly bark: number;
}

/** Paints a tapered stroke with round ends, lit from the sun's side. */
export function paintStroke(layer: Layer, stroke: Stroke): void {
  const { scale, width, height, data } = layer;
  const { lit, shade } = stroke;
  const x0 = stroke.x0 * scale + layer.offsetX;
  const y0 = stroke.y0 * scale + layer.offsetY;
  const ex = (stroke.x1 - stroke.x0) * scale;
  const ey = (stroke.y1 - stroke.y0) * scale;
  const r0 = stroke.r0 * scale;
  const r1 = stroke.r1 * scale;
  const reach = Math.max(r0, r1, 0.5) + 0.5;
  const lengthSquared = ex * ex + ey * ey + 1e-9;
  const left = Math.max(0, Math.floor(Math.min(x0, x0 + ex) - reach));
  const right = Math.min(width - 1, Math.floor(Math.max(x0, x0 + ex) + reach));
  const top = Math.max(0, Math.floor(Math.min(y0, y0 + ey) - reach));
  const bottom = Math.min(height - 1, Math.floor(Math.max(y0, y0 + ey) + reach));
  for (let py = top; py <= bottom; py++) {
    for (let px = left; px <= right; px++) {
      const dx = px + 0.5 - x0;
      const dy = py + 0.5 - y0;
      const projected = (dx * ex + dy * ey) / lengthSquared;
      const along = projected < 0 ? 0 : projected > 1 ? 1 : projected;
      const radius = r0 + (r1 - r0) * along;
      const drawn = radius > 0.5 ? radius : 0.5;
      const ox = dx - ex * along;
      const oy = dy - ey * along;
      const room = drawn + 0.5 - Math.sqrt(ox * ox + oy * oy);
      if (room <= 0) continue;
      const alpha = (room < 1 ? room : 1) * (radius / drawn);
      const facing = ((dx - ex * projected) * SUN_X + (dy - ey * projected) * SUN_Y) / drawn;
      let light = 0.5 + 0.5 * facing;
      light = light < 0 ? 0 : light > 1 ? 1 : light * light;
      let grain = 1;
      if (stroke.bark >= 0 && radius > 1.2) {
        const around = (dx * ey - dy * ex) / Math.sqrt(lengthSquared) / scale;
        const up = stroke.bark + (projected * Math.sqrt(lengthSquared)) / scale;
        grain = 1 + 0.7 * noise(around * 300 + 5, up * 60) + 0.45 * noise(around * 620, up * 190 + 40);
      }
      blend(
        data,
        (py * width + px) * 4,
        (shade[0] + (lit[0] - shade[0]) * light) * grain,
        (shade[1] + (lit[1] - shade[1]) * light) * grain,
        (shade[2] + (lit[2] - shade[2]) * light) * grain,
        alpha,
      );
    }
  }
}

/** Sub-scanlines per sample row of a polygon. */
const SUBLINES = 4;

/**
 * Fills a polygon (even-odd rule).
 *
 * @param points x and y of each corner in turn, in scene units
 * @param shade writes the linear colour at a place in scene units to `out`
 */
export function paintPolygon(
  layer: Layer,
  points: readonly number[],
  shade: (x: number, y: number, out: Float64Array) => void,
): void {
  const { scale, width, height, data } = layer;
  const count = points.length >> 1;
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < count; i++) {
    low = Math.min(low, points[2 * i + 1]!);
    high = Math.max(high, points[2 * i + 1]!);
  }
  const top = Math.max(0, Math.floor(low * scale + layer.offsetY));
  const bottom = Math.min(height - 1, Math.floor(high * scale + layer.offsetY));
  const coverage = new Float32Array(width);
  const out = new Float64Array(4);
  for (let row = top; row <= bottom; row++) {
    coverage.fill(0);
    for (let sub = 0; sub < SUBLINES; sub++) {
      const y = (row + (sub + 0.5) / SUBLINES - layer.offsetY) / scale;
      const crossings = crossingsAt(points, y);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        addSpan(coverage, crossings[i]! * scale + layer.offsetX, crossings[i + 1]! * scale + layer.offsetX);
      }
    }
    for (let column = 0; column < width; column++) {
      if (coverage[column]! <= 0) continue;
      shade((column + 0.5 - layer.offsetX) / scale, (row + 0.5 - layer.offsetY) / scale, out);
      blend(data, (row * width + column) * 4, out[0]!, out[1]!, out[2]!, Math.min(1, coverage[column]! / SUBLINES));
    }
  }
}

function crossingsAt(points: readonly number[], y: number): number[] {
  const crossings: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    const ya = points[i + 1]!;
    const yb = points[next + 1]!;
    if (ya <= y === yb <= y) continue;
    crossings.push(points[i]! + ((y - ya) / (yb - ya)) * (points[next]! - points[i]!));
  }
  return crossings.sort((a, b) => a - b);
}

function addSpan(coverage: Float32Array, from: number, to: number): void {
  const start = Math.max(0, from);
  const end = Math.min(coverage.length, to);
  for (let column = Math.floor(start); column < end; column++) {
    coverage[column]! += Math.max(0, Math.min(end, column + 1) - Math.max(start, column));
  }
}
