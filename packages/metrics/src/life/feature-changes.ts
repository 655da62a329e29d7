/**
 * @file How deep features change over time, as distributions over all places and times of a clip: maps are pooled 2x2,
 * each place's vector is projected to 48 numbers by a fixed random matrix, and the differences of frames that are 1, 3 and
 * 8 apart are gathered, every third of them, as mean and covariance.
 */
import { FEATURE_CHANNELS, type DeepFeatures, type FeatureMap } from './deep-features.js';
import { NumpyNormal } from './numpy-normal.js';
import { Moments } from './moments.js';
import type { RgbPicture } from '../rgb-picture.js';

const LAGS = [1, 3, 8] as const;
/** Numbers that a vector of features is projected to. */
const PROJECTED = 48;
const POOL = 2;
/** One of so many differences counts, in the order time, row, column. */
const EVERY = 3;

/**
 * Distributions of changes, one for each stage of features and lag.
 * @param frames in display order, as many as the largest lag and one more at least
 * @param view a frame's samples
 */
export async function featureChanges<Frame>(
  frames: readonly Frame[],
  view: (frame: Frame) => RgbPicture,
  features: DeepFeatures,
): Promise<Moments[]> {
  const random = new NumpyNormal(0);
  const stages = FEATURE_CHANNELS.map((channels) => new StageChanges(projection(channels, random)));
  for (const frame of frames) {
    const maps = await features.of(view(frame));
    for (const [index, stage] of stages.entries()) stage.add(maps[index]!);
  }
  return stages.flatMap(({ moments }) => moments);
}

/** `channels * PROJECTED` numbers, row-major. */
function projection(channels: number, random: NumpyNormal): Float32Array {
  const scale = Math.sqrt(channels);
  return Float32Array.from({ length: channels * PROJECTED }, () => Math.fround(random.next()) / scale);
}

/** Changes of one stage of features, frame by frame. */
class StageChanges {
  readonly moments = LAGS.map(() => new Moments(PROJECTED));
  /** Projected maps of the last frames, the newest first. */
  private readonly recent: Float32Array[] = [];
  private frames = 0;

  constructor(private readonly matrix: Float32Array) {}

  add(map: FeatureMap): void {
    const places = Math.floor(map.width / POOL) * Math.floor(map.height / POOL);
    // Where a frame's places are a multiple of EVERY, the same ones count in every frame and the others are never read.
    const step = places % EVERY === 0 ? EVERY : 1;
    const now = projected(map, this.matrix, step);
    for (const [index, lag] of LAGS.entries()) {
      const before = this.recent[lag - 1];
      if (before === undefined) continue;
      const first = (EVERY - (((this.frames - lag) * places) % EVERY)) % EVERY;
      for (let place = first; place < places; place += EVERY)
        this.moments[index]!.addDifference(now, before, place * PROJECTED);
    }
    this.recent.unshift(now);
    this.recent.length = Math.min(this.recent.length, LAGS[2]);
    this.frames++;
  }
}

/** Pools a map 2x2 and projects every `step`th place: `places * PROJECTED` numbers, 0 at the places that are left out. */
function projected({ channels, width, height, data }: FeatureMap, matrix: Float32Array, step: number): Float32Array {
  const columns = Math.floor(width / POOL);
  const places = columns * Math.floor(height / POOL);
  const out = new Float32Array(places * PROJECTED);
  const sums = new Float64Array(PROJECTED);
  for (let place = 0; place < places; place += step) {
    const corner = Math.floor(place / columns) * POOL * width + (place % columns) * POOL;
    sums.fill(0);
    for (let channel = 0; channel < channels; channel++) {
      const at = channel * width * height + corner;
      const pooled = (data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!) / (POOL * POOL);
      if (pooled === 0) continue;
      const row = channel * PROJECTED;
      for (let k = 0; k < PROJECTED; k++) sums[k]! += pooled * matrix[row + k]!;
    }
    out.set(sums, place * PROJECTED);
  }
  return out;
}
