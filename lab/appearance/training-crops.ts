import { namedNumber } from '../training/held-out.js';

/** A square window of a picture that was scaled so that its shorter side has `shorter` pixels. */
export interface TrainingCrop {
  readonly shorter: number;
  /** Place of the window, 0 (left, top) to 1 (right, bottom). */
  readonly x: number;
  readonly y: number;
}

/**
 * Windows of `side` pixels of a photograph: the whole of it, then ever closer ones as far as its pixels go. Mostly far
 * downscaled, so that they look like pictures of scenes, not like details.
 */
export function cropsOf(source: string, shorter: number, side: number): TrainingCrop[] {
  const wanted = [
    { scale: 1, count: 1 },
    { scale: 1.5, count: 1 },
    { scale: 2.3, count: 2 },
    { scale: 3.6, count: 1 },
  ];
  const crops: TrainingCrop[] = [];
  for (const { scale, count } of wanted) {
    const scaled = Math.round(side * scale);
    if (scaled > shorter && scale > 1) break;
    for (let i = 0; i < count; i++) {
      const name = `${source} ${scale} ${i}`;
      crops.push({ shorter: scaled, x: namedNumber(`${name} x`), y: namedNumber(`${name} y`) });
    }
  }
  return crops;
}

/**
 * Qualities of the still encoder, one from each of `count` equal parts of the range: square-root spaced, as low
 * qualities are what is restored most.
 */
export function qualitiesOf(source: string, count: number, lowest: number, highest: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const share = (i + namedNumber(`${source} quality ${i}`)) / count;
    return Math.round(lowest + (highest - lowest) * share ** 1.5);
  });
}
