import type { Layer } from './layer.js';
import { smoothstep } from './noise.js';

const EXPOSURE = 1.02;

/** Linear light to a displayed value, 0..255: filmic shoulder (fit by K. Narkowicz, 2016), then the sRGB curve. */
function displayed(linear: number): number {
  const v = linear * EXPOSURE * 0.72;
  const film = Math.min(1, Math.max(0, (v * (2.51 * v + 0.03)) / (v * (2.43 * v + 0.59) + 0.14)));
  return 255 * (film <= 0.0031308 ? 12.92 * film : 1.055 * Math.pow(film, 1 / 2.4) - 0.055);
}

const TABLE_STEPS = 4096;
const TABLE_TOP = 6;
const TABLE = Float32Array.from({ length: TABLE_STEPS + 1 }, (_, i) => {
  const root = i / TABLE_STEPS;
  return displayed(root * root * TABLE_TOP);
});

/**
 * Averages `side` x `side` samples per pixel and develops the result.
 *
 * @returns interleaved 8-bit RGB, sRGB curve
 */
export function develop(frame: Layer, side: number): Uint8Array {
  const width = frame.width / side;
  const height = frame.height / side;
  const result = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const corner = Math.hypot(x / width - 0.52, y / height - 0.47);
      const vignette = (1 - 0.3 * smoothstep(0.42, 0.85, corner)) / (side * side);
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let sy = 0; sy < side; sy++) {
          for (let sx = 0; sx < side; sx++) {
            sum += Math.min(TABLE_TOP, frame.data[((y * side + sy) * frame.width + x * side + sx) * 4 + c]!);
          }
        }
        const at = Math.sqrt(Math.min(1, (sum * vignette) / TABLE_TOP)) * TABLE_STEPS;
        result[(y * width + x) * 3 + c] = Math.round(TABLE[Math.round(at)]!);
      }
    }
  }
  return result;
}
