/**
 * @file Motion of a decoded clip against its original. A frozen picture can have a fine LPIPS in every frame, so motion
 * is measured as motion.
 *
 * tOF (Chu, Xie, Mayer, Leal-Taixe, Thuerey, "Learning Temporal Coherence via Self-Supervision for GAN-based Video
 * Generation", ACM TOG 2020): mean endpoint difference, in pixels, between the optical flows i -> i+1 of original and
 * decoded clip. Flow: this package's estimator at quality `fast` on luma, without warm-up (each pair on its own); the
 * published metric uses Farneback's, the referee of this project OpenCV's DIS, so values of different tools are
 * comparable in rank and roughly in size, not digit by digit (figures in docs/benchmarks.md).
 *
 * Flicker: mean |frame i+1 - frame i| over RGB, decoded over original: 1 is right, 0 is frozen, above 1 restless.
 */
import { createFlow, endpointError, FlowEstimator, preparePyramid, type Flow } from '../motion/index.js';
import { assertSameSize, type RgbPicture } from './rgb-picture.js';

/** Finds the flow between consecutive frames of clips of one size; owns the working memory for it. */
export class StepFlow {
  readonly #estimator: FlowEstimator;

  /** @param width sides of the frames in pixels, at least 8 */
  constructor(width: number, height: number) {
    this.#estimator = new FlowEstimator(width, height, 'fast');
  }

  /** Flow from `frame` to `next`: `frame(x) ~ next(x + flow(x))`. @throws InvalidOptionError for other sizes */
  between(frame: RgbPicture, next: RgbPicture): Flow {
    return this.#estimator.estimate(preparePyramid(lumaOf(frame)), preparePyramid(lumaOf(next)));
  }
}

/** Mean length of a flow's vectors in pixels: the tOF of a frozen picture. */
export function meanFlowLength(flow: Flow): number {
  return endpointError(flow, createFlow(flow.width, flow.height));
}

/**
 * Mean absolute difference of the RGB samples of two frames, 0 to 255.
 * @throws InvalidOptionError where the sizes differ
 */
export function meanDifference(a: RgbPicture, b: RgbPicture): number {
  assertSameSize(a, b);
  let sum = 0;
  for (let i = 0; i < a.rgb.length; i++) sum += Math.abs(a.rgb[i]! - b.rgb[i]!);
  return sum / a.rgb.length;
}

function lumaOf({ width, height, grey }: RgbPicture) {
  return { width, height, data: Float32Array.from(grey) };
}
