/**
 * @file Finds out what motion a decoded group lacks, and describes it so that decoders draw it. It is measured on rendered
 * frames, twice: without drawn motion, and with it, so that nothing is drawn stronger than it should be.
 */
import { inSteps, type Breathe } from '../../math/index.js';
import { prepareGroup } from '../../decoder/group-decoder.js';
import { classicalMotion, type MotionGenerator } from '../../generator/index.js';
import {
  decodeStatistics,
  readStatistics,
  disFlow,
  gridSize,
  type GreyPlane,
  type MotionStatistics,
  type MotionTokens,
} from '../../motion/index.js';
import type { Picture, Plane } from '../../picture/index.js';
import { seenAs, type FrameFlow } from '../analysis/frame-flow.js';
import { seenBy, type SeenRenderer } from '../analysis/seen-renderer.js';
import { changeOf, missingChange } from './temporal-power.js';
import { missingMotion } from './missing-motion.js';
import { OctavePower, texturePlane } from './octave-power.js';
import { brakesOf, correctionsOf, speedOf, type MeasuredPower } from './overshoot.js';
import { quantiseStatistics, STATISTICS_GRID } from './quantise-statistics.js';
import { TextureMeter, type MeasuredTexture } from './texture-meter.js';

/**
 * Power that is drawn over the missing power, by octave, fastest first. What is fast looks like trembling where it is not
 * exact, and what is slow and large costs more of the picture than it brings to life. Shares are above 1 since a key picture
 * lacks fine texture: as much motion changes less in it.
 */
const SHARES: readonly number[] = [1, 2.4, 4.2, 3.4, 1.5];

/** A group as its motion is measured. */
export interface MeasuredGroup {
  /** Luma of all frames at the resolution of the analysis; those of the tail may follow. */
  readonly planes: readonly Plane[];
  /** Flow at places throughout the group. */
  readonly originals: readonly FrameFlow[];
  /** Sides of the full picture in pixels. */
  readonly picture: { readonly width: number; readonly height: number };
  /** Number of frames of the group. */
  readonly frames: number;
  /** Period of the loop in frames, or 0. */
  readonly loopFrames: number;
  /** Of the stream. */
  readonly seed: number;
  /** As of `seenBy`. */
  readonly reduced: boolean;
  /** Frames in a row that are looked at, at most; those in the middle. */
  readonly most: number;
}

/** What a renderer shows: its power, and the frames whose flow is of interest. */
interface SeenFrames extends MeasuredPower {
  readonly greys: ReadonlyMap<number, GreyPlane>;
}

/** Measures what one group lacks. */
export class StatisticsMeter {
  private original: Promise<MeasuredTexture> | undefined;
  private originalSpeed: Float32Array | undefined;

  /**
   * @param breathe called before each frame: may throw to end the work
   * @param generator that decoders will draw with
   */
  constructor(
    private readonly group: MeasuredGroup,
    private readonly breathe: Breathe,
    private readonly generator: MotionGenerator = classicalMotion,
  ) {}

  /**
   * The statistics, of at most `bytes`, of what is missing beside a key picture and motion tokens; `undefined` where
   * nothing is that can be drawn.
   * @param key as decoders restore it
   * @throws what `breathe` throws
   */
  async describe(key: Picture, tokens: MotionTokens, bytes: number): Promise<Uint8Array | undefined> {
    this.original ??= this.measureOriginal();
    const { gradient, ...original } = await this.original;
    const { picture, loopFrames } = this.group;
    const size = gridSize(picture.width, picture.height, STATISTICS_GRID);
    const sent = await this.look(await this.rendererOf(key, tokens), original);
    const compared = { texture: original, original: original.power, sent: sent.power, gradient };
    await this.breathe();
    const missing = missingMotion(compared, size, picture);
    const wanted = weakened(missing, (octave) => Math.sqrt(SHARES[octave]!));
    const place = { grid: STATISTICS_GRID, picture, loopFrames };
    await this.breathe();
    const first = quantiseStatistics(wanted, place, bytes);
    if (first === undefined) return undefined;
    const lively = await this.rendererOf(key, tokens, decodeStatistics(first.tokens, picture.width, picture.height));
    const drawn = await this.look(lively, original);
    const corrections = correctionsOf(original, sent, drawn, SHARES, size);
    await this.breathe();
    this.originalSpeed ??= await speedOf(this.group.originals, size, this.breathe);
    const brakes = brakesOf(this.originalSpeed, await this.speedIn(sent, size), await this.speedIn(drawn, size));
    const corrected = weakened(
      wanted,
      (octave, cell) => corrections[octave]![cell]!,
      (cell) => brakes[cell]!,
    );
    await this.breathe();
    return quantiseStatistics(corrected, place, bytes)?.payload;
  }

  /**
   * Share of the change from frame to frame that is missing beside a key picture, by place, with what decoders draw.
   * @param payload statistics of {@link describe}; empty where nothing is drawn
   * @throws what `breathe` throws
   */
  async missingBeside(key: Picture, tokens: MotionTokens, payload: Uint8Array): Promise<number> {
    const { picture, planes, originals, frames } = this.group;
    const place = { ...picture, frames, index: 0, offset: 0 };
    const statistics =
      payload.length === 0
        ? undefined
        : decodeStatistics(readStatistics(payload, place), picture.width, picture.height);
    const renderer = await this.rendererOf(key, tokens, statistics);
    let sum = 0;
    let lack = 0;
    for (const { t } of originals) {
      const before = seenAs(await inSteps(renderer.lumaSteps(t), this.breathe)).plane;
      const after = seenAs(await inSteps(renderer.lumaSteps(t + 1), this.breathe)).plane;
      const missing = missingChange(changeOf(planes[t]!, planes[t + 1]!), changeOf(before, after));
      sum += missing.sum;
      lack += missing.lack;
    }
    return sum === 0 ? 0 : lack / sum;
  }

  private async rendererOf(key: Picture, tokens: MotionTokens, statistics?: MotionStatistics): Promise<SeenRenderer> {
    await this.breathe();
    const { frames, seed, loopFrames, reduced } = this.group;
    const drawing = statistics && { statistics, firstFrame: 0, loopFrames };
    return seenBy((await prepareGroup(key, tokens, frames, seed, this.generator, drawing)).renderer, reduced);
  }

  /** The frames that are looked at: first and end. */
  private stretch(): readonly [first: number, end: number] {
    const { frames, most } = this.group;
    const first = Math.max(0, (frames - most) >> 1);
    return [first, Math.min(frames, first + most)];
  }

  private async measureOriginal(): Promise<MeasuredTexture> {
    const { planes } = this.group;
    const meter = new TextureMeter(texturePlane(planes[0]!));
    const [first, end] = this.stretch();
    for (let t = first; t < end; t++) {
      await this.breathe();
      meter.add(texturePlane(planes[t]!));
    }
    return meter.measured();
  }

  /** Mean speed of what was seen, by cell, where that of the original is known. */
  private async speedIn(
    { greys }: SeenFrames,
    size: { readonly width: number; readonly height: number },
  ): Promise<Float32Array> {
    const flows: FrameFlow[] = [];
    for (const { t } of this.group.originals) {
      await this.breathe();
      flows.push({ t, flow: disFlow(greys.get(t)!, greys.get(t + 1)!) });
    }
    return speedOf(flows, size, this.breathe);
  }

  /** What a renderer shows, each frame rendered once. @param size sides of the texture planes */
  private async look(
    renderer: SeenRenderer,
    { width, height }: { readonly width: number; readonly height: number },
  ): Promise<SeenFrames> {
    const kept = new Set(this.group.originals.flatMap(({ t }) => [t, t + 1]));
    const power = new OctavePower(width * height);
    const greys = new Map<number, GreyPlane>();
    const [first, end] = this.stretch();
    for (let t = 0; t < this.group.frames; t++) {
      const measured = t >= first && t < end;
      if (!measured && !kept.has(t)) continue;
      await this.breathe();
      const { plane, grey } = seenAs(await inSteps(renderer.lumaSteps(t), this.breathe));
      if (measured) power.add(texturePlane(plane).data);
      if (kept.has(t)) greys.set(t, grey);
    }
    return { width, height, power: power.power(), greys };
  }
}

/** Strengths times a factor for each octave and cell. */
function weakened(
  { displacement, light }: MotionStatistics,
  factor: (octave: number, cell: number) => number,
  brake: (cell: number) => number = () => 1,
): MotionStatistics {
  const times = (plane: Plane, by: (cell: number) => number): Plane => ({
    ...plane,
    data: plane.data.map((value, cell) => value * by(cell)),
  });
  return {
    displacement: displacement.map((plane, b) => times(plane, (cell) => factor(b, cell) * brake(cell))),
    light: light.map((plane, b) => times(plane, (cell) => factor(b, cell))),
  };
}
