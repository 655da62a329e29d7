/**
 * @file Mode maps as one two-dimensional cosine transform (DCT-II) of the whole map, as in most transform coders:
 * frequencies in zigzag order, the position of the last one that is not zero, then magnitudes with contexts of
 * frequency, of the five neighbours already coded, of the other component and of the same frequency in the mode before.
 */
import {
  codeMagnitude,
  createContexts,
  magnitudeContexts,
  magnitudeCost,
  type BitCoder,
} from 'dynamics-codec/bitstream';
import type { QuantisedMap } from '../../packages/codec/src/motion/tokens/motion-tokens.js';
import type { MapSyntax, Representation } from './motion-representation-dictionary.js';

const PREFIX = 4;
const NEIGHBOUR_CLASSES = 5;
const CLASS_ENDS = [1, 6, 21, 78, 300];

interface Frequencies {
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  /** Place in the zigzag of the frequency `v * width + u`, or -1. */
  readonly place: Int32Array;
  readonly width: number;
}

/** Cosine transform of a `width` x `height` grid, without the diagonal half of the highest frequencies. */
export function cosineMaps(width: number, height: number): Representation {
  const kept: { u: number; v: number; radius: number }[] = [];
  for (let v = 0; v < height; v++)
    for (let u = 0; u < width; u++) if (u / width + v / height < 1) kept.push({ u, v, radius: u / width + v / height });
  kept.sort((a, b) => a.radius - b.radius || a.u - b.u);
  const size = kept.length;
  const area = width * height;
  const starts = Int32Array.from({ length: size + 1 }, (_, i) => i * area);
  const cells = new Int32Array(size * area);
  const values = new Float32Array(size * area);
  const across = cosines(width);
  const down = cosines(height);
  kept.forEach(({ u, v }, k) => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = k * area + y * width + x;
        cells[at] = y * width + x;
        values[at] = across[u * width + x]! * down[v * height + y]!;
      }
    }
  });
  const place = new Int32Array(area).fill(-1);
  kept.forEach(({ u, v }, k) => (place[v * width + u] = k));
  const frequencies = { u: Uint8Array.from(kept, ({ u }) => u), v: Uint8Array.from(kept, ({ v }) => v), place, width };
  const order = Int32Array.from({ length: size }, (_, k) => k);
  const removable: Int32Array[] = [];
  for (let end = size; end > 4; end = Math.floor(end * 0.8)) removable.push(order.slice(end));
  return {
    dictionary: { width, height, size, starts, cells, values, order, removable },
    createSyntax: () => new CosineSyntax(frequencies),
  };
}

function cosines(n: number): Float32Array {
  return Float32Array.from({ length: n * n }, (_, at) => {
    const k = Math.floor(at / n);
    return Math.sqrt((k === 0 ? 1 : 2) / n) * Math.cos((Math.PI * k * ((at % n) + 0.5)) / n);
  });
}

class CosineSyntax implements MapSyntax {
  readonly wakeBits = 2;
  private readonly lengths = createContexts(2 * magnitudeContexts(0));
  private readonly magnitudes = createContexts((CLASS_ENDS.length + 1) * NEIGHBOUR_CLASSES * magnitudeContexts(PREFIX));
  private previous: QuantisedMap | undefined;

  constructor(private readonly frequencies: Frequencies) {}

  code(coder: BitCoder, map: QuantisedMap): void {
    for (const axis of [0, 1] as const) {
      const data = axis === 0 ? map.x : map.y;
      const length = codeMagnitude(coder, this.lengths, axis * magnitudeContexts(0), 0, usedLength(data));
      for (let k = 0; k < length; k++) {
        const magnitude = codeMagnitude(coder, this.magnitudes, this.base(map, k, axis), PREFIX, Math.abs(data[k]!));
        data[k] = magnitude !== 0 && coder.raw(data[k]! < 0 ? 1 : 0, 1) === 1 ? -magnitude : magnitude;
      }
    }
    this.previous = map;
  }

  cost(map: QuantisedMap, at: number, axis: 0 | 1, value: number): number {
    return magnitudeCost(this.magnitudes, this.base(map, at, axis), PREFIX, Math.abs(value)) + (value === 0 ? 0 : 1);
  }

  private base(map: QuantisedMap, k: number, axis: 0 | 1): number {
    const data = axis === 0 ? map.x : map.y;
    const u = this.frequencies.u[k]!;
    const v = this.frequencies.v[k]!;
    let near =
      2 * (this.at(data, u - 1, v) + this.at(data, u, v - 1)) +
      this.at(data, u - 1, v - 1) +
      this.at(data, u - 2, v) +
      this.at(data, u, v - 2);
    if (axis === 1) near += 2 * Math.abs(map.x[k]!);
    if (this.previous !== undefined) near += Math.abs((axis === 0 ? this.previous.x : this.previous.y)[k]!);
    const neighbours = near === 0 ? 0 : near <= 2 ? 1 : near <= 5 ? 2 : near <= 10 ? 3 : 4;
    let group = 0;
    while (group < CLASS_ENDS.length && k >= CLASS_ENDS[group]!) group++;
    return (group * NEIGHBOUR_CLASSES + neighbours) * magnitudeContexts(PREFIX);
  }

  private at(data: Int32Array, u: number, v: number): number {
    return u < 0 || v < 0 ? 0 : Math.abs(data[this.frequencies.place[v * this.frequencies.width + u]!]!);
  }
}

function usedLength(data: Int32Array): number {
  let length = data.length;
  while (length > 0 && data[length - 1] === 0) length--;
  return length;
}
