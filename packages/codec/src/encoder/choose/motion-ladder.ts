import type { MotionTokens, QuantisedLight } from '../../motion/index.js';

/** Share of the price of motion at which series are mostly quantised. */
export const USUAL_SERIES = 1 / 64;
/** Where large motion is slow. */
export const FINE_SERIES = 1 / 1024;
/** Where motion cannot be modelled well. */
export const COARSE_SERIES = 1;

/** Explains the motion of a group at any price. */
export interface MotionFitter {
  /** Another way, which needs much the same bytes: this one is tried about the price that is best for that one alone. */
  readonly variantOf?: MotionFitter | undefined;
  /**
   * @param price mean weighted square pixels that one bit is worth; no motion at an infinite one
   * @param seriesShare of the price, for the steps of series
   */
  fit(price: number, seriesShare: number): Promise<MotionTokens>;
}

/** The motion of a group at one price. */
export interface MotionRung {
  readonly fitter: MotionFitter;
  readonly price: number;
  /** Share of the price at which series are quantised. */
  readonly seriesShare: number;
  readonly motion: MotionTokens;
  readonly payload: Uint8Array;
}

/** The motion of one group at several prices, each fitted and written once. */
export class MotionLadder {
  private readonly rungs = new Map<MotionFitter, Map<string, Promise<MotionRung>>>();

  /**
   * @param fitters ways to explain the motion: by modes alone, and with advection where something flows
   * @param light brightness that goes with any motion, where it pays
   * @param write writes a motion payload: rates are real bytes, not estimates
   * @param wholeLight light that follows what changes the whole picture, where something does: goes before `light`
   */
  constructor(
    readonly fitters: readonly MotionFitter[],
    readonly light: QuantisedLight | undefined,
    private readonly write: (tokens: MotionTokens) => Uint8Array,
    readonly wholeLight?: QuantisedLight,
  ) {}

  /** Motion by a fitter at a price, without light; no motion at an infinite price. */
  at(price: number, fitter: MotionFitter, seriesShare: number = USUAL_SERIES): Promise<MotionRung> {
    const known = this.rungs.get(fitter) ?? new Map<string, Promise<MotionRung>>();
    this.rungs.set(fitter, known);
    const name = `${price} ${seriesShare}`;
    const rung =
      known.get(name) ??
      fitter.fit(price, seriesShare).then((motion) => this.rungOf(motion, { price, fitter, seriesShare }));
    known.set(name, rung);
    return rung;
  }

  /** The standing picture. */
  still(): Promise<MotionRung> {
    return this.at(Infinity, this.fitters[0]!);
  }

  /** The same motion with the group's light: that of the whole picture where there is one. */
  lit(rung: MotionRung): MotionRung {
    return this.rungOf({ ...rung.motion, light: this.wholeLight ?? this.light }, rung);
  }

  private rungOf(
    motion: MotionTokens,
    { fitter, price, seriesShare }: Pick<MotionRung, 'fitter' | 'price' | 'seriesShare'>,
  ): MotionRung {
    return { fitter, price, seriesShare, motion, payload: this.write(motion) };
  }
}
