/**
 * @file Grain in place of the fine texture that coarse coding takes away, in the manner of the film grain synthesis of AV1
 * (Norkin and Birkbeck, "Film Grain Synthesis for AV1 Video Codec", DCC 2018): the encoder measures how much is gone, the
 * decoder puts back noise of that strength. AV1's own tool scales noise by the brightness alone, and a still's grain could
 * not move with the scene; here it follows the texture's contrast, and is added to the key picture before it is warped.
 *
 * Two amounts make one byte: noise everywhere (a camera's), and noise in proportion to the contrast of the texture around
 * a sample (foliage, water, stone). Contrast is eroded, so that single edges, which have something flat beside them, stay
 * clean: without that, LPIPS of a washing line rises instead of falling, and the noise along its edges is plain to see.
 * Amounts are fitted to the local energy above a 3x3 binomial blur that the coded picture lacks, by non-negative least
 * squares relative to the energy of the original, since a little noise where nothing was is seen more than too little of it
 * in texture.
 *
 * At equal LPIPS that saves a median of 20 % of the bytes of key pictures on twelve training clips; further terms (brightness,
 * contrast over wider windows or with its edges) gain nothing (docs/decisions/0010, `lab/key-picture`). All arithmetic is that of
 * JavaScript's numbers, so the grain is the same everywhere.
 */
import { atOnce, clamp, FOUR_BYTES_DEVIATION, NoiseSequence, type Steps } from '../math/index.js';
import { boxMeanSteps, byLines, bySamples, deviationSteps, leastSteps } from './local-statistics.js';
import { createPicture, type Picture } from './picture.js';

/** How much grain a picture gets. Both sources of noise are independent: their variances add. */
export interface GrainAmount {
  /** Standard deviation of noise everywhere, in levels. */
  readonly even: number;
  /** Standard deviation of noise in texture, as a share of the texture's contrast. */
  readonly textured: number;
}

/** No grain at all, code 0. */
export const NO_GRAIN: GrainAmount = { even: 0, textured: 0 };

/** Steps of the two amounts in a grain code, and how many there are. */
const EVEN_STEP = 0.2;
const TEXTURED_STEP = 0.05;
const STEPS = 15;

const CONTRAST_RADIUS = 2;
const EDGE_RADIUS = 3;
const ENERGY_RADIUS = 4;
/** Variance of white noise of variance 1 above a 3x3 binomial blur. */
const FINE_SHARE = 0.640625;
/** Energy, in squared levels, below which differences of energy are not relative to it any more. */
const UNSEEN_ENERGY = 4;
/** What was measured is raised by this: LPIPS falls on to 1.3, MS-SSIM pays more and more. */
const EMPHASIS = 1.15;

/**
 * Contrast of the texture around each luma sample, `width * height` in levels: the standard deviation over 5x5 samples,
 * its least over 7x7, and the mean of that over 7x7.
 */
export function textureContrast(picture: Picture): Float32Array {
  return atOnce(contrastSteps(picture));
}

function* contrastSteps({ width, height, y }: Picture): Steps<Float32Array> {
  const deviation = yield* deviationSteps(y, width, height, CONTRAST_RADIUS);
  const eroded = yield* leastSteps(deviation, width, height, EDGE_RADIUS);
  return yield* boxMeanSteps(eroded, width, height, EDGE_RADIUS);
}

/**
 * A picture with grain in its luma; the picture itself where the amount is none.
 * @param seed any integer; the same one gives the same grain
 */
export function addGrain(picture: Picture, amount: GrainAmount, seed: number): Picture {
  return atOnce(grainSteps(picture, amount, seed));
}

/** {@link addGrain} in steps: at 8 million pixels it takes seconds. */
export function* grainSteps(picture: Picture, { even, textured }: GrainAmount, seed: number): Steps<Picture> {
  if (even <= 0 && textured <= 0) return picture;
  const { width, height, y } = picture;
  const out = createPicture(width, height);
  out.u.set(picture.u);
  out.v.set(picture.v);
  const contrast = yield* contrastSteps(picture);
  const noise = new NoiseSequence(seed);
  yield* bySamples(out.y, (i) => {
    const inTexture = textured * contrast[i]!;
    const level = Math.sqrt(even * even + inTexture * inTexture) / FOUR_BYTES_DEVIATION;
    return clamp(Math.round(y[i]! + noise.next() * level), 0, 255);
  });
  return out;
}

/**
 * The grain that a coded picture lacks.
 * @param original picture of the same size as `shown`
 * @param shown the picture that grain will be added to: decoded and restored
 */
export function measureGrain(original: Picture, shown: Picture): GrainAmount {
  return atOnce(measuringSteps(original, shown));
}

/** {@link measureGrain} in steps. */
export function* measuringSteps(original: Picture, shown: Picture): Steps<GrainAmount> {
  const { width, height } = shown;
  const wanted = yield* fineEnergy(original);
  const present = yield* fineEnergy(shown);
  const contrast = yield* contrastSteps(shown);
  let [ee, et, tt, em, tm] = [0, 0, 0, 0, 0];
  yield* byLines(height, width, (row) => {
    for (let i = row * width; i < (row + 1) * width; i++) {
      const weight = 1 / ((wanted[i]! + UNSEEN_ENERGY) * (wanted[i]! + UNSEEN_ENERGY));
      const missing = (wanted[i]! - present[i]!) / FINE_SHARE;
      const texture = contrast[i]! * contrast[i]!;
      ee += weight;
      et += weight * texture;
      tt += weight * texture * texture;
      em += weight * missing;
      tm += weight * texture * missing;
    }
  });
  const determinant = ee * tt - et * et;
  const both = determinant > 1e-9 * ee * tt;
  let even = both ? (em * tt - tm * et) / determinant : em / ee;
  let textured = both ? (tm * ee - em * et) / determinant : 0;
  if (even < 0) textured = tm / tt;
  else if (textured < 0) even = em / ee;
  return { even: EMPHASIS * Math.sqrt(Math.max(even, 0)), textured: EMPHASIS * Math.sqrt(Math.max(textured, 0)) };
}

/** An amount as one byte, rounded to its steps: even noise in its upper half, noise in texture in the lower. */
export function grainCode({ even, textured }: GrainAmount): number {
  const steps = (amount: number, step: number): number => clamp(Math.round(amount / step), 0, STEPS);
  return (steps(even, EVEN_STEP) << 4) | steps(textured, TEXTURED_STEP);
}

/** The amount that a code stands for; any byte is one. */
export function grainAmount(code: number): GrainAmount {
  return { even: ((code >> 4) & 15) * EVEN_STEP, textured: (code & 15) * TEXTURED_STEP };
}

/** Mean over 9x9 samples of the squared difference to a 3x3 binomial blur. */
function* fineEnergy({ width, height, y }: Picture): Steps<Float32Array> {
  const squares = new Float32Array(width * height);
  yield* byLines(height, width, (row) => {
    const above = Math.max(row - 1, 0) * width;
    const here = row * width;
    const below = Math.min(row + 1, height - 1) * width;
    for (let x = 0; x < width; x++) {
      const left = Math.max(x - 1, 0);
      const right = Math.min(x + 1, width - 1);
      const corners = y[above + left]! + y[above + right]! + y[below + left]! + y[below + right]!;
      const sides = y[above + x]! + y[here + left]! + y[here + right]! + y[below + x]!;
      const detail = y[here + x]! - (corners + 2 * sides + 4 * y[here + x]!) / 16;
      squares[here + x] = detail * detail;
    }
  });
  return yield* boxMeanSteps(squares, width, height, ENERGY_RADIUS);
}
