/**
 * @file Motion of a decoded clip against its original. A frozen picture can have a fine LPIPS in every frame, so motion
 * is measured as motion.
 *
 * tOF (Chu, Xie, Mayer, Leal-Taixe, Thuerey, "Learning Temporal Coherence via Self-Supervision for GAN-based Video
 * Generation", ACM TOG 2020): mean endpoint difference, in pixels, between the optical flows i -> i+1 of original and
 * decoded clip. Flow: this package's estimator at quality `fast` on luma at half size, without warm-up (each pair on its
 * own). The published metric uses Farneback's flow, the referee of this project OpenCV's DIS at preset fast, which works at
 * a quarter of the size: full-size flow follows coding noise that DIS does not see. Half size was picked on two clips
 * (correlation with the referee over the VVC streams of a clip 0.92 and 0.999, mean ratio 1.01 and 1.05; full size 0.66
 * and 0.998, 1.06 and 1.32). On five clips looked at only afterwards it is 0.63 to 0.998, and 0.68 to 1.20 times the
 * referee's values: comparable in rank where there is texture, poorly in darkness and smoke (docs/benchmarks.md).
 *
 * Flicker: mean |frame i+1 - frame i| over RGB, decoded over original: 1 is right, 0 is frozen, above 1 restless.
 */
import { createFlow, endpointError, FlowEstimator, preparePyramid, type Flow } from '../motion/index.js';
import { resamplePlane } from '../picture/index.js';
import { assertSameSize, type RgbPicture } from './rgb-picture.js';

/** Finds the flow between consecutive frames of clips of one size; owns the working memory for it. */
export class StepFlow {
  readonly #estimator: FlowEstimator;

  /** @param width sides of the frames in pixels, at least 16 */
  constructor(width: number, height: number) {
    this.#estimator = new FlowEstimator(Math.ceil(width / 2), Math.ceil(height / 2), 'fast');
  }

  /**
   * Flow from `frame` to `next`: `frame(x) ~ next(x + flow(x))`, one vector for each 2x2 pixels, in pixels of the frames.
   * @throws InvalidOptionError for other sizes
   */
  between(frame: RgbPicture, next: RgbPicture): Flow {
    const { width, height } = this.#estimator;
    const half = ({ width: w, height: h, grey }: RgbPicture) => preparePyramid(resamplePlane({ width: w, height: h, data: Float32Array.from(grey) }, width, height));
    const flow = this.#estimator.estimate(half(frame), half(next));
    for (let i = 0; i < flow.data.length; i++) flow.data[i] = 2 * flow.data[i]!;
    return flow;
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
