/**
 * @file The light of the whole picture: fades to black, white or any colour, flashes, lamps that are dimmed. A frame that is
 * lit as a whole is a *look* of the scene: all its samples lie at `128 + gain (x - 128) + offset`, with one gain for all planes
 * and an offset for each. Gains follow from contrasts and offsets from means, which what moves in the scene leaves as they are.
 *
 * Four numbers a frame, hardly ever in more than one or two directions: their principal directions are sent with a time
 * series each. All else of the encoder then looks at the frames as if nothing had changed their light.
 */
import { mean, nearestOf, solvePositiveDefinite, symmetricEigen, type Breathe } from '../../math/index.js';
import {
  decodeTone,
  forwardTime,
  GAIN_UNIT,
  nearestStep,
  OFFSET_UNIT,
  quantiserStep,
  quantiseSeries,
  toneAt,
  TONE_RANGE,
  type QuantisedTone,
  type QuantisedToneChange,
  type Tone,
} from '../../motion/index.js';
import type { Picture } from '../../picture/index.js';
import { lookOf, type Look } from './whole-look.js';

/** Root mean square of what a tone does to samples, in levels, from which a frame is lit otherwise. */
const LEAST_CHANGE = 8;
/** Most of the difference of such frames, squared, that a tone may leave: else something else changes, too. */
const MOST_LEFT = 0.12;
/** Contrast of the reference, in levels, below which gains mean nothing. */
const LEAST_CONTRAST = 1;
/** Frames with nearly the highest contrast may be the reference. */
const NEARLY = 0.9;
/** Share of samples at white that a frame has above the least at which it shows its lights in full. */
const MOST_CLIPPED = 0.02;
/** Gain below which a frame shows too little of the scene to be looked at. */
const LEAST_GAIN = 0.3;
/** Strength of a direction, in levels, below which it is not sent. */
const LEAST_STRENGTH = 0.75;
/** Step, in levels, with which series are quantised; step squared over lambda. */
const SERIES_LEVELS = 2;
const STEP_BALANCE = 24;

/** A group in one light, and the light that it had. */
export interface ToneSplit {
  readonly tone: QuantisedTone;
  /** The frames without their tone. Where next to nothing is seen of the scene, the nearest frame in which something is. */
  readonly frames: readonly Picture[];
  /** Whether each frame shows all of the scene: can be the key picture. */
  readonly whole: readonly boolean[];
}

/**
 * Takes the light of the whole picture out of the frames of a group, where it changes.
 * @throws what `breathe` throws
 */
export async function splitTone(frames: readonly Picture[], breathe: Breathe): Promise<ToneSplit | undefined> {
  const looks: Look[] = [];
  for (const frame of frames) {
    looks.push(lookOf(frame));
    await breathe();
  }
  const reference = referenceOf(looks);
  const tones = looks.map((look) => toneBetween(reference, look));
  if (!isLitAsAWhole(looks, reference, tones)) return undefined;
  const tone = quantised(tones, reference);
  if (tone === undefined) return undefined;
  const decoded = decodeTone(tone, 'cosine', frames.length);
  const shown = frames.map((_, t) => toneAt(decoded, t, 1));
  const clear = [...shown.keys()].filter((t) => shown[t]!.gain >= LEAST_GAIN);
  if (clear.length === 0) return undefined;
  const own = new Map<number, Picture>();
  for (const t of clear) {
    own.set(t, withoutTone(frames[t]!, shown[t]!));
    await breathe();
  }
  const leastClipped = Math.min(...looks.map(({ clipped }) => clipped));
  return {
    tone,
    frames: frames.map((_, t) => own.get(nearestOf(clear, t))!),
    whole: looks.map(({ clipped }, t) => own.has(t) && clipped <= leastClipped + MOST_CLIPPED),
  };
}

/** Of the looks with nearly the highest contrast, without those that are clipped, the one of middling brightness. */
function referenceOf(looks: readonly Look[]): Look {
  const leastClipped = Math.min(...looks.map(({ clipped }) => clipped));
  const full = looks.filter(({ clipped }) => clipped <= leastClipped + MOST_CLIPPED);
  const highest = Math.max(...full.map(({ contrast }) => contrast));
  const near = full.filter(({ contrast }) => contrast >= NEARLY * highest).sort((a, b) => a.means[0] - b.means[0]);
  return near[near.length >> 1]!;
}

/** What makes one look of another, by contrast and means. */
function toneBetween(from: Look, to: Look): Tone {
  const gain = from.contrast < LEAST_CONTRAST ? 1 : to.contrast / from.contrast;
  const offset = (plane: 0 | 1 | 2): number => to.means[plane] - 128 - gain * (from.means[plane] - 128);
  return { gain, offsets: [offset(0), offset(1), offset(2)] };
}

/** Whether light changes, and explains what changes where it does. */
function isLitAsAWhole(looks: readonly Look[], reference: Look, tones: readonly Tone[]): boolean {
  let all = 0;
  let left = 0;
  for (const [t, { gain, offsets }] of tones.entries()) {
    let [own, effect, rest] = [0, 0, 0];
    for (const plane of [0, 1, 2] as const) {
      const cells = looks[t]!.cells[plane];
      for (const [i, x] of reference.cells[plane].entries()) {
        const lit = 128 + gain * (x - 128) + offsets[plane];
        effect += (lit - x) ** 2;
        own += (cells[i]! - x) ** 2;
        rest += (cells[i]! - lit) ** 2;
      }
    }
    if (effect < LEAST_CHANGE ** 2 * reference.cells[0].length) continue;
    all += own;
    left += rest;
  }
  return all > 0 && left <= MOST_LEFT * all;
}

/** A change of the tone: of the gain, and of the offsets of Y, U and V. */
type Change = readonly [number, number, number, number];

const SIZE = 4;
const UNITS: Change = [GAIN_UNIT, OFFSET_UNIT, OFFSET_UNIT, OFFSET_UNIT];

function quantised(tones: readonly Tone[], reference: Look): QuantisedTone | undefined {
  const metric = metricOf(reference);
  const product = (a: Change, b: Change): number =>
    a.reduce((sum, x, i) => sum + x * b.reduce((row, y, j) => row + metric[SIZE * i + j]! * y, 0), 0);
  const changes = tones.map(({ gain, offsets }): Change => [gain - 1, ...offsets]);
  const directions = principalDirections(changes, metric).map(inUnits);
  const real = directions.map((direction): Change => direction.map((value, i) => value * UNITS[i]!) as [...Change]);
  const series = seriesOf(changes, real, product);
  const sent = directions.flatMap(([gain, y, u, v], k): QuantisedToneChange[] => {
    const weight = product(real[k]!, real[k]!);
    const seriesStep = nearestStep(SERIES_LEVELS / Math.sqrt(weight));
    const coefficients = forwardTime('cosine', series[k]!);
    const lambda = SERIES_LEVELS ** 2 / STEP_BALANCE;
    const values = quantiseSeries('cosine', coefficients, quantiserStep(seriesStep), weight, 0, lambda);
    return values.some((value) => value !== 0) ? [{ gain, offsets: [y, u, v], series: values, seriesStep }] : [];
  });
  return sent.length === 0 ? undefined : { changes: sent };
}

/** Mean over the cells of the square of what a change does to them, all planes together, as a quadratic form. */
function metricOf({ cells }: Look): Float64Array {
  const metric = new Float64Array(SIZE * SIZE);
  for (const [plane, values] of cells.entries()) {
    const middle = mean(values) - 128;
    metric[0]! += mean(values.map((value) => (value - 128) ** 2));
    metric[plane + 1] = metric[SIZE * (plane + 1)] = middle;
    metric[(SIZE + 1) * (plane + 1)] = 1;
  }
  metric[0]! += 1e-3;
  return metric;
}

/** The directions in which changes lie, strongest first, as far as they are strong. */
function principalDirections(changes: readonly Change[], metric: Float64Array): Change[] {
  const { values, vectors } = symmetricEigen(metric, SIZE);
  const roots = values.map((value) => Math.sqrt(Math.max(value, 1e-6)));
  const even = changes.map((change) =>
    vectors.map((vector, k) => roots[k]! * vector.reduce((sum, x, i) => sum + x * change[i]!, 0)),
  );
  const covariance = Float64Array.from(
    { length: SIZE * SIZE },
    (_, i) => even.reduce((sum, each) => sum + each[i % SIZE]! * each[Math.floor(i / SIZE)]!, 0) / even.length,
  );
  const found = symmetricEigen(covariance, SIZE);
  return found.vectors
    .filter((_, k) => k === 0 || found.values[k]! > LEAST_STRENGTH ** 2)
    .map((direction) => {
      const change = [0, 0, 0, 0] as [number, number, number, number];
      for (const [k, vector] of vectors.entries())
        for (const [i, x] of vector.entries()) change[i]! += (x * direction[k]!) / roots[k]!;
      return change;
    });
}

/** A direction as the largest integers that there are. */
function inUnits(direction: Change): Change {
  const values = direction.map((value, i) => value / UNITS[i]!);
  const scale = TONE_RANGE.most / Math.max(...values.map(Math.abs));
  return values.map((value) => Math.round(scale * value)) as [...Change];
}

/** How far each change goes in each direction. */
function seriesOf(
  changes: readonly Change[],
  directions: readonly Change[],
  product: (a: Change, b: Change) => number,
): Float32Array[] {
  const count = directions.length;
  const normal = Float64Array.from({ length: count * count }, (_, i) =>
    product(directions[Math.floor(i / count)]!, directions[i % count]!),
  );
  const out = directions.map(() => new Float32Array(changes.length));
  for (const [t, change] of changes.entries()) {
    const right = Float64Array.from(directions, (direction) => product(direction, change));
    if (solvePositiveDefinite(normal.slice(), right, count)) for (let k = 0; k < count; k++) out[k]![t] = right[k]!;
  }
  return out;
}

/** A frame as it would be in the light of the reference. */
function withoutTone(frame: Picture, { gain, offsets }: Tone): Picture {
  const plane = (samples: Uint8Array, offset: number): Uint8Array => {
    const levels = Uint8ClampedArray.from({ length: 256 }, (_, x) => 128 + (x - 128 - offset) / gain);
    return samples.map((value) => levels[value]!);
  };
  return {
    ...frame,
    y: plane(frame.y, offsets[0]),
    u: plane(frame.u, offsets[1]),
    v: plane(frame.v, offsets[2]),
  };
}
