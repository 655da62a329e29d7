import { exponential } from '../../math/index.js';
import type { Plane } from '../../picture/index.js';

/** Passes of a smoothing, each along rows and columns, forth and back. */
const PASSES = 2;
/** Difference of the guide, in luma code values, that counts as much as `reach` cells. */
const LUMA_RANGE = 250;

/**
 * Smooths planes on one grid so that values spread within what looks alike in a guide and hardly across its edges (the
 * recursive filter of Gastal and Oliveira, "Domain transform for edge-aware image and video processing", SIGGRAPH 2011,
 * section 5).
 */
export class EdgeAwareSmoothing {
  private readonly across: Float32Array[] = [];
  private readonly down: Float32Array[] = [];

  /**
   * @param guide luma code values on the grid of the planes
   * @param reach standard deviation of the smoothing where the guide is flat, in cells
   */
  constructor(
    private readonly guide: Plane,
    reach: number,
  ) {
    const { width, height, data } = guide;
    for (let pass = 0; pass < PASSES; pass++) {
      const sigma = (reach * Math.sqrt(3) * 2 ** (PASSES - 1 - pass)) / Math.sqrt(4 ** PASSES - 1);
      const decay = -Math.SQRT2 / Math.max(sigma, 1e-3);
      const across = new Float32Array(data.length);
      const down = new Float32Array(data.length);
      for (let y = 0, at = 0; y < height; y++) {
        for (let x = 0; x < width; x++, at++) {
          const toLeft = x > 0 ? Math.abs(data[at]! - data[at - 1]!) : 0;
          const toTop = y > 0 ? Math.abs(data[at]! - data[at - width]!) : 0;
          across[at] = exponential(decay * (1 + (reach * toLeft) / LUMA_RANGE));
          down[at] = exponential(decay * (1 + (reach * toTop) / LUMA_RANGE));
        }
      }
      this.across.push(across);
      this.down.push(down);
    }
  }

  /** Smooths `width * height` values in place. */
  smooth(data: Float32Array): void {
    const { width, height } = this.guide;
    for (let pass = 0; pass < PASSES; pass++) {
      const across = this.across[pass]!;
      const down = this.down[pass]!;
      for (let y = 0; y < height; y++) {
        const row = y * width;
        for (let at = row + 1; at < row + width; at++) data[at]! += across[at]! * (data[at - 1]! - data[at]!);
        for (let at = row + width - 2; at >= row; at--) data[at]! += across[at + 1]! * (data[at + 1]! - data[at]!);
      }
      for (let at = width; at < width * height; at++) data[at]! += down[at]! * (data[at - width]! - data[at]!);
      for (let at = width * (height - 1) - 1; at >= 0; at--)
        data[at]! += down[at + width]! * (data[at + width]! - data[at]!);
    }
  }
}
