import { atOnce, type Steps } from '../math/index.js';
import { createPicture, type Cover, type Picture } from '../picture/index.js';

/** A mix of two pictures of equal size: `share` of `b`, the rest of `a`, rounded. What has no cover is opaque. */
export function crossFade(a: Picture, b: Picture, share: number): Picture {
  return atOnce(crossFadeSteps(a, b, share));
}

/** {@link crossFade} in steps, a plane each. */
export function* crossFadeSteps(a: Picture, b: Picture, share: number): Steps<Picture> {
  const out = createPicture(a.width, a.height);
  const weight = Math.round(share * 256);
  for (const plane of ['y', 'u', 'v'] as const) {
    mixed(a[plane], b[plane], weight, out[plane]);
    yield;
  }
  const cover = a.cover ?? b.cover;
  if (cover === undefined) return out;
  return { ...out, cover: { ...cover, alpha: mixed(alphaOf(a, cover), alphaOf(b, cover), weight) } };
}

function alphaOf(picture: Picture, { alpha }: Cover): Uint8Array {
  return picture.cover?.alpha ?? new Uint8Array(alpha.length).fill(255);
}

/** A mix of samples: `weight` 256ths of `b`, the rest of `a`, rounded. */
export function mixed(
  a: Uint8Array,
  b: Uint8Array,
  weight: number,
  out: Uint8Array = new Uint8Array(a.length),
): Uint8Array {
  for (let i = 0; i < out.length; i++) out[i] = (a[i]! * (256 - weight) + b[i]! * weight + 128) >> 8;
  return out;
}
