/**
 * @file How strongly each place of a clip changes, by octave of frequency. Planes are taken at a quarter of their sides and without
 * their slow slopes, so that neither noise of single pixels nor light that falls on everything counts; then Haar wavelets
 * of 2, 4, ... frames (without decimation in phase) part the octaves.
 */
import { OCTAVES } from '../../motion/index.js';
import { cellMeans } from '../../math/index.js';
import { boxMean, type Plane } from '../../picture/index.js';

/** Half a window, in pixels of the coarse plane, whose mean is taken away. */
const SLOPE = 3;
/** Pixels of a plane per pixel of its texture, along a side: displacements of as many are still seen as what they are. */
const COARSENESS = 4;

/** A coarse plane without its slow slopes: what {@link OctavePower} looks at. */
export function texturePlane({ width, height, data }: Plane): Plane {
  const size = { width: Math.ceil(width / COARSENESS), height: Math.ceil(height / COARSENESS) };
  const coarse = cellMeans(data, { width, height }, size);
  const slope = boxMean(coarse, size.width, size.height, SLOPE);
  return { ...size, data: coarse.map((value, i) => value - slope[i]!) };
}

/** Adds up the power of a clip's change, frame by frame. */
export class OctavePower {
  private readonly octaves: HaarOctave[];

  /** @param size pixels of a texture plane */
  constructor(size: number) {
    this.octaves = Array.from({ length: OCTAVES }, (_, octave) => new HaarOctave(2 ** octave, size));
  }

  /** Takes the next frame. @param texture of {@link texturePlane} */
  add(texture: Float32Array): void {
    for (const octave of this.octaves) octave.add(texture);
  }

  /** Mean squares in squared code values, per octave (fastest first) and pixel; 0 where the clip is too short. */
  power(): readonly Float32Array[] {
    return this.octaves.map((octave) => octave.power());
  }
}

/** Mean squares of half the difference of means over neighbouring stretches of `lag` frames. */
class HaarOctave {
  private readonly before: Float32Array;
  private readonly now: Float32Array;
  private readonly squares: Float32Array;
  private frames = 0;
  private count = 0;

  constructor(
    private readonly lag: number,
    size: number,
  ) {
    this.before = new Float32Array(size);
    this.now = new Float32Array(size);
    this.squares = new Float32Array(size);
  }

  add(texture: Float32Array): void {
    const { lag, before, now, squares } = this;
    for (let i = 0; i < now.length; i++) now[i]! += texture[i]!;
    if (++this.frames % lag !== 0) return;
    if (this.frames >= 2 * lag) {
      const scale = 1 / (2 * lag);
      for (let i = 0; i < now.length; i++) squares[i]! += (scale * (now[i]! - before[i]!)) ** 2;
      this.count++;
    }
    before.set(now);
    now.fill(0);
  }

  power(): Float32Array {
    return this.squares.map((sum) => sum / Math.max(this.count, 1));
  }
}
