import { atOnce, type Steps } from '../math/index.js';
import type { Tone } from '../motion/index.js';
import type { Picture } from '../picture/index.js';
import type { ShownPlanes } from './warp-picture.js';

/** A picture in another light; the samples of the given one stay. @param planes only luma changes where they are that alone */
export function toned(picture: Picture, tone: Tone, planes: ShownPlanes = 'all'): Picture {
  return atOnce(tonedSteps(picture, tone, planes));
}

/** {@link toned} in steps, a plane each. */
export function* tonedSteps(picture: Picture, { gain, offsets }: Tone, planes: ShownPlanes): Steps<Picture> {
  const y = changed(picture.y, gain, offsets[0]);
  yield;
  if (planes === 'luma') return { ...picture, y };
  const u = changed(picture.u, gain, offsets[1]);
  yield;
  return { ...picture, y, u, v: changed(picture.v, gain, offsets[2]) };
}

function changed(samples: Uint8Array, gain: number, offset: number): Uint8Array {
  const levels = Uint8Array.from({ length: 256 }, (_, x) => {
    const level = Math.floor(128.5 + gain * (x - 128) + offset);
    return level < 0 ? 0 : level > 255 ? 255 : level;
  });
  const out = new Uint8Array(samples.length);
  for (let i = 0; i < out.length; i++) out[i] = levels[samples[i]!]!;
  return out;
}
