import { InvalidOptionError } from '../../picture/index.js';

/**
 * Dense optical flow: one displacement per pixel. `data` holds `height * width * 2` values, row-major, x (to the right)
 * then y (downwards), in pixels.
 *
 * Flow is backward unless named otherwise: the flow of a target over a reference says where each pixel of the target
 * came from, `target(x) ~ reference(x + flow(x))`.
 */
export interface Flow {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** A new flow of the given size in pixels, zero everywhere. */
export function createFlow(width: number, height: number): Flow {
  return { width, height, data: new Float32Array(width * height * 2) };
}

/**
 * Checks that a flow has the expected size in pixels and as many values as that takes.
 * @throws InvalidOptionError
 */
export function assertFlowSize(flow: Flow, width: number, height: number, name: string): void {
  if (flow.width !== width || flow.height !== height) {
    throw new InvalidOptionError(`${name} size`, `${width}x${height}`, `${flow.width}x${flow.height}`);
  }
  if (flow.data.length !== width * height * 2) {
    throw new InvalidOptionError(`${name}.data.length`, String(width * height * 2), flow.data.length);
  }
}

/**
 * Mean endpoint error between two flows of equal size, in pixels, leaving out `margin` pixels at each border.
 * @throws InvalidOptionError where the sizes differ
 */
export function endpointError(a: Flow, b: Flow, margin = 0): number {
  assertFlowSize(b, a.width, a.height, 'b');
  let sum = 0;
  let count = 0;
  for (let y = margin; y < a.height - margin; y++) {
    for (let x = margin; x < a.width - margin; x++) {
      const i = (y * a.width + x) * 2;
      const dx = a.data[i]! - b.data[i]!;
      const dy = a.data[i + 1]! - b.data[i + 1]!;
      sum += Math.sqrt(dx * dx + dy * dy);
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}
