import { ENCODE } from './module.js';

/**
 * Planes of an error: ex, ey, wx, wy (W e), xx, xy, yy, each `stride * height` floats. Columns of zeros at the right let boxes
 * be passed in fours.
 */
export interface ErrorPlanes {
  readonly width: number;
  readonly height: number;
  /** Floats per row. */
  readonly stride: number;
  readonly data: Float32Array;
}

/** Pictures of coefficients: profiles across and down, and the boxes that they fill. */
interface SeparablePictures {
  readonly lines: Float32Array;
  readonly across: Int32Array;
  readonly down: Int32Array;
  readonly gains: Float32Array;
  readonly boxes: Int16Array;
}

/** What asks for an error and changes it. */
export interface MapErrorKernel {
  /** Sum over the picture of a coefficient of the weighted error along an axis. */
  readonly gradient: (at: number, axis: 0 | 1) => number;
  /** Energy of the weighted error in the box of a coefficient. */
  readonly mostGain: (at: number) => number;
  /** Adds the picture of a coefficient, of height `-moved`, to the error along an axis. */
  readonly take: (at: number, axis: 0 | 1, moved: number) => void;
}

/**
 * Calls `work` with the error of a map, which lies in the memory of kernels until it returns. It must not call other kernels
 * of the encoder. Twin: `PlainMapError` in `motion/tokens/map-error.ts`.
 * @returns whether it was done
 */
export function withMapErrorKernel(
  { width, height, stride, data }: ErrorPlanes,
  { lines, across, down, gains, boxes }: SeparablePictures,
  work: (error: MapErrorKernel) => void,
): boolean {
  return ENCODE.run((exports, arena) => {
    const words = [
      width,
      height,
      4 * stride,
      arena.put(data),
      4 * stride * height,
      arena.put(boxes),
      arena.put(lines),
      arena.put(across),
      arena.put(down),
      arena.put(gains),
      arena.room(8 * (width + 1) * height),
      arena.room(height),
    ];
    const block = arena.put(Int32Array.from(words));
    exports.mapErrorBegin(block);
    work({
      gradient: (at, axis) => exports.mapErrorGradient(block, at, axis),
      mostGain: (at) => exports.mapErrorMostGain(block, at),
      take: (at, axis, moved) => exports.mapErrorTake(block, at, axis, moved),
    });
  });
}
