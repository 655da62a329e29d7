import { paintLeaf, paintStroke } from './brush.js';
import { bankCrest, spitCrest, spitEdge, TREE_FOOT } from './land.js';
import { mixColour, scaleColour, type Colour, type Layer } from './layer.js';
import { fractal, mix, saturate, smoothstep } from './noise.js';
import { bell, between, type Random } from './random.js';
import { oscillation, valueAt, type Moment, type Oscillation } from './wind.js';

/** One blade, stalk or flower of grass. */
export interface Blade {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** How far the tip hangs over, scene units. */
  readonly lean: number;
  readonly radius: number;
  readonly base: Colour;
  readonly tip: Colour;
  /** Way of the tip at oscillation 1, scene units. */
  readonly reach: number;
  readonly sway: Oscillation;
  readonly head: 'none' | 'daisy' | 'plume' | 'bell';
}

const GREENS: readonly Colour[] = [
  [0.3, 0.36, 0.05],
  [0.5, 0.44, 0.07],
  [0.2, 0.29, 0.055],
  [0.66, 0.5, 0.13],
];

function sway(random: Random, x: number, height: number): Oscillation {
  const frequency = Math.min(2.4, 0.24 / Math.sqrt(height));
  return oscillation(random, { frequency, damping: 0.28, x, turbulence: 0.3 });
}

/** Sows the near bank: blades in tufts, taller towards the corners, with daisies, bells and plumes among them. */
export function sowBank(random: Random): Blade[] {
  const blades: Blade[] = [];
  for (let i = 0; i < 5200; i++) {
    const x = between(random, -0.03, 1.03);
    const crest = bankCrest(x);
    const depth = i % 6 === 0 ? 0.04 * random() : Math.pow(random(), 1.25);
    const y = mix(crest + 0.002, 1.07, depth);
    const tuft = fractal(x * 13 + 5, y * 17, 3);
    const frame = smoothstep(0.62, 1, x) * 0.5 + smoothstep(0.22, 0, x) * 0.7;
    const height = (0.024 + 0.06 * depth) * between(random, 0.6, 1.15) * (1 + 0.9 * tuft + frame);
    const patch = saturate(0.5 + 1.1 * fractal(x * 6 + 1, y * 9 + 4, 3) + 0.15 * bell(random));
    const hue = GREENS[Math.floor(random() * 3.35)]!;
    blades.push({
      x,
      y,
      height,
      lean: height * (0.12 + 0.32 * bell(random)),
      radius: between(random, 0.0007, 0.0012) * (0.75 + 1.1 * depth),
      base: scaleColour(hue, 0.1),
      tip: scaleColour(hue, 0.28 + 1.15 * patch * patch),
      reach: height * 0.028,
      sway: sway(random, x, height),
      head: 'none',
    });
  }
  addFlowers(blades, random);
  return blades.sort((a, b) => a.y - b.y || a.x - b.x);
}

function addFlowers(blades: Blade[], random: Random): void {
  for (let i = 0; i < 86; i++) {
    const kind = i < 44 ? 'daisy' : i < 74 ? 'bell' : 'plume';
    const corner = random() < 0.55 ? between(random, 0.72, 1.01) : between(random, -0.01, 0.24);
    const x = kind === 'plume' ? corner : kind === 'bell' ? 0.2 + 0.13 * bell(random) : between(random, 0.02, 0.98);
    const y = kind === 'plume' ? between(random, 0.96, 1.06) : mix(bankCrest(x), 1.04, between(random, 0.3, 0.95));
    const height = kind === 'plume' ? between(random, 0.11, 0.19) : between(random, 0.045, 0.085);
    blades.push({
      x,
      y,
      height,
      lean: height * (kind === 'plume' ? 0.28 + 0.2 * bell(random) : 0.1 + 0.13 * bell(random)),
      radius: 0.0009,
      base: [0.03, 0.05, 0.015],
      tip: kind === 'plume' ? [0.62, 0.43, 0.16] : [0.22, 0.27, 0.06],
      reach: height * 0.032,
      sway: sway(random, x, height),
      head: kind,
    });
  }
}

/** Sows the spit: short tufts along its crest and a rim of rushes at its edge. */
export function sowSpit(random: Random): Blade[] {
  const blades: Blade[] = [];
  for (let i = 0; i < 1500; i++) {
    const x = between(random, -0.02, 0.545);
    const crest = spitCrest(x);
    const edge = spitEdge(x);
    const rushes = i % 3 === 0;
    const y = rushes ? edge - 0.002 * random() : mix(crest, edge - 0.003, Math.pow(random(), 1.2));
    const clump = saturate(0.5 + 1.3 * fractal(x * 19 + 2, rushes ? 3 : 8, 2));
    const height = rushes ? between(random, 0.006, 0.03) * clump + 0.003 : between(random, 0.005, 0.013);
    const shaded = smoothstep(0.17, 0.06, Math.abs(x - TREE_FOOT.x + 0.08)) * smoothstep(0.6, 0.59, y);
    const light = between(random, 0.35, 1.15) * mix(1, 0.35, shaded);
    const hue = GREENS[Math.floor(random() * 3.6)]!;
    blades.push({
      x,
      y,
      height,
      lean: height * (0.1 + 0.3 * bell(random)),
      radius: 0.0007,
      base: scaleColour(hue, 0.16 * light + 0.05),
      tip: scaleColour(hue, light),
      reach: height * 0.045,
      sway: sway(random, x, Math.max(height, 0.012)),
      head: 'none',
    });
  }
  return blades.sort((a, b) => a.y - b.y || a.x - b.x);
}

/** Paints blades in their order, bent by the wind at `moment`. */
export function paintBlades(layer: Layer, blades: readonly Blade[], moment: Moment): void {
  for (const blade of blades) paintBlade(layer, blade, valueAt(blade.sway, moment) * blade.reach);
}

function paintBlade(layer: Layer, blade: Blade, push: number): void {
  const pieces = Math.max(2, Math.min(7, Math.round(blade.height * 90)));
  const lean = blade.lean + push;
  let x0 = blade.x;
  let y0 = blade.y;
  for (let i = 1; i <= pieces; i++) {
    const t = i / pieces;
    const x1 = blade.x + lean * t * t;
    const y1 = blade.y - blade.height * t + 0.35 * Math.abs(lean) * t * t * t;
    const colour = mixColour(blade.base, blade.tip, Math.pow(t - 0.5 / pieces, 1.3));
    paintStroke(layer, {
      x0,
      y0,
      r0: blade.radius * (1 - 0.85 * ((i - 1) / pieces)),
      x1,
      y1,
      r1: blade.radius * (1 - 0.85 * t),
      lit: scaleColour(colour, 1.25),
      shade: scaleColour(colour, 0.8),
      bark: -1,
    });
    x0 = x1;
    y0 = y1;
  }
  if (blade.head !== 'none') paintHead(layer, blade, x0, y0, lean / blade.height);
}

function paintHead(layer: Layer, blade: Blade, x: number, y: number, slope: number): void {
  if (blade.head === 'plume') {
    paintPlume(layer, blade, x, y, slope);
    return;
  }
  if (blade.head === 'bell') {
    for (let i = 0; i < 5; i++) {
      const side = i % 2 === 0 ? 1 : -1;
      const light = 0.75 + 0.25 * side;
      const colour: Colour = [0.34 * light, 0.17 * light, 0.5 * light];
      paintLeaf(layer, x - slope * i * 0.007 + side * 0.0022, y + i * 0.006, side * 0.0012, 0.0034, 0.0021, colour);
    }
    return;
  }
  for (let i = 0; i < 9; i++) {
    const angle = (i / 9) * 2 * Math.PI + blade.x * 40 + slope;
    const px = Math.cos(angle) * 0.0036;
    const py = Math.sin(angle) * 0.0024;
    const light = 0.72 + 0.35 * Math.cos(angle - 0.4);
    paintLeaf(layer, x + px, y + py, px * 0.9, py * 0.9, 0.0012, [0.95 * light, 0.86 * light, 0.78 * light]);
  }
  paintLeaf(layer, x, y, 0.0019, 0, 0.0016, [0.9, 0.5, 0.05]);
}

function paintPlume(layer: Layer, blade: Blade, x: number, y: number, slope: number): void {
  const length = blade.height * 0.3;
  for (let i = 0; i < 26; i++) {
    const t = i / 26;
    const side = i % 2 === 0 ? 1 : -1;
    const width = 0.0046 * (1 - 0.75 * t) * (0.4 + 0.6 * Math.sqrt(Math.min(1, t * 5)));
    const px = x + slope * length * (t - 0.6) * 1.6 + side * width * 0.5;
    const py = y - length * (t - 0.55);
    const light = side > 0 ? 1.15 : 0.5;
    paintLeaf(layer, px, py, side * width * 0.7, -0.0042, 0.0011, [0.62 * light, 0.4 * light, 0.17 * light]);
  }
}
