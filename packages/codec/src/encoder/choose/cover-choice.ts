import {
  COVER_CONTRASTS,
  coverSize,
  fullCover,
  joinCover,
  MOST_COVER_SCALE,
  type StillDecoder,
  type StillEncoder,
} from '../../key/index.js';
import type { Breathe } from '../../math/index.js';
import { createPicture, resamplePicture, type Picture } from '../../picture/index.js';

/** Of the still encoder. */
const STILL_EFFORT = 4;
/** Share of a group's bytes that its alpha may take. */
const SHARE = 0.15;
/** Alpha of so few bytes is not worth less. */
const LEAST_BYTES = 64;
/** Most bytes that a section takes: alpha beyond is not sent finer. */
const MOST_BYTES = 65_000;
/** PSNR of alpha, in decibels, from which more bytes go into the picture; with a target in quality, at quality 0 and 100. */
const FINE = 40;
const FINE_BY_QUALITY = [28, 48] as const;
/** Qualities of stills that are tried at each scale, until one is fine or takes too much. */
const QUALITIES = [1, 8, 16, 26, 38, 52, 68, 84] as const;
/** Bytes of the section of the group and of that of the header, besides their data. */
const OVERHEAD = 8;

/** Bytes that alpha takes of a group. @param data bytes of its section; without any there is no section */
export function coverBytes(data: number): number {
  return data === 0 ? 0 : data + OVERHEAD;
}

/** Bytes or quality of the group that the alpha belongs to. */
type CoverTarget = { readonly bytes: number } | { readonly quality: number };

interface Tried {
  readonly data: Uint8Array;
  /** Mean square error of the alpha. */
  readonly error: number;
}

/**
 * The alpha of a key picture as bytes: the fewest that show it finely, or the finest within its share of the group.
 * @returns nothing where the picture is opaque
 */
export async function chooseCover(
  key: Picture,
  target: CoverTarget,
  stills: StillEncoder & StillDecoder,
  breathe: Breathe,
): Promise<Uint8Array> {
  if (key.cover === undefined) return new Uint8Array(0);
  const [most, fine] = limitsOf(target);
  const tried: Tried[] = [];
  for (let scale = MOST_COVER_SCALE; scale >= 0; scale--) {
    const small = planeAt(key, key.cover.alpha, scale);
    for (const quality of QUALITIES) {
      const still = await stills.encode(small, { quality, effort: STILL_EFFORT });
      await breathe();
      if (tried.length > 0 && still.length + 1 > most) break;
      const decoded = await stills.decode(still, small.width, small.height);
      const best = bestContrast(decoded, key, key.cover.alpha);
      tried.push({ data: joinCover({ scale, contrast: best.contrast }, still), error: best.error });
      await breathe();
      if (best.error <= fine) break;
    }
  }
  const fit = tried.filter(({ data }) => data.length <= most);
  const good = fit.filter(({ error }) => error <= fine);
  if (good.length > 0) return leastBy(good, ({ data }) => data.length).data;
  return fit.length > 0 ? leastBy(fit, ({ error }) => error).data : leastBy(tried, ({ data }) => data.length).data;
}

/** Most bytes, and the mean square error below which alpha is fine. */
function limitsOf(target: CoverTarget): readonly [bytes: number, error: number] {
  const errorAt = (decibels: number): number => 255 ** 2 / 10 ** (decibels / 10);
  if ('bytes' in target)
    return [Math.min(MOST_BYTES, Math.max(LEAST_BYTES, Math.floor(SHARE * target.bytes))), errorAt(FINE)];
  const [low, high] = FINE_BY_QUALITY;
  return [MOST_BYTES, errorAt(low + ((high - low) * target.quality) / 100)];
}

function planeAt({ width, height }: Picture, alpha: Uint8Array, scale: number): Picture {
  const full = { ...createPicture(width, height), y: alpha };
  if (scale === 0) return full;
  const size = coverSize(full, scale);
  return resamplePicture(full, size.width, size.height);
}

function bestContrast(decoded: Picture, size: Picture, alpha: Uint8Array): { contrast: number; error: number } {
  return leastBy(
    COVER_CONTRASTS.map((factor, contrast) => ({
      contrast,
      error: meanSquare(fullCover(decoded, size, factor), alpha),
    })),
    ({ error }) => error,
  );
}

function meanSquare(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum / a.length;
}

function leastBy<T>(items: readonly T[], cost: (item: T) => number): T {
  return items.reduce((best, item) => (cost(item) < cost(best) ? item : best));
}
