import type { NetworkTensor } from '../network.js';

/**
 * Planes side by side in one tensor of a batch of one, 1 x planes x height x width, padded to sides that are multiples of
 * what a network needs: beyond the grid its last cells go on.
 * @param size of the planes
 */
export function paddedPlanes(
  planes: readonly Float32Array[],
  { width, height }: { readonly width: number; readonly height: number },
  multiple: number,
): NetworkTensor {
  const wide = Math.ceil(width / multiple) * multiple;
  const high = Math.ceil(height / multiple) * multiple;
  const data = new Float32Array(planes.length * wide * high);
  for (const [k, plane] of planes.entries())
    for (let y = 0, at = k * wide * high; y < high; y++) {
      const row = Math.min(y, height - 1) * width;
      for (let x = 0; x < wide; x++) data[at++] = plane[row + Math.min(x, width - 1)]!;
    }
  return { data, shape: [1, planes.length, high, wide] };
}
