/** @file Filters of samples that the variants of key pictures are made of. Planes are row-major bytes or floats. */
import { chromaSide, resamplePlane, type Picture } from 'dynamics-codec/picture';
import type { Flow } from 'dynamics-codec/motion';

type Samples = Uint8Array | Float32Array;

/** Binomial blur (1 2 1) in both directions. */
export function binomial(samples: Samples, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const rows = [Math.max(y - 1, 0) * width, y * width, y * width, Math.min(y + 1, height - 1) * width];
    for (let x = 0; x < width; x++) {
      const left = Math.max(x - 1, 0);
      const right = Math.min(x + 1, width - 1);
      let sum = 0;
      for (const row of rows) sum += samples[row + left]! + 2 * samples[row + x]! + samples[row + right]!;
      out[y * width + x] = sum / 16;
    }
  }
  return out;
}

/** Bilateral filter over 5x5 samples (Tomasi and Manduchi 1998): smooths what differs by less than about `levels`. */
export function bilateral(samples: Samples, width: number, height: number, levels: number): Float32Array {
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const centre = samples[y * width + x]!;
      let sum = 0;
      let weights = 0;
      for (let j = Math.max(0, y - 2); j <= Math.min(height - 1, y + 2); j++) {
        for (let i = Math.max(0, x - 2); i <= Math.min(width - 1, x + 2); i++) {
          const value = samples[j * width + i]!;
          const weight = Math.exp(-((i - x) ** 2 + (j - y) ** 2) / 4 - (value - centre) ** 2 / (2 * levels * levels));
          sum += weight * value;
          weights += weight;
        }
      }
      out[y * width + x] = sum / weights;
    }
  }
  return out;
}

/** The picture with other luma samples, rounded and clamped. */
export function withLuma(picture: Picture, luma: Float32Array): Picture {
  return { ...picture, y: bytes(luma) };
}

/** The picture with both chroma planes filtered. */
export function withChroma(
  picture: Picture,
  filter: (samples: Uint8Array, width: number, height: number) => Float32Array,
): Picture {
  const [width, height] = [chromaSide(picture.width), chromaSide(picture.height)];
  return { ...picture, u: bytes(filter(picture.u, width, height)), v: bytes(filter(picture.v, width, height)) };
}

/** Luma blended towards `other` by a share per sample, 0 to 1. */
export function blendLuma(picture: Picture, other: Float32Array, share: (i: number) => number): Picture {
  return withLuma(
    picture,
    Float32Array.from(picture.y, (value, i) => value + share(i) * (other[i]! - value)),
  );
}

/** Root mean square displacement over a clip in pixels, at the size of the picture. */
export function motionStrength(flows: readonly Flow[], width: number, height: number): Float32Array {
  const { width: columns, height: rows } = flows[0]!;
  const energy = new Float32Array(columns * rows);
  for (const { data } of flows) {
    for (let i = 0; i < energy.length; i++) energy[i]! += (data[2 * i]! ** 2 + data[2 * i + 1]! ** 2) / flows.length;
  }
  return resamplePlane({ width: columns, height: rows, data: energy }, width, height).data.map((value) =>
    Math.sqrt(Math.max(0, value)),
  );
}

function bytes(samples: Float32Array): Uint8Array {
  return Uint8Array.from(Uint8ClampedArray.from(samples));
}
