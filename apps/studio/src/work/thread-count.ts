import { DEFAULT_GROUP_LIMIT } from 'dynamics-codec';
import { clamp } from 'dynamics-codec/math';
import { spareThreads } from '@dynamics-codec/browser';
import { pictureBytes } from './picture-stack.js';

/** Most bytes of pictures in the groups that are under way. */
const PICTURES_LIMIT = 2 ** 28;

/** Threads that encode pictures of a size: as many as the machine spares and as their groups leave room for, at least 1. */
export function threadsFor(width: number, height: number): number {
  const room = Math.floor(PICTURES_LIMIT / (DEFAULT_GROUP_LIMIT * pictureBytes(width, height)));
  return clamp(room, 1, spareThreads());
}
