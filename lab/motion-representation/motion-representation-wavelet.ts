/** @file The codec's own representation of mode maps, with or without a guide: wavelet trees of `src/motion`. */
import { bitCost, magnitudeContexts, magnitudeCost } from 'dynamics-codec/bitstream';
import { basisPictures } from '../../packages/codec/src/motion/transform/basis-pictures.js';
import {
  DETAIL_PREFIX,
  LOW_PREFIX,
  PlainTreeCoder,
  plainTreeContexts,
} from '../../packages/codec/src/motion/tokens/plain-tree.js';
import { MapTransform } from '../../packages/codec/src/motion/transform/map-transform.js';
import type { Plane } from 'dynamics-codec/picture';
import type { MapSyntax, Representation } from './motion-representation-dictionary.js';

/**
 * Wavelet trees on a `width` x `height` grid.
 * @param guide luma of the decoded key picture on the same grid; the plain wavelet when left out
 * @param edgeScale difference of luma at which the weight of a neighbour has halved
 */
export function waveletTrees(width: number, height: number, guide?: Plane, edgeScale?: number): Representation {
  const pictures = basisPictures(new MapTransform(width, height, guide, edgeScale));
  return {
    dictionary: { ...pictures, width, height, order: pictures.coarseToFine, removable: pictures.subtrees },
    createSyntax: () => treeSyntax(pictures.sides, pictures.levels),
  };
}

/** The codec's tree syntax for any pictures in its layout. */
export function treeSyntax(sides: ConstructorParameters<typeof PlainTreeCoder>[0], levels: Uint8Array): MapSyntax {
  const contexts = plainTreeContexts();
  const coder = new PlainTreeCoder(sides, contexts);
  const lowSize = magnitudeContexts(LOW_PREFIX);
  const detailSize = magnitudeContexts(DETAIL_PREFIX);
  return {
    wakeBits: 4,
    code: (target, map) => coder.code(target, map),
    cost: (map, at, axis, value) => {
      const magnitude = Math.abs(value);
      if (levels[at] === 0)
        return magnitudeCost(contexts.low, lowSize, LOW_PREFIX, magnitude) + (magnitude > 0 ? 1 : 0);
      const alone = map.x[at] === 0 && map.y[at] === 0;
      const other = (axis === 0 ? map.y : map.x)[at]!;
      const base = (Math.min(levels[at]! - 1, 2) * 4 + (other !== 0 ? 2 : alone ? 0 : 1)) * detailSize;
      if (magnitude === 0) return bitCost(contexts.detail, base, 0);
      return magnitudeCost(contexts.detail, base, DETAIL_PREFIX, magnitude) + 1 + (alone ? 1 : 0);
    },
  };
}
