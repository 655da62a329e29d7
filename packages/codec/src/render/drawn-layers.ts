import type { DrawnLight, DrawnMode } from '../generator/index.js';
import { harmonicAt, type Flow, type Harmonic } from '../motion/index.js';
import type { Plane } from '../picture/index.js';
import { GridSpread } from './grid-spread.js';

/** Sums up what a generator drew, at any time. Holds its workspace: not re-entrant. */
export class DrawnLayers {
  private readonly sum: Float32Array;
  private readonly spread: GridSpread | undefined;

  /** @param grid of the flow that displacements are added to */
  constructor(
    private readonly modes: readonly DrawnMode[],
    private readonly lights: readonly DrawnLight[],
    grid: { readonly width: number; readonly height: number } | undefined,
  ) {
    const own = modes[0]?.map;
    this.sum = new Float32Array(own?.data.length ?? 0);
    this.spread = own && grid && new GridSpread(own, grid, 2);
  }

  /** Whether any displacement is drawn. */
  get swings(): boolean {
    return this.spread !== undefined;
  }

  /** Sides of the drawn light; `undefined` where none is. */
  get lightGrid(): { readonly width: number; readonly height: number } | undefined {
    return this.lights[0]?.map;
  }

  /** Adds the displacements at a time, in frames since the first of the group, to a flow. @param scale of all of them */
  addSwing(t: number, scale: number, out: Flow): void {
    if (this.spread === undefined) return;
    this.sum.fill(0);
    addAt(this.modes, t, scale, this.sum);
    this.spread.add(this.sum, out.data);
  }

  /** Adds the changes of luma at a time to samples of {@link lightGrid}. @param scale of all of them */
  addLight(t: number, scale: number, out: Float32Array): void {
    addAt(this.lights, t, scale, out);
  }
}

const f = Math.fround;

/** Adds four layers at a time, which reads and writes less. The sums are those of one after another, to the last bit. */
function addAt(
  layers: readonly { readonly map: Pick<Plane, 'data'>; readonly series: Harmonic }[],
  t: number,
  scale: number,
  out: Float32Array,
): void {
  for (let k = 0; k < layers.length; k += 4) {
    const four = layers.slice(k, k + 4);
    const [a, b = a, c = a, d = a] = four.map(({ map }) => map.data) as [Float32Array, ...Float32Array[]];
    const [u = 0, v = 0, w = 0, x = 0] = four.map(({ series }) => scale * harmonicAt(series, t));
    for (let i = 0; i < out.length; i++) out[i] = f(f(f(out[i]! + u * a[i]!) + v * b[i]!) + w * c[i]!) + x * d[i]!;
  }
}
