import type { StillDecoder, StillEncoder } from '../key/index.js';
import { lumaPlane, type Picture } from '../picture/index.js';
import { structuralDistance } from './structural-distance.js';

/** A key picture as coded at one quality. */
export interface CodedKey {
  readonly quality: number;
  readonly payload: Uint8Array;
  /** As a decoder gets it. */
  readonly decoded: Picture;
  /** Structural distance to the original; 0 is equal. */
  readonly distance: number;
}

/** Lowest and highest quality of the still encoder. */
export const QUALITY_RANGE = { lowest: 1, highest: 100 } as const;
/** A key picture that leaves more than this unused is worth another try. */
const SQUEEZE_BELOW = 0.965;
const FIRST_GUESSES = [8, 20, 36];

/** One key picture at several qualities, each encoded once. */
export class KeyLadder {
  private readonly coded = new Map<number, Promise<CodedKey>>();
  private readonly sizes = new Map<number, number>();

  constructor(
    private readonly picture: Picture,
    private readonly stills: StillEncoder & StillDecoder,
    private readonly effort: number,
  ) {}

  /** The picture at an integer quality from 1 to 100. */
  at(quality: number): Promise<CodedKey> {
    const known = this.coded.get(quality);
    if (known !== undefined) return known;
    const coding = this.encode(quality, this.effort).then((key) => {
      this.sizes.set(quality, key.payload.length);
      return key;
    });
    this.coded.set(quality, coding);
    return coding;
  }

  /** Starts the encodes that every search needs, without waiting for them. */
  prepare(): void {
    for (const quality of FIRST_GUESSES) this.at(quality).catch(() => undefined);
  }

  /** The best picture of at most `bytes`, or the smallest one where none is small enough. */
  async within(bytes: number): Promise<CodedKey> {
    let low: number = QUALITY_RANGE.lowest;
    let high: number = QUALITY_RANGE.highest + 1;
    for (const [quality, size] of await this.knownSizes()) {
      if (size <= bytes) low = Math.max(low, quality);
    }
    for (const [quality, size] of this.sizes) if (size > bytes && quality > low) high = Math.min(high, quality);
    while (high - low > 1) {
      const guess = this.interpolate(bytes, low, high);
      const coded = await this.at(guess);
      if (coded.payload.length <= bytes) low = guess;
      else high = guess;
    }
    return this.squeezed(await this.at(low), bytes);
  }

  /** Where a step of the quality is too coarse to use up the bytes: the next quality at a higher effort, if it fits. */
  private async squeezed(coded: CodedKey, bytes: number): Promise<CodedKey> {
    if (coded.payload.length > bytes || coded.payload.length > SQUEEZE_BELOW * bytes || coded.quality >= QUALITY_RANGE.highest) return coded;
    for (const effort of [this.effort + 1, this.effort + 2]) {
      const denser = await this.encode(coded.quality + 1, effort);
      if (denser.payload.length <= bytes && denser.payload.length > coded.payload.length) return denser;
    }
    return coded;
  }

  /** Estimated distance at a size, log-log interpolated between encodes that were made. */
  async distanceAt(bytes: number): Promise<number> {
    await this.knownSizes();
    const made = await Promise.all([...this.sizes.keys()].map((quality) => this.at(quality)));
    const points = made.map((key) => ({ x: Math.log(key.payload.length), y: Math.log(Math.max(key.distance, 1e-6)) })).sort((a, b) => a.x - b.x);
    const x = Math.log(Math.max(bytes, 1));
    const upper = points.findIndex((point) => point.x >= x);
    const b = upper <= 0 ? Math.min(1, points.length - 1) : upper;
    const a = Math.max(b - 1, 0);
    const p = points[upper < 0 ? points.length - 2 : a] ?? points[0]!;
    const q = points[upper < 0 ? points.length - 1 : b]!;
    const slope = q.x === p.x ? 0 : (q.y - p.y) / (q.x - p.x);
    return Math.exp(p.y + slope * (x - p.x));
  }

  private async encode(quality: number, effort: number): Promise<CodedKey> {
    const payload = await this.stills.encode(this.picture, { quality, effort });
    const decoded = await this.stills.decode(payload, this.picture.width, this.picture.height);
    return { quality, payload, decoded, distance: structuralDistance(lumaPlane(this.picture), lumaPlane(decoded)) };
  }

  private async knownSizes(): Promise<[number, number][]> {
    await Promise.all(FIRST_GUESSES.map((quality) => this.at(quality)));
    return [...this.sizes];
  }

  private interpolate(bytes: number, low: number, high: number): number {
    const a = this.sizes.get(low);
    const b = this.sizes.get(high);
    if (a === undefined || b === undefined || b <= a) return Math.floor((low + high) / 2);
    const share = (Math.log(bytes) - Math.log(a)) / (Math.log(b) - Math.log(a));
    return Math.min(high - 1, Math.max(low + 1, Math.floor(low + share * (high - low))));
  }
}
