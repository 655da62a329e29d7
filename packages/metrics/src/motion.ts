/**
 * @file Motion of a decoded clip against its original. A frozen picture can have a fine LPIPS in every frame, so motion
 * is measured as motion.
 *
 * tOF (Chu, Xie, Mayer, Leal-Taixe, Thuerey, "Learning Temporal Coherence via Self-Supervision for GAN-based Video
 * Generation", ACM TOG 2020): mean endpoint difference, in pixels, between the optical flows i -> i+1 of original and
 * decoded clip. The published metric uses Farneback's flow; here it is DIS at OpenCV's preset fast (`disFlow` in
 * motion), each pair on its own, without a flow to begin with: the values are those of OpenCV, whoever computes them. The
 * encoder plans motion by another estimator, but weighs what it planned by this one.
 *
 * Flicker: mean |frame i+1 - frame i| over RGB, decoded over original: 1 is right, 0 is frozen, above 1 restless.
 */
import { createFlow, disFlow, endpointError, type Flow } from 'dynamics-codec/motion';
import { assertSameSize, type RgbPicture } from './rgb-picture.js';

/**
 * Flow from a frame to the next on grey samples, one vector for each pixel, in pixels:
 * `frame(x) ~ next(x + flow(x))`.
 * @throws InvalidOptionError for two sizes, or sides below 8
 */
export function stepFlow(frame: RgbPicture, next: RgbPicture): Flow {
  const plane = ({ width, height, grey }: RgbPicture) => ({ width, height, data: grey });
  return disFlow(plane(frame), plane(next));
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
