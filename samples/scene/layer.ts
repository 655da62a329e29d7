import { saturate } from './noise.js';

/**
 * A picture under construction: linear light, premultiplied alpha, four floats per sample, supersampled. Scene
 * coordinates (x to the right, y down, the unit square is the whole scene) map to samples by `scale` and the offsets.
 */
export interface Layer {
  readonly width: number;
  readonly height: number;
  /** Samples per scene unit. */
  readonly scale: number;
  /** Sample position of the scene's origin. */
  readonly offsetX: number;
  readonly offsetY: number;
  readonly data: Float32Array;
}

/** Linear-light colour: red, green, blue. */
export type Colour = readonly [number, number, number];

/** Creates an empty (transparent) layer whose scene square covers the picture. */
export function createLayer(width: number, height: number): Layer {
  const scale = Math.max(width, height);
  return {
    width,
    height,
    scale,
    offsetX: (width - scale) / 2,
    offsetY: (height - scale) / 2,
    data: new Float32Array(width * height * 4),
  };
}

/** Mixes two colours. */
export function mixColour(a: Colour, b: Colour, amount: number): Colour {
  return [a[0] + (b[0] - a[0]) * amount, a[1] + (b[1] - a[1]) * amount, a[2] + (b[2] - a[2]) * amount];
}

/** Multiplies a colour by a factor. */
export function scaleColour(colour: Colour, factor: number): Colour {
  return [colour[0] * factor, colour[1] * factor, colour[2] * factor];
}

/** Paints one sample over what is there. */
export function blend(data: Float32Array, at: number, r: number, g: number, b: number, alpha: number): void {
  const keep = 1 - alpha;
  data[at] = data[at]! * keep + r * alpha;
  data[at + 1] = data[at + 1]! * keep + g * alpha;
  data[at + 2] = data[at + 2]! * keep + b * alpha;
  data[at + 3] = data[at + 3]! * keep + alpha;
}

/** Puts the premultiplied layer `upper` over `lower`, in place, in the given rows. */
export function compose(lower: Layer, upper: Layer, fromRow = 0, toRow = lower.height): void {
  const to = lower.data;
  const from = upper.data;
  for (let at = fromRow * lower.width * 4; at < toRow * lower.width * 4; at += 4) {
    const alpha = from[at + 3]!;
    if (alpha === 0) continue;
    const keep = 1 - alpha;
    to[at] = to[at]! * keep + from[at]!;
    to[at + 1] = to[at + 1]! * keep + from[at + 1]!;
    to[at + 2] = to[at + 2]! * keep + from[at + 2]!;
    to[at + 3] = to[at + 3]! * keep + alpha;
  }
}

/** Row of samples that holds scene height `y`, limited to the layer. */
export function rowOf(layer: Layer, y: number): number {
  return Math.min(layer.height, Math.max(0, Math.round(y * layer.scale + layer.offsetY)));
}

/**
 * Paints every sample of a layer from its scene coordinates.
 *
 * @param shade writes red, green, blue (linear) and opacity to `out`
 */
export function paint(layer: Layer, shade: (x: number, y: number, out: Float64Array) => void): void {
  const out = new Float64Array(4);
  for (let row = 0; row < layer.height; row++) {
    const y = (row + 0.5 - layer.offsetY) / layer.scale;
    for (let column = 0; column < layer.width; column++) {
      out[3] = 0;
      shade((column + 0.5 - layer.offsetX) / layer.scale, y, out);
      if (out[3] > 0) blend(layer.data, (row * layer.width + column) * 4, out[0]!, out[1]!, out[2]!, saturate(out[3]));
    }
  }
}
