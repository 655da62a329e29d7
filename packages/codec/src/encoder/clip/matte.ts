import { MATTE_SECTION, type Section } from '../../bitstream/index.js';
import { isClear, onMatte, withoutCover, type Picture } from '../../picture/index.js';

/** Greys that pictures may be laid over: black unless another shows edges clearly better. */
const MATTES = [0, 255, 128] as const;
/** Contrast beyond which an edge is seen no better, in levels. */
const PLAIN = 64;
/** How much more contrast another grey than the first must give, in levels. */
const CLEARLY = 8;
/** Alpha from which a pixel counts as covering. */
const COVERS = 128;

/**
 * Lays the pictures of a clip that do not cover everything over one grey, which the first of them decides: one that edges
 * stand out against, so that motion is found and judged by them as well.
 */
export class Matte {
  /** Luma of the grey; `undefined` while all pictures are opaque. */
  luma: number | undefined;

  /** A picture over the grey; without a cover where nothing shows through. */
  under(picture: Picture): Picture {
    if (picture.cover === undefined) return picture;
    if (!isClear(picture)) return withoutCover(picture);
    this.luma ??= chooseMatte(picture);
    return onMatte(picture, this.luma);
  }

  /** What the header of the stream says of it. */
  get sections(): readonly Section[] {
    return this.luma === undefined ? [] : [{ id: MATTE_SECTION, critical: false, data: Uint8Array.of(this.luma) }];
  }
}

/** Pictures over black, opaque: for streams whose header is written before it is known whether anything shows through. */
export async function* overBlack(frames: AsyncIterable<Picture>): AsyncGenerator<Picture, void, undefined> {
  for await (const frame of frames) yield withoutCover(onMatte(frame, 0));
}

/** The grey that the edges of a picture stand out against. */
export function chooseMatte(picture: Picture): number {
  const { y, cover } = onMatte(picture, 0);
  if (cover === undefined) return MATTES[0];
  const { alpha } = cover;
  const { width } = picture;
  const contrasts = MATTES.map(() => 0);
  let edges = 0;
  for (let i = 0; i < y.length; i++) {
    const covered = alpha[i]!;
    if (covered < COVERS) continue;
    const [left, right] = [i % width === 0 ? i : i - 1, (i + 1) % width === 0 ? i : i + 1];
    if (![left, right, i - width, i + width].some((at) => (alpha[at] ?? COVERS) < COVERS)) continue;
    edges++;
    const luma = Math.min(255, (y[i]! * 255) / covered);
    MATTES.forEach((matte, m) => (contrasts[m]! += Math.min(PLAIN, Math.abs(luma - matte))));
  }
  let best = 0;
  contrasts.forEach((contrast, m) => {
    if (contrast > contrasts[best]! + CLEARLY * edges) best = m;
  });
  return MATTES[best]!;
}
