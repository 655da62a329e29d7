/** @file Mix of the luma of two phases, in single precision as the kernel does it. */
import { mixLumaKernel, type Band, type LumaMix } from '../kernels/show/index.js';

const f = Math.fround;

/** Mixes two phases and lifts contrast around the local mean. @param band rows of `out` that are overwritten */
export function mixLuma(mix: LumaMix, out: Uint8Array, band: Band = { from: 0, to: mix.height }): void {
  if (!mixLumaKernel(mix, band, out)) mixPlainly(mix, band, out);
}

function mixPlainly(mix: LumaMix, { from, to }: Band, out: Uint8Array): void {
  const { width, flows, gains, gridWidth, columns, rows, first, second } = mix;
  const [wa, wb] = [f(mix.weights[0]), f(mix.weights[1])];
  const least = f(mix.least);
  const meanAt = localMeans(mix);
  for (let y = from, at = from * width; y < to; y++) {
    for (let x = 0; x < width; x++, at++) {
      const cell = rows[y]! * gridWidth + columns[x]!;
      const mixed = f(f(first[at]! * wa) + f(second[at]! * wb));
      const gain = gains[cell]!;
      let value = mixed;
      if (gain >= least) {
        const i = 4 * cell;
        const [px, py] = [x + 0.5, y + 0.5];
        const a = meanAt(f(px + flows[i]!), f(py + flows[i + 1]!));
        const middle = f(f(a * wa) + f(meanAt(f(px + flows[i + 2]!), f(py + flows[i + 3]!)) * wb));
        value = f(middle + f(f(mixed - middle) * gain));
      }
      out[at] = f(Math.min(Math.max(value, 0), 255) + 0.5);
    }
  }
}

/** The local mean at a place of the picture, in pixels. */
function localMeans({ mean, width, height }: LumaMix): (x: number, y: number) => number {
  const { data } = mean;
  const [across, down] = [f(mean.width / width), f(mean.height / height)];
  const [right, bottom] = [f(mean.width - f(1.001)), f(mean.height - f(1.001))];
  return (x, y) => {
    const px = Math.min(Math.max(f(f(x * across) - 0.5), 0), right);
    const py = Math.min(Math.max(f(f(y * down) - 0.5), 0), bottom);
    const [ix, iy] = [Math.floor(px), Math.floor(py)];
    const [fx, fy] = [f(px - ix), f(py - iy)];
    const i = iy * mean.width + ix;
    const left = f(data[i]! + f(f(data[i + mean.width]! - data[i]!) * fy));
    const next = f(data[i + 1]! + f(f(data[i + mean.width + 1]! - data[i + 1]!) * fy));
    return f(left + f(f(next - left) * fx));
  };
}
