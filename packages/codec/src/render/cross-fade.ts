import { atOnce, type Steps } from '../math/index.js';
import { createPicture, type Picture } from '../picture/index.js';

/** A mix of two pictures of equal size: `share` of `b`, the rest of `a`, rounded. */
export function crossFade(a: Picture, b: Picture, share: number): Picture {
  return atOnce(crossFadeSteps(a, b, share));
}

/** {@link crossFade} in steps, a plane each. */
export function* crossFadeSteps(a: Picture, b: Picture, share: number): Steps<Picture> {
  const out = createPicture(a.width, a.height);
  const weight = Math.round(share * 256);
  for (const plane of ['y', 'u', 'v'] as const) {
    const from = a[plane];
    const to = b[plane];
    const mixed = out[plane];
    for (let i = 0; i < mixed.length; i++) mixed[i] = (from[i]! * (256 - weight) + to[i]! * weight + 128) >> 8;
    yield;
  }
  return out;
}
