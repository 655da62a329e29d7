/**
 * @file The lake: a mirror with ripples.
 *
 * Every sample of the surface looks up what stands above the water, mirrored, at a place that the slope of the ripples
 * shifts. The ripples are plane waves in the plane of the lake, seen in perspective; their frequencies are whole
 * multiples of 1/4 Hz, chosen near the dispersion of real waves (short ones are quick), so they loop with the wind.
 * Waves too small to be seen at a distance fade out instead of shimmering. Three mirrors are looked up one after the
 * other: hills and sky, the spit with its tree, and the boat.
 */
import { bankCrest, SPIT_WATERLINE, spitEdge } from './land.js';
import type { Layer } from './layer.js';
import { fractal, mix, noise, saturate, smoothstep } from './noise.js';
import { between, seededRandom } from './random.js';
import { HORIZON, SUN } from './sky.js';
import { HARMONICS, type Moment } from './wind.js';

interface Wave {
  /** Wave vector in radians per unit of the lake plane: across and away from the viewer. */
  readonly kx: number;
  readonly kz: number;
  /** Index of the harmonic, 0 is 1/4 Hz. */
  readonly harmonic: number;
  readonly phase: number;
  /** Slope amplitude. */
  readonly slope: number;
  readonly length: number;
}

/** Ripples and everything about the surface that stands still. */
export interface Lake {
  readonly waves: readonly Wave[];
  /** First row of the surface, and rows in all. */
  readonly firstRow: number;
  readonly rows: number;
  /** Per sample: place in the lake plane (across, away) and strength of the ripples. */
  readonly plane: Float32Array;
}

/** Camera height above the lake; sets the perspective. */
const EYE = 0.45;
const CALM_SLOPE = 0.004;

/** Lays out the lake for a layer's size. */
export function fillLake(layer: Layer): Lake {
  const firstRow = Math.round(HORIZON * layer.scale + layer.offsetY);
  const rows = Math.max(0, layer.height - firstRow);
  const plane = new Float32Array(rows * layer.width * 3);
  for (let row = 0; row < rows; row++) {
    const y = (firstRow + row + 0.5 - layer.offsetY) / layer.scale;
    const depth = EYE / (y - HORIZON + 0.002);
    for (let column = 0; column < layer.width; column++) {
      const x = (column + 0.5 - layer.offsetX) / layer.scale;
      if (y > bankCrest(x) + 0.01) continue;
      const px = (x - 0.5) * depth;
      const pz = depth;
      const at = (row * layer.width + column) * 3;
      plane[at] = px + 0.05 * noise(px * 1.7, pz * 1.7 + 3) + 0.012 * noise(px * 6, pz * 6);
      plane[at + 1] = pz + 0.05 * noise(px * 1.7 + 9, pz * 1.7) + 0.012 * noise(px * 6 + 4, pz * 6 + 8);
      const lanes = fractal(px * 0.5 + 2, y * 26 + 0.6 * px, 3);
      plane[at + 2] = 0.42 + 1.0 * smoothstep(-0.22, 0.35, lanes);
    }
  }
  return { waves: makeWaves(), firstRow, rows, plane };
}

function makeWaves(): Wave[] {
  const random = seededRandom(77);
  const waves: Wave[] = [];
  const count = 14;
  for (let i = 0; i < count; i++) {
    const length = 0.035 * Math.pow(16, i / (count - 1)) * between(random, 0.9, 1.1);
    const heading = 0.5 + between(random, -1.0, 1.0);
    const k = (2 * Math.PI) / length;
    const hertz = 0.26 / Math.sqrt(length);
    const harmonic = Math.min(HARMONICS, Math.max(1, Math.round(hertz * 4))) - 1;
    waves.push({
      kx: k * Math.sin(heading),
      kz: k * Math.cos(heading),
      harmonic,
      phase: between(random, 0, 2 * Math.PI),
      slope: CALM_SLOPE * between(random, 0.7, 1.2),
      length,
    });
  }
  return waves;
}

/** What the lake mirrors. */
export interface Mirrored {
  /** Sky and hills, opaque. */
  readonly backdrop: Layer;
  /** Spit and tree. */
  readonly standing: Layer;
  readonly boat: Layer;
  /** Height of the line where the boat meets the water at `x`. */
  readonly boatContact: (x: number) => number;
}

/** Looks a layer up between samples and paints the result over `out`, `strength` times its opacity. */
function look(layer: Layer, x: number, y: number, strength: number, out: Float64Array): void {
  const px = Math.min(layer.width - 1.001, Math.max(0, x * layer.scale + layer.offsetX - 0.5));
  const py = y * layer.scale + layer.offsetY - 0.5;
  if (py < 0 || py >= layer.height - 1) return;
  const ix = Math.floor(px);
  const iy = Math.floor(py);
  const fx = px - ix;
  const fy = py - iy;
  const a = (iy * layer.width + ix) * 4;
  const b = a + layer.width * 4;
  const d = layer.data;
  const alpha = mix(mix(d[a + 3]!, d[a + 7]!, fx), mix(d[b + 3]!, d[b + 7]!, fx), fy) * strength;
  if (alpha <= 0) return;
  for (let c = 0; c < 3; c++) {
    const value = mix(mix(d[a + c]!, d[a + 4 + c]!, fx), mix(d[b + c]!, d[b + 4 + c]!, fx), fy);
    out[c] = out[c]! * (1 - alpha) + value * strength;
  }
}

/** Paints the lake into `frame` at a moment. */
export function paintLake(frame: Layer, lake: Lake, mirrored: Mirrored, moment: Moment): void {
  const { waves, plane } = lake;
  const fade = new Float64Array(waves.length);
  const out = new Float64Array(3);
  const tap = new Float64Array(3);
  for (let row = 0; row < lake.rows; row++) {
    const y = (lake.firstRow + row + 0.5 - frame.offsetY) / frame.scale;
    const below = y - HORIZON;
    const foreshortening = (below * below) / EYE;
    for (let w = 0; w < waves.length; w++) {
      const seen = waves[w]!.length * foreshortening * 512;
      fade[w] = waves[w]!.slope * smoothstep(0.7, 3.2, seen) * smoothstep(120, 40, seen);
    }
    for (let column = 0; column < frame.width; column++) {
      const at = row * frame.width + column;
      const ruffle = plane[at * 3 + 2]!;
      if (ruffle === 0) continue;
      const x = (column + 0.5 - frame.offsetX) / frame.scale;
      let sx = 0;
      let sz = 0;
      for (let w = 0; w < waves.length; w++) {
        const strength = fade[w]!;
        if (strength < 1e-6) continue;
        const wave = waves[w]!;
        const angle = wave.kx * plane[at * 3]! + wave.kz * plane[at * 3 + 1]! + wave.phase;
        const c = Math.cos(angle);
        const s = Math.sin(angle);
        const height = strength * (c * moment.cos[wave.harmonic]! - s * moment.sin[wave.harmonic]!);
        sx += height * wave.kx * wave.length;
        sz += height * wave.kz * wave.length;
      }
      sx *= ruffle / (2 * Math.PI);
      sz *= ruffle / (2 * Math.PI);
      shadeSample(x, y, sx, sz, ruffle, mirrored, out, tap);
      const to = ((lake.firstRow + row) * frame.width + column) * 4;
      frame.data[to] = out[0]!;
      frame.data[to + 1] = out[1]!;
      frame.data[to + 2] = out[2]!;
      frame.data[to + 3] = 1;
    }
  }
}

function shadeSample(
  x: number,
  y: number,
  sx: number,
  sz: number,
  ruffle: number,
  mirrored: Mirrored,
  out: Float64Array,
  tap: Float64Array,
): void {
  const below = y - HORIZON;
  const dx = sx * 3 * below;
  const dy = 2 * sz * saturate(below * 14);
  out.fill(0);
  const spread = 0.003 + 0.02 * below * ruffle;
  for (let t = -1; t <= 1; t++) {
    tap.fill(0);
    look(mirrored.backdrop, x + dx, Math.min(HORIZON - 0.001, 2 * HORIZON - y + dy + t * spread), 1, tap);
    for (let c = 0; c < 3; c++) out[c]! += tap[c]! / 3;
  }
  const axis = x < 0.56 ? spitEdge(x) - 0.0015 : SPIT_WATERLINE;
  const fromSpit = y - axis;
  if (fromSpit > -0.01) {
    const settle = saturate(0.12 + fromSpit * 9);
    const up = Math.max(0, fromSpit - dy * settle * 0.8);
    look(mirrored.standing, x + dx, axis - up, 1, out);
  }
  const contact = mirrored.boatContact(x);
  const fromBoat = y - contact;
  if (fromBoat > 0 && fromBoat < 0.14) {
    const settle = saturate(0.1 + fromBoat * 14);
    look(mirrored.boat, x + dx * 0.8, contact - Math.max(0, fromBoat - dy * settle * 0.6), 1, out);
  }
  const steep = saturate(0.05 + below * 0.95 - sz * 9);
  const near = Math.exp(-fromBoat * fromBoat * 600);
  out[0] = mix(out[0]! * 0.93, 0.022, steep);
  out[1] = mix(out[1]! * 0.95, 0.05, steep);
  out[2] = mix(out[2]! * 0.97, 0.066, steep);
  const wantedTilt = y - (2 * HORIZON - SUN.y);
  const missY = (dy * 3.2 - wantedTilt) / (0.012 + 0.1 * Math.abs(wantedTilt));
  const missX = (x - SUN.x + dx * 9) / (0.016 + 0.12 * below);
  const glint = 0.85 * Math.exp(-missY * missY - missX * missX) * (1 - 0.3 * near);
  out[0] += glint;
  out[1] += glint * 0.68;
  out[2] += glint * 0.36;
}
