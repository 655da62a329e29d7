/**
 * @file As how many groups a group is better encoded, foreseen from its tracked flow. Encodes of a group, of its halves and
 * of theirs, which are compared, take several times as long as those that are kept. What decides among them is mostly what
 * frames lose with their distance from the key frame, and that is known beforehand: the key picture is moved along the
 * tracked flow, and its texture compared with that of the frames. Modes lose a third more than the tracked flow does.
 */
import { mean, type Breathe } from '../../math/index.js';
import type { Plane } from '../../picture/index.js';
import { PixelStage } from '../../render/index.js';
import { greyPicture } from '../analysis/grey-picture.js';
import type { MotionAnalysis } from '../analysis/motion-analysis.js';
import { viewBeside } from './group-score.js';
import type { KeyLadder } from './key-ladder.js';
import { distanceOfTextures, textureOf } from './texture-distance.js';

/** A tracked group. */
export interface ForeseenGroup {
  /** Luma of all frames at the resolution of the analysis. */
  readonly planes: readonly Plane[];
  readonly keyFrame: number;
  /** Number of frames of the group, without its tail. */
  readonly length: number;
  /** Sides of the full picture in pixels. */
  readonly picture: { readonly width: number };
  readonly analysis: Pick<MotionAnalysis, 'frames' | 'flows'>;
  readonly keys: Pick<KeyLadder, 'distanceAt'>;
}

/** What a frame loses, and how far from the key frame it is. */
interface Loss {
  readonly away: number;
  readonly excess: number;
}

/** Frames that are looked at, at most. */
const LOOKED_AT = 24;
/** Share of a group's bytes that its key picture takes, about. */
const KEY_SHARE = 0.8;
/** Share of what is lost that is lost by distance from the key frame, from which a group falls into parts. */
const PARTED_FROM = 0.4;

/**
 * As how many groups of equal length a group is better encoded: a power of two.
 * @param bytes of the group
 * @param least frames that a part has
 * @throws what `breathe` throws
 */
export async function foreseenParts(
  group: ForeseenGroup,
  bytes: number,
  least: number,
  breathe: Breathe,
): Promise<number> {
  const losses = await lossesOf(group, breathe);
  let parts = 1;
  while (group.length / (2 * parts) >= least && (await losesByDistance(group, losses, bytes, parts))) parts *= 2;
  return parts;
}

/** Whether parts about the key frame lose much by their distance from it. */
async function losesByDistance(
  { length, keys }: ForeseenGroup,
  losses: readonly Loss[],
  bytes: number,
  parts: number,
): Promise<boolean> {
  const within = losses.filter(({ away }) => away <= length / parts / 2);
  if (within.length === 0) return false;
  const excess = mean(within.map((loss) => loss.excess));
  const unmoved = { error: 0, motion: 0, stillness: 0, shade: 0 };
  const distance = await keys.distanceAt((KEY_SHARE * bytes) / parts);
  const { key, away } = viewBeside(distance, { ...unmoved, excess }, { stillError: 0 });
  return away > PARTED_FROM * (key + away);
}

/** Losses of frames throughout the group, its key picture moved along the tracked flow. */
async function lossesOf(
  { planes, keyFrame, length, picture, analysis }: ForeseenGroup,
  breathe: Breathe,
): Promise<Loss[]> {
  const key = planes[keyFrame]!;
  const toPlane = key.width / picture.width;
  const stage = new PixelStage(greyPicture(key));
  const tracked = [...analysis.frames.entries()].filter(([, t]) => t < length);
  const count = Math.min(LOOKED_AT, tracked.length);
  const losses: Loss[] = [];
  for (let n = 0; n < count; n++) {
    await breathe();
    const [i, t] = tracked[Math.floor(((n + 0.5) * tracked.length) / count)]!;
    const { width, height, data } = analysis.flows[i]!;
    const flow = { width, height, data: data.map((value) => value * toPlane) };
    const { y } = stage.picture({ phases: [{ flow, weight: 1 }] }, 'luma');
    const shown = textureOf({ width: key.width, height: key.height, data: Float32Array.from(y) });
    losses.push({ away: Math.abs(t - keyFrame), excess: distanceOfTextures(textureOf(planes[t]!), shown) });
  }
  return losses;
}
