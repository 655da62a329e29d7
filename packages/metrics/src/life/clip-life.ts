/**
 * @file How alive a decoded clip is: whether it moves as the original does, at the same moment or not. No frame is compared
 * with the frame of the same time, so motion that a decoder draws by itself is not punished for its phase, while a clip
 * that stands still, wobbles or flickers is. A picture that falls apart does not show here: read these figures beside
 * LPIPS.
 */
import { InvalidOptionError } from 'dynamics-codec/picture';
import type { GreyPlane } from 'dynamics-codec/motion';
import { mean } from 'dynamics-codec/math';
import { assertSameSize, type RgbPicture, type Size } from '../rgb-picture.js';
import { bandSpectra, WINDOW } from './band-spectra.js';
import { cellSpeeds } from './cell-speeds.js';
import type { DeepFeatures } from './deep-features.js';
import { featureChanges } from './feature-changes.js';
import { frechetDistance } from './frechet-distance.js';
import type { Moments } from './moments.js';
import { octaveDistance } from './octave-distance.js';

/** Figures of life of a decoded clip. */
export interface ClipLife {
  /**
   * Frechet distance between the distributions of how deep features change within 1, 3 and 8 frames, as a share of the
   * original's variance: 0 is the original, 1 a still picture. Left out without the network.
   */
  readonly frechet?: number;
  /** Mean distance of temporal power spectra in octaves; 0 is the original. */
  readonly spectrum: number;
  /** Temporal power, decoded over original, mean of logarithms: 1 is right, 0 still, above 1 restless. */
  readonly energy: number;
  /** Mean distance of the cells' mean speeds in octaves; 0 is the original. */
  readonly flow: number;
  /** Mean speed, decoded over original. */
  readonly flowEnergy: number;
}

/** Frames that a clip needs for its life to be measured. */
export const LIFE_MIN_FRAMES = WINDOW;
/** Least side of its frames in pixels. */
export const LIFE_MIN_SIDE = 32;

/** Power, in squares of grey levels, and speed, in pixels per frame, below which differences do not count. */
const NOISE = { power: 0.06, speed: 0.02 } as const;

/** What is known of a clip when its life is compared. */
interface Facts {
  readonly spectra: Float64Array;
  readonly speeds: Float64Array;
  readonly changes: readonly Moments[];
}

/** Knows an original clip and measures the life of decoded ones against it. */
export class LifeReferee<Frame extends Size> {
  private known: Promise<Facts> | undefined;

  /**
   * @param original frames in display order, at least {@link LIFE_MIN_FRAMES} of one size
   * @param view the samples of a frame that are compared, see `rgbPicture`, `openCvPicture`
   * @param features without them, the Frechet distance is left out
   * @throws InvalidOptionError
   */
  constructor(
    private readonly original: readonly Frame[],
    private readonly view: (frame: Frame) => RgbPicture,
    private readonly features?: DeepFeatures,
  ) {
    if (original.length < LIFE_MIN_FRAMES)
      throw new InvalidOptionError('the number of frames', `at least ${LIFE_MIN_FRAMES}`, original.length);
    const { width, height } = original[0]!;
    if (Math.min(width, height) < LIFE_MIN_SIDE)
      throw new InvalidOptionError('the size of frames', `sides of at least ${LIFE_MIN_SIDE}`, `${width}x${height}`);
    for (const frame of original) assertSameSize(original[0]!, frame);
  }

  /**
   * Measures a decoded clip.
   * @param decoded frames of the original's size and as many
   * @throws InvalidOptionError
   */
  async measure(decoded: readonly Frame[]): Promise<ClipLife> {
    if (decoded.length !== this.original.length)
      throw new InvalidOptionError('the number of decoded frames', String(this.original.length), decoded.length);
    for (const frame of decoded) assertSameSize(this.original[0]!, frame);
    this.known ??= this.factsOf(this.original);
    const original = await this.known;
    const made = await this.factsOf(decoded);
    const spectrum = octaveDistance(original.spectra, made.spectra, NOISE.power);
    return {
      ...(original.changes.length === 0
        ? {}
        : { frechet: mean(original.changes.map((changes, i) => frechetDistance(changes, made.changes[i]!))) }),
      spectrum: spectrum.distance,
      energy: spectrum.ratio,
      flow: octaveDistance(original.speeds, made.speeds, NOISE.speed).distance,
      flowEnergy: mean(made.speeds) / Math.max(mean(original.speeds), 1e-6),
    };
  }

  private async factsOf(frames: readonly Frame[]): Promise<Facts> {
    const { view, features } = this;
    const changes = features ? await featureChanges(frames, view, features) : [];
    const greys = frames.map((frame): GreyPlane => {
      const { width, height, grey } = view(frame);
      return { width, height, data: grey };
    });
    return { spectra: bandSpectra(greys), speeds: cellSpeeds(greys), changes };
  }
}
