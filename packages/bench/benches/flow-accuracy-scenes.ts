import { createFlow, type Flow } from '../../codec/src/motion/flow/index.js';
import { createPlane, type Plane } from 'dynamics-codec/picture';

/** A synthetic sequence whose backward flow to frame 0, the key picture, is known at every pixel. */
export interface FlowScene {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly count: number;
  /** Plane of frame t, samples 0 to 255, rounded to 8 bits like real frames. */
  frame(t: number): Plane;
  /** True backward flow of frame t over frame 0. */
  truth(t: number): Flow;
}

/** A moving layer: where a point of frame t was in frame 0, its texture in frame 0, and its coverage there (0 to 1). */
interface Layer {
  origin(x: number, y: number, t: number): readonly [number, number];
  colour(x: number, y: number): number;
  coverage(x: number, y: number): number;
}

const SIZE = 256;
const COUNT = 24;
/** Supersampling per axis. */
const GRID = 3;

/** The sequences of the bench: six kinds of motion, each clean and with mild noise (sigma 2 grey levels). */
export function flowScenes(): FlowScene[] {
  const clean = [
    scene('translation, sub-pixel (0.2-1 px)', [{ ...everywhere, colour: granite, origin: drift(0.045, 0.02) }]),
    scene('translation (0.3-8 px)', [{ ...everywhere, colour: bark, origin: drift(-0.3, 0.17) }]),
    scene('rotation (to 8 px)', [{ ...everywhere, colour: granite, origin: rotation(0.0021) }]),
    scene('sway of a meadow (0.2-4 px, smooth)', [{ ...everywhere, colour: bark, origin: meadow }]),
    scene('thin branches over static ground', branches()),
    scene('bobbing boat on textured water', boat()),
  ];
  return [...clean, ...clean.map((item, index) => withNoise(item, 2, 1000 + index))];
}

function scene(name: string, layers: readonly Layer[]): FlowScene {
  return {
    name,
    width: SIZE,
    height: SIZE,
    count: COUNT,
    frame(t) {
      const plane = createPlane(SIZE, SIZE);
      for (let y = 0, i = 0; y < SIZE; y++) {
        for (let x = 0; x < SIZE; x++, i++)
          plane.data[i] = Math.round(Math.min(Math.max(area(layers, x, y, t), 0), 255));
      }
      return plane;
    },
    truth(t) {
      const flow = createFlow(SIZE, SIZE);
      for (let y = 0, i = 0; y < SIZE; y++) {
        for (let x = 0; x < SIZE; x++, i += 2) {
          const [ox, oy] = visibleOrigin(layers, x, y, t);
          flow.data[i] = ox - x;
          flow.data[i + 1] = oy - y;
        }
      }
      return flow;
    },
  };
}

function area(layers: readonly Layer[], x: number, y: number, t: number): number {
  let sum = 0;
  for (let j = 0; j < GRID; j++) {
    for (let k = 0; k < GRID; k++) {
      const px = x + (k + 0.5) / GRID - 0.5;
      const py = y + (j + 0.5) / GRID - 0.5;
      let value = 0;
      for (const layer of layers) {
        const [ox, oy] = layer.origin(px, py, t);
        const cover = layer.coverage(ox, oy);
        if (cover > 0) value += cover * (layer.colour(ox, oy) - value);
      }
      sum += value;
    }
  }
  return sum / (GRID * GRID);
}

function visibleOrigin(layers: readonly Layer[], x: number, y: number, t: number): readonly [number, number] {
  let found: readonly [number, number] = [x, y];
  for (const layer of layers) {
    const origin = layer.origin(x, y, t);
    if (layer.coverage(origin[0], origin[1]) >= 0.5) found = origin;
  }
  return found;
}

function withNoise(item: FlowScene, sigma: number, seed: number): FlowScene {
  return {
    ...item,
    name: `${item.name}, noisy`,
    frame(t) {
      const plane = item.frame(t);
      const random = generator(seed * 64 + t);
      for (let i = 0; i < plane.data.length; i++) {
        const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
        plane.data[i] = Math.round(Math.min(Math.max(plane.data[i]! + sigma * normal, 0), 255));
      }
      return plane;
    },
  };
}

const everywhere = { coverage: (): number => 1 };

function drift(u: number, v: number): Layer['origin'] {
  return (x, y, t) => [x + u * t, y + v * t];
}

function rotation(radiansPerFrame: number): Layer['origin'] {
  return (x, y, t) => {
    const angle = radiansPerFrame * t;
    const dx = x - SIZE / 2;
    const dy = y - SIZE / 2;
    return [
      SIZE / 2 + dx * Math.cos(angle) - dy * Math.sin(angle),
      SIZE / 2 + dx * Math.sin(angle) + dy * Math.cos(angle),
    ];
  };
}

/** Two travelling waves of sway; the displacement is defined on the target, so the truth is exact. */
function meadow(x: number, y: number, t: number): readonly [number, number] {
  const height = 1 - y / SIZE;
  const gust = Math.sin(0.03 * x + 0.3 * t) - Math.sin(0.03 * x);
  const flutter = Math.sin(0.07 * x - 0.05 * y + 0.8 * t) - Math.sin(0.07 * x - 0.05 * y);
  return [x + height * (1.6 * gust + 0.5 * flutter), y + height * 0.4 * gust];
}

function branches(): Layer[] {
  const layers: Layer[] = [{ ...everywhere, colour: lawn, origin: (x, y) => [x, y] }];
  for (let k = 0; k < 9; k++) {
    const root = 20 + 27 * k;
    const lean = Math.sin(k * 2.1) * 0.25;
    const width = 1.6 + (k % 4) * 0.9;
    const reach = 2.5 + (k % 3) * 2.2;
    const rate = 0.3 + 0.05 * k;
    const tone = 40 + 14 * (k % 5);
    layers.push({
      origin(x, y, t) {
        const rise = Math.min(Math.max(1 - y / SIZE, 0), 1);
        return [x - reach * rise * rise * Math.sin(rate * t), y];
      },
      colour: (x, y) => tone + 30 * (valueNoise(x * 0.6, y * 0.23, 31 + k) - 0.5),
      coverage(x, y) {
        const rise = 1 - y / SIZE;
        const distance = Math.abs(x - root - lean * (SIZE - y)) - width * (1 - 0.5 * rise);
        return Math.min(Math.max(0.5 - distance * 1.5, 0), 1);
      },
    });
  }
  return layers;
}

function boat(): Layer[] {
  return [
    {
      ...everywhere,
      colour: (x, y) => 90 + 110 * (fractal(x * 0.05, y * 0.16, 71) - 0.5),
      origin: (x, y, t) => [
        x + 0.7 * (Math.sin(0.09 * y + 0.5 * t) - Math.sin(0.09 * y)),
        y + 0.5 * (Math.sin(0.05 * x + 0.11 * y + 0.4 * t) - Math.sin(0.05 * x + 0.11 * y)),
      ],
    },
    {
      origin(x, y, t) {
        const angle = -0.05 * Math.sin(0.35 * t);
        const dx = x - 128;
        const dy = y - 150 - 3.5 * Math.sin(0.27 * t);
        return [128 + dx * Math.cos(angle) - dy * Math.sin(angle), 150 + dx * Math.sin(angle) + dy * Math.cos(angle)];
      },
      colour: (x, y) =>
        (y < 128 ? 205 : 150) + 70 * (fractal(x * 0.13, y * 0.2, 83) - 0.5) - (Math.floor(y / 9) % 2) * 18,
      coverage(x, y) {
        const hull = Math.max(Math.abs(x - 128) - 62 + Math.max(y - 140, 0) * 0.8, Math.abs(y - 148) - 20);
        const mast = Math.max(Math.abs(x - 122) - 2.2, Math.abs(y - 85) - 48);
        const sail = Math.max(x - 122 - (y - 45) * 0.6, 126 - x, y - 118);
        return Math.min(Math.max(0.5 - Math.min(hull, mast, sail), 0), 1);
      },
    },
  ];
}

function granite(x: number, y: number): number {
  return 120 + 170 * (fractal(x * 0.12, y * 0.12, 7) - 0.5);
}

function bark(x: number, y: number): number {
  return 115 + 150 * (fractal(x * 0.2, y * 0.07, 19) - 0.5);
}

function lawn(x: number, y: number): number {
  return 150 + 130 * (fractal(x * 0.09, y * 0.11, 43) - 0.5);
}

function fractal(x: number, y: number, seed: number): number {
  let sum = 0;
  let scale = 0.5;
  for (let k = 0; k < 3; k++) {
    sum += scale * valueNoise(x * 2 ** k, y * 2 ** k, seed + k);
    scale /= 2;
  }
  return sum / 0.875;
}

function valueNoise(x: number, y: number, seed: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const s = smooth(x - x0);
  const t = smooth(y - y0);
  const upper = hash(x0, y0, seed) + s * (hash(x0 + 1, y0, seed) - hash(x0, y0, seed));
  const lower = hash(x0, y0 + 1, seed) + s * (hash(x0 + 1, y0 + 1, seed) - hash(x0, y0 + 1, seed));
  return upper + t * (lower - upper);
}

function smooth(t: number): number {
  return t * t * t * (t * (6 * t - 15) + 10);
}

function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let h = Math.imul(state ^ (state >>> 15), 1 | state);
    h = (h + Math.imul(h ^ (h >>> 7), 61 | h)) ^ h;
    return ((h ^ (h >>> 14)) >>> 0) / 2 ** 32;
  };
}
