import { cameraMap } from '../../motion/index.js';
import { lumaPlane, resamplePlane, type Picture } from '../../picture/index.js';
import type { DenseMotion, MotionConditions } from '../generator.js';
import { GuidedUpsampling } from './guided-upsampling.js';

/** Cells along the longer side of the dense mode maps. */
export const DENSE_SIDE = 128;

/**
 * Hints on a dense grid, guided by the key picture.
 * @param size of that grid; {@link DENSE_SIDE} cells along the longer side of the picture where left out
 */
export function upsampledMotion(
  { hints, key }: Pick<MotionConditions, 'hints' | 'key'>,
  size?: { readonly width: number; readonly height: number },
): DenseMotion {
  const velocity = hints.advection?.velocity;
  const first = hints.maps[0] ?? velocity;
  if (first === undefined && hints.cameraMoves.length === 0)
    return { maps: [], velocity: undefined, drawn: [], drawnLight: [] };
  const scale = Math.min(1, DENSE_SIDE / Math.max(key.width, key.height));
  const width = size?.width ?? Math.max(first?.width ?? 0, Math.round(key.width * scale));
  const height = size?.height ?? Math.max(first?.height ?? 0, Math.round(key.height * scale));
  const camera = hints.cameraMoves.map((move) => cameraMap(move, width, height, key.height / key.width));
  if (first === undefined) return { maps: camera, velocity: undefined, drawn: [], drawnLight: [] };
  const upsampling = upsamplingBy(key, { width, height }, first);
  return {
    maps: [...hints.maps.map((map) => upsampling.flow(map)), ...camera],
    velocity: velocity && upsampling.flow(velocity),
    drawn: [],
    drawnLight: [],
  };
}

interface KnownUpsampling {
  readonly name: string;
  readonly upsampling: GuidedUpsampling;
}

/** The upsampling of the last grids of each key picture: an encoder tries many motions beside one. */
const known = new WeakMap<Picture, KnownUpsampling>();

/** Upsampling between two grids, guided by a key picture. */
function upsamplingBy(
  key: Picture,
  dense: { readonly width: number; readonly height: number },
  coarse: { readonly width: number; readonly height: number },
): GuidedUpsampling {
  const name = `${dense.width}x${dense.height} of ${coarse.width}x${coarse.height}`;
  const kept = known.get(key);
  if (kept?.name === name) return kept.upsampling;
  const luma = lumaPlane(key);
  const guide = resamplePlane(luma, dense.width, dense.height);
  const upsampling = new GuidedUpsampling(guide, resamplePlane(luma, coarse.width, coarse.height));
  known.set(key, { name, upsampling });
  return upsampling;
}
