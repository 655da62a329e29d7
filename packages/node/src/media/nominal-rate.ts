import type * as av from 'node-av';
import { frameRateFrom, type FrameRate } from 'dynamics-codec/picture';

/** The declared rate where times are even, else the mean, brought to a usual rate where it is near one. */
export function nominalRate(stream: av.Stream): FrameRate {
  const mean = stream.avgFrameRate;
  const base = stream.rFrameRate;
  const meanFps = mean.num > 0 && mean.den > 0 ? mean.num / mean.den : 0;
  const baseFps = base.num > 0 && base.den > 0 ? base.num / base.den : 0;
  if (baseFps > 0 && baseFps <= 240 && (meanFps === 0 || Math.abs(baseFps / meanFps - 1) < 0.01)) {
    return usualRate(baseFps) ?? { numerator: base.num, denominator: base.den };
  }
  if (meanFps === 0) return { numerator: 25, denominator: 1 };
  return usualRate(meanFps) ?? frameRateFrom(Math.min(240, Math.round(meanFps * 100) / 100 || 1));
}

const USUAL_RATES: readonly FrameRate[] = [
  [10, 1],
  [12, 1],
  [25, 2],
  [15, 1],
  [20, 1],
  [24000, 1001],
  [24, 1],
  [25, 1],
  [30000, 1001],
  [30, 1],
  [48, 1],
  [50, 1],
  [60000, 1001],
  [60, 1],
  [100, 1],
  [120, 1],
].map(([numerator, denominator]) => ({ numerator: numerator!, denominator: denominator! }));

function usualRate(fps: number): FrameRate | undefined {
  let best: FrameRate | undefined;
  let error = 0.004;
  for (const rate of USUAL_RATES) {
    const distance = Math.abs(rate.numerator / rate.denominator / fps - 1);
    if (distance < error) {
      best = rate;
      error = distance;
    }
  }
  return best;
}
