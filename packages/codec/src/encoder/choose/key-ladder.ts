import { inSteps, type Breathe } from '../../math/index.js';
import { classicalAppearance, type AppearanceGenerator } from '../../generator/index.js';
import { joinGrain, type StillDecoder, type StillEncoder } from '../../key/index.js';
import {
  createPicture,
  grainAmount,
  grainCode,
  grainSteps,
  lumaPlane,
  measuringSteps,
  type Picture,
} from '../../picture/index.js';
import type { StillEfforts } from '../encoder-plan.js';
import { restoreKey } from '../../decoder/group-decoder.js';
import { structuralDistance } from './structural-distance.js';

/** A key picture as coded at one quality. */
export interface CodedKey {
  readonly quality: number;
  readonly still: Uint8Array;
  /** Bytes of the key payload, at most. */
  readonly bytes: number;
  /** The still as decoded. */
  readonly decoded: Picture;
  /** Structural distance to the original; 0 is equal. */
  readonly distance: number;
}

/** A key picture that has been decided on. */
export interface FinishedKey {
  readonly payload: Uint8Array;
  /** As its generator restores it, without grain. */
  readonly restored: Picture;
  /** As a decoder shows it. */
  readonly shown: Picture;
}

/** Lowest and highest quality of the still encoder. */
export const QUALITY_RANGE = { lowest: 1, highest: 100 } as const;
const FIRST_GUESSES = [8, 20, 36];
/**
 * Share of the missing grain that is put back beside a learned restoration, which has texture of its own. Held-out
 * photographs have the least LPIPS at 0.6, where they stand still; being moved takes away some of it (docs/decisions/0010).
 */
const LEARNED_GRAIN = 0.8;

/** What a decoder makes of key pictures, known to the encoder. */
export interface KeyRestoration {
  readonly appearance: AppearanceGenerator;
  /** Whether grain replaces the texture that the classical generator leaves missing, and 0.8 of what a learned one does. */
  readonly grainy: boolean;
  /** Seed of the stream: of drawn texture and of grain. */
  readonly seed: number;
  /** Whether a large picture is measured in its middle alone, half as wide and half as high. */
  readonly middle?: boolean;
}

/** One key picture at several qualities, each encoded once. */
export class KeyLadder {
  private readonly coded = new Map<number, Promise<CodedKey>>();
  private readonly sizes = new Map<number, number>();
  private readonly finished = new Map<CodedKey, Promise<FinishedKey>>();

  /** @param breathe called between the steps of coding and restoring a picture: may throw to end the work */
  constructor(
    private readonly picture: Picture,
    private readonly stills: StillEncoder & StillDecoder,
    private readonly efforts: StillEfforts,
    private readonly restoration: KeyRestoration,
    private readonly breathe: Breathe,
  ) {}

  /** The picture at an integer quality from 1 to 100. */
  at(quality: number): Promise<CodedKey> {
    const known = this.coded.get(quality);
    if (known !== undefined) return known;
    const coding = this.encode(quality, this.efforts.search).then((key) => {
      this.sizes.set(quality, key.bytes);
      return key;
    });
    this.coded.set(quality, coding);
    return coding;
  }

  /** The payload of a coded picture, and what becomes of it: restoring takes a while, so this is for few. */
  finish(coded: CodedKey): Promise<FinishedKey> {
    const known = this.finished.get(coded) ?? this.finishNew(coded);
    this.finished.set(coded, known);
    return known;
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
      if (coded.bytes <= bytes) low = guess;
      else high = guess;
    }
    return this.at(low);
  }

  /** The next larger picture: neighbouring qualities of the still encoder often share a quantiser. */
  async above(coded: CodedKey): Promise<CodedKey | undefined> {
    for (let quality = coded.quality + 1; quality <= Math.min(coded.quality + 4, QUALITY_RANGE.highest); quality++) {
      const next = await this.at(quality);
      if (next.bytes > coded.bytes) return next;
    }
    return undefined;
  }

  /**
   * The largest picture of at most `bytes` among those just above `coded` at other efforts: sizes that the steps of the
   * quality leave out. The picture itself where it uses nearly all of them. Where efforts
   * rise for the last picture, the best of that and those beside it.
   */
  async squeezed(coded: CodedKey, bytes: number): Promise<CodedKey> {
    const { search, last, squeezes, squeezeBelow } = this.efforts;
    if (last > search) return this.finer(coded, bytes, last);
    if (coded.bytes >= squeezeBelow * bytes) return coded;
    const others = await Promise.all(
      squeezes.map(([more, effort]) => this.encode(Math.min(coded.quality + more, QUALITY_RANGE.highest), effort)),
    );
    let best = coded;
    for (const other of others) if (other.bytes <= bytes && other.bytes > best.bytes) best = other;
    return best;
  }

  /** The best picture of at most `bytes` among `coded` and those beside it at a higher effort. */
  private async finer(coded: CodedKey, bytes: number, effort: number): Promise<CodedKey> {
    const { lowest, highest } = QUALITY_RANGE;
    const better = (one: CodedKey, other: CodedKey): CodedKey =>
      other.bytes <= bytes && other.distance < one.distance ? other : one;
    const same = await this.encode(coded.quality, effort);
    const beside = coded.quality + (same.bytes <= bytes ? 1 : -1);
    const best = better(coded, same);
    return beside < lowest || beside > highest ? best : better(best, await this.encode(beside, effort));
  }

  /** Estimated distance at a size, log-log interpolated between encodes that were made. */
  async distanceAt(bytes: number): Promise<number> {
    await this.knownSizes();
    const made = await Promise.all([...this.sizes.keys()].map((quality) => this.at(quality)));
    const points = made
      .map((key) => ({ x: Math.log(key.bytes), y: Math.log(Math.max(key.distance, 1e-6)) }))
      .sort((a, b) => a.x - b.x);
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
    const { picture: original, stills } = this;
    const still = await stills.encode(original, { quality, effort });
    const picture = await stills.decode(still, original.width, original.height);
    await this.breathe();
    const distance = structuralDistance(lumaPlane(this.measured(original)), lumaPlane(this.measured(picture)));
    return { quality, still, bytes: still.length + (this.restoration.grainy ? 1 : 0), decoded: picture, distance };
  }

  private async finishNew({ still, bytes, decoded: picture }: CodedKey): Promise<FinishedKey> {
    const { breathe } = this;
    const { appearance, grainy, seed } = this.restoration;
    const restored = await restoreKey({ picture, still, bytes, grain: 0 }, seed, { appearance, fidelity: 0, breathe });
    await breathe();
    if (!grainy) return { payload: still, restored, shown: restored };
    const { even, textured } = await inSteps(
      measuringSteps(this.measured(this.picture), this.measured(restored)),
      breathe,
    );
    await breathe();
    const share = appearance === classicalAppearance ? 1 : LEARNED_GRAIN;
    const grain = grainCode({ even: share * even, textured: share * textured });
    return {
      payload: joinGrain(still, grain),
      restored,
      shown: await inSteps(grainSteps(restored, grainAmount(grain), seed), breathe),
    };
  }

  private measured(picture: Picture): Picture {
    return this.restoration.middle === true ? middleOf(picture) : picture;
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

/** The luma of the middle of a picture, half as wide and half as high. */
function middleOf({ width, height, y }: Picture): Picture {
  const [across, down] = [width >> 1, height >> 1];
  const [left, top] = [(width - across) >> 1, (height - down) >> 1];
  const out = createPicture(across, down);
  for (let row = 0; row < down; row++) {
    const from = (top + row) * width + left;
    out.y.set(y.subarray(from, from + across), row * across);
  }
  return out;
}
