/**
 * @file What a renderer knows of a frame besides its picture, for a network that refines frames: maps on the grid of the
 * chroma samples, one byte for each value.
 */
import type { Flow } from 'dynamics-codec/motion';
import { bilinearPlaces, chromaSide } from 'dynamics-codec/picture';
import type { ComposedFrame, WeightedFlow } from 'dynamics-codec/render';

/**
 * Names of the maps, in order. Signed ones are in two's complement.
 * - `dx`, `dy`: where in the key picture a sample comes from, relative to its own place, in quarters of a pixel
 * - `vx`, `vy`: how that has changed since the frame before, in sixteenths of a pixel
 * - `area`: logarithm of the area of the key picture that is spread over a pixel, times 48; below 0 where it stretches
 * - `unlike`: how far the two phases of carried texture show different places in equal parts, 0 to 255
 * - `light`: what is added to the luma, in halves of a level
 * - `age`: time from the key picture, 255 (1 - exp(-frames / 25))
 */
export const KNOWLEDGE = ['dx', 'dy', 'vx', 'vy', 'area', 'unlike', 'light', 'age'] as const;

const DISPLACEMENT_STEP = 1 / 4;
const VELOCITY_STEP = 1 / 16;
const AREA_SCALE = 48;
const LEAST_AREA = 0.05;
const ALIKE_PIXELS = 1.5;
const AGE_FRAMES = 25;

/** A copy of a composed frame's phases, which outlives the next frame. */
export function phasesOf({ phases }: ComposedFrame): WeightedFlow[] {
  return phases.map(({ flow, weight }) => ({ flow: { ...flow, data: flow.data.slice() }, weight }));
}

/**
 * The maps of a frame, one after the other as {@link KNOWLEDGE} lists them, each of half the sides of the picture.
 * @param before phases of the frame before
 * @param age frames from the key picture, of either sign
 */
export function frameKnowledge(
  frame: ComposedFrame,
  before: readonly WeightedFlow[],
  age: number,
  width: number,
  height: number,
): Uint8Array {
  const columns = chromaSide(width);
  const rows = chromaSide(height);
  const out = new Int8Array(KNOWLEDGE.length * columns * rows);
  const map = (name: (typeof KNOWLEDGE)[number]): Int8Array =>
    out.subarray(KNOWLEDGE.indexOf(name) * columns * rows).subarray(0, columns * rows);
  const shown = meanDisplacement(frame.phases);
  if (shown !== undefined) {
    const speed = velocity(frame.phases, before);
    for (const c of [0, 1] as const) {
      spread(component(shown, c), shown, 1 / DISPLACEMENT_STEP, map(c === 0 ? 'dx' : 'dy'), columns, rows);
      spread(component(speed, c), shown, 1 / VELOCITY_STEP, map(c === 0 ? 'vx' : 'vy'), columns, rows);
    }
    spread(logArea(shown, width / shown.width, height / shown.height), shown, AREA_SCALE, map('area'), columns, rows);
    spread(unlikeness(frame), shown, 255, map('unlike'), columns, rows, 0, 255);
  }
  if (frame.light !== undefined) spread(frame.light.data, frame.light, 2, map('light'), columns, rows);
  map('age').fill(Math.round(255 * (1 - Math.exp(-Math.abs(age) / AGE_FRAMES))));
  return new Uint8Array(out.buffer);
}

function component({ data }: Flow, c: 0 | 1): Float32Array {
  return data.filter((_, i) => i % 2 === c);
}

/** Mean displacement of phases on their grid; `undefined` where nothing moves. */
function meanDisplacement([first, second]: readonly WeightedFlow[]): Flow | undefined {
  if (first === undefined || second === undefined) return first?.flow;
  const share = second.weight / (first.weight + second.weight);
  return { ...first.flow, data: first.flow.data.map((value, i) => value * (1 - share) + second.flow.data[i]! * share) };
}

/** Change of the displacement since the frame before in the phase of more weight, which is not the one that begins anew. */
function velocity(phases: readonly WeightedFlow[], before: readonly WeightedFlow[]): Flow {
  const heavier = phases.length > 1 && phases[1]!.weight > phases[0]!.weight ? 1 : 0;
  const { flow } = phases[heavier]!;
  const earlier = before[heavier]?.flow.data;
  return { ...flow, data: flow.data.map((value, i) => value - (earlier?.[i] ?? 0)) };
}

/** Bilinear, between the centres of cells, rounded and limited. */
function spread(
  values: Float32Array,
  grid: { readonly width: number; readonly height: number },
  scale: number,
  out: Int8Array,
  columns: number,
  rows: number,
  least = -127,
  most = 127,
): void {
  const across = bilinearPlaces(columns, grid.width);
  const down = bilinearPlaces(rows, grid.height);
  for (let y = 0; y < rows; y++) {
    const top = down.first[y]! * grid.width;
    const bottom = Math.min(down.first[y]! + 1, grid.height - 1) * grid.width;
    const fy = down.share[y]!;
    for (let x = 0; x < columns; x++) {
      const left = across.first[x]!;
      const right = Math.min(left + 1, grid.width - 1);
      const fx = across.share[x]!;
      const above = values[top + left]! * (1 - fx) + values[top + right]! * fx;
      const below = values[bottom + left]! * (1 - fx) + values[bottom + right]! * fx;
      out[y * columns + x] = Math.min(Math.max(Math.round((above * (1 - fy) + below * fy) * scale), least), most);
    }
  }
}

function logArea({ width, height, data }: Flow, cellWidth: number, cellHeight: number): Float32Array {
  return Float32Array.from({ length: width * height }, (_, i) => {
    const x = i % width;
    const y = (i - x) / width;
    const [left, right] = [Math.max(x - 1, 0), Math.min(x + 1, width - 1)];
    const [top, bottom] = [Math.max(y - 1, 0), Math.min(y + 1, height - 1)];
    const across = (c: number): number =>
      (data[2 * (y * width + right) + c]! - data[2 * (y * width + left) + c]!) / ((right - left) * cellWidth);
    const down = (c: number): number =>
      (data[2 * (bottom * width + x) + c]! - data[2 * (top * width + x) + c]!) / ((bottom - top) * cellHeight);
    return Math.log(Math.max((1 + across(0)) * (1 + down(1)) - across(1) * down(0), LEAST_AREA));
  });
}

function unlikeness({ phases: [first, second] }: ComposedFrame): Float32Array {
  const out = new Float32Array(first === undefined ? 0 : first.flow.data.length / 2);
  if (first === undefined || second === undefined) return out;
  const even = (4 * first.weight * second.weight) / (first.weight + second.weight) ** 2;
  return out.map((_, i) => {
    const squared =
      (first.flow.data[2 * i]! - second.flow.data[2 * i]!) ** 2 +
      (first.flow.data[2 * i + 1]! - second.flow.data[2 * i + 1]!) ** 2;
    return (even * squared) / (squared + ALIKE_PIXELS ** 2);
  });
}
