/** A square window of a picture that was scaled so that its shorter side has `shorter` pixels. */
export interface TrainingCrop {
  readonly shorter: number;
  /** Place of the window, 0 (left, top) to 1 (right, bottom). */
  readonly x: number;
  readonly y: number;
}

/** FNV-1a over UTF-16 units, 32 bits: a number that a name always has. */
export function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** Number from 0 to 1 that depends on nothing but its name. */
export function namedNumber(name: string): number {
  return nameHash(name) / 2 ** 32;
}

/** One source in eight is held out: a source is a clip or a photograph, with all its crops and frames. */
export function isHeldOut(source: string): boolean {
  return nameHash(source) % 8 === 0;
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
