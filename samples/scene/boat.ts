import { paintPolygon, paintStroke } from './brush.js';
import { mixColour, scaleColour, type Colour, type Layer } from './layer.js';
import { mix, noise, saturate } from './noise.js';
import type { Moment } from './wind.js';

const CENTRE = { x: 0.655, y: 0.676 };
const LENGTH = 0.2;
const POST = { x: 0.523, y: 0.662, height: 0.062 };

/** Height of the waterline along the near side of the hull at `x`. */
export function boatContact(x: number): number {
  if (Math.abs(x - POST.x) < 0.012) return POST.y + 0.001;
  const s = (x - CENTRE.x) / (0.47 * LENGTH);
  return CENTRE.y + (Math.abs(s) < 1 ? 0.05 * LENGTH * Math.sqrt(1 - s * s) : 0);
}

/** A point of the boat in its own frame: lengths of the boat, y down, origin at mid-length on the waterline. */
type Place = (x: number, y: number) => readonly [number, number];

/** How the boat lies at a moment: heave, drift and roll, each a sum of two or three harmonics of the loop. */
function pose(moment: Moment): Place {
  const [c, s] = [moment.cos, moment.sin];
  const heave = 0.0019 * c[1]! + 0.0009 * s[2]! + 0.0006 * c[0]!;
  const drift = 0.0014 * s[0]! + 0.0006 * c[1]!;
  const roll = 0.016 * s[1]! + 0.007 * c[2]! + 0.004 * s[0]!;
  return (x, y) => [CENTRE.x + drift + LENGTH * (x - roll * y), CENTRE.y + heave + LENGTH * (y + roll * x)];
}

const nearRim = (t: number): readonly [number, number] => [mix(-0.5, 0.47, t), -0.235 + 0.5 * t - 0.43 * t * t];
const farRim = (t: number): readonly [number, number] => [mix(-0.5, 0.43, t), -0.235 + 0.19 * t - 0.165 * t * t];
const keel = (t: number): readonly [number, number] => [mix(-0.415, 0.415, t), 0.1];
const STEPS = 24;

function curve(place: Place, at: (t: number) => readonly [number, number], from = 0, to = 1): number[] {
  const points: number[] = [];
  for (let i = 0; i <= STEPS; i++) {
    const [x, y] = at(mix(from, to, i / STEPS));
    points.push(...place(x, y));
  }
  return points;
}

function reversed(points: readonly number[]): number[] {
  const result: number[] = [];
  for (let i = points.length - 2; i >= 0; i -= 2) result.push(points[i]!, points[i + 1]!);
  return result;
}

function line(layer: Layer, points: readonly number[], radius: number, lit: Colour, shade: Colour): void {
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x0, y0, x1, y1] = [points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!];
    paintStroke(layer, { x0, y0, r0: radius, x1, y1, r1: radius, lit, shade, bark: -1 });
  }
}

const HULL: Colour = [0.4, 0.41, 0.44];
const STRAKE: Colour = [0.3, 0.045, 0.03];
const WOOD: Colour = [0.5, 0.27, 0.11];
const WOOD_SHADE: Colour = [0.075, 0.05, 0.04];
const RIM_LIT: Colour = [1.2, 0.82, 0.48];

/** Paints the moored boat, its post and its rope; what lies below the waterline is cut off. */
export function paintBoat(layer: Layer, moment: Moment): void {
  const place = pose(moment);
  paintPost(layer);
  paintInside(layer, place);
  paintHull(layer, place);
  paintRope(layer, place);
  cutAtWater(layer);
}

function paintInside(layer: Layer, place: Place): void {
  const inside = [...curve(place, farRim), ...reversed(curve(place, nearRim))];
  const [, top] = place(0, -0.19);
  paintPolygon(layer, inside, (x, y, out) => {
    const depth = saturate((y - top) / (0.075 * LENGTH));
    const plank = 0.9 + 0.25 * noise(x * 60, y * 700);
    for (let c = 0; c < 3; c++) out[c] = mix(WOOD[c]!, WOOD_SHADE[c]!, depth) * plank;
  });
  for (const t of [0.3, 0.56, 0.8]) {
    const points = [
      ...place(...farRim(t)),
      ...place(...farRim(t + 0.055)),
      ...place(...nearRim(t + 0.075)),
      ...place(...nearRim(t + 0.01)),
    ];
    paintPolygon(layer, points, (x, y, out) => {
      const light = 1 + 0.3 * noise(x * 300, y * 120);
      out[0] = 0.62 * light;
      out[1] = 0.37 * light;
      out[2] = 0.17 * light;
    });
  }
  line(layer, curve(place, farRim), 0.0014, RIM_LIT, scaleColour(WOOD, 0.7));
}

function paintHull(layer: Layer, place: Place): void {
  const hull = [...curve(place, nearRim), ...reversed(curve(place, keel))];
  const [left] = place(-0.5, 0);
  paintPolygon(layer, hull, (x, y, out) => {
    const along = saturate((x - left) / LENGTH);
    const wet = saturate((y - CENTRE.y) / (0.05 * LENGTH));
    const turned = 0.72 + 0.5 * along * along;
    const grain = 1 + 0.18 * noise(x * 90, y * 520) + 0.1 * noise(x * 400, y * 400);
    const colour = mixColour(HULL, [0.13, 0.13, 0.12], 0.75 * wet);
    for (let c = 0; c < 3; c++) out[c] = colour[c]! * turned * grain;
    out[0]! += 0.1 * along * along;
    out[1]! += 0.04 * along * along;
  });
  const strake =
    (share: number) =>
    (t: number): readonly [number, number] => {
      const [x, y] = nearRim(t);
      const [kx, ky] = keel(t);
      return [mix(x, kx, share), mix(y, ky, share)];
    };
  const band = [...curve(place, nearRim), ...reversed(curve(place, strake(0.24)))];
  paintPolygon(layer, band, (x, y, out) => {
    const light = 0.85 + 0.5 * saturate((x - left) / LENGTH) + 0.2 * noise(x * 200, y * 500);
    for (let c = 0; c < 3; c++) out[c] = STRAKE[c]! * light;
  });
  for (const share of [0.25, 0.46, 0.66]) {
    line(layer, curve(place, strake(share)), 0.00055, [0.2, 0.19, 0.2], [0.12, 0.12, 0.15]);
  }
  line(layer, curve(place, nearRim), 0.0017, RIM_LIT, [0.4, 0.24, 0.14]);
  line(layer, [...place(0.47, -0.165), ...place(0.415, 0.1)], 0.0016, RIM_LIT, [0.35, 0.22, 0.15]);
}

function paintPost(layer: Layer): void {
  paintStroke(layer, {
    x0: POST.x,
    y0: POST.y + 0.004,
    r0: 0.0052,
    x1: POST.x + 0.003,
    y1: POST.y - POST.height,
    r1: 0.0046,
    lit: [0.75, 0.44, 0.22],
    shade: [0.06, 0.055, 0.06],
    bark: 0.3,
  });
  paintStroke(layer, {
    x0: POST.x + 0.0025,
    y0: POST.y - POST.height * 0.8,
    r0: 0.0054,
    x1: POST.x + 0.0026,
    y1: POST.y - POST.height * 0.74,
    r1: 0.0054,
    lit: [0.75, 0.6, 0.4],
    shade: [0.2, 0.17, 0.14],
    bark: -1,
  });
}

function paintRope(layer: Layer, place: Place): void {
  const [bx, by] = place(-0.485, -0.2);
  const ax = POST.x + 0.003;
  const ay = POST.y - POST.height * 0.77;
  const sag = 0.013 - 0.9 * (bx - (CENTRE.x - 0.5 * LENGTH));
  const points: number[] = [];
  for (let i = 0; i <= 12; i++) {
    const t = i / 12;
    points.push(mix(ax, bx, t), mix(ay, by, t) + 4 * sag * t * (1 - t));
  }
  line(layer, points, 0.00075, [0.85, 0.65, 0.42], [0.24, 0.2, 0.17]);
}

function cutAtWater(layer: Layer): void {
  for (let row = 0; row < layer.height; row++) {
    const y = (row + 0.5 - layer.offsetY) / layer.scale;
    if (y < POST.y || y > CENTRE.y + 0.06) continue;
    for (let column = 0; column < layer.width; column++) {
      const at = (row * layer.width + column) * 4;
      if (layer.data[at + 3] === 0) continue;
      const x = (column + 0.5 - layer.offsetX) / layer.scale;
      const keep = saturate((boatContact(x) - y) * layer.scale + 0.5);
      for (let c = 0; c < 4; c++) layer.data[at + c]! *= keep;
    }
  }
}
