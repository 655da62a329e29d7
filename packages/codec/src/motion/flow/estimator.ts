/**
 * @file The coarse-to-fine flow estimator. Each pyramid level from the coarsest to half size runs a patch search
 * (`patches.ts`) started from the best of several candidates, then a variational refinement (`variational.ts`). The
 * full picture is only refined, after small regions that fit better standing still or as in the last hint took that
 * flow (`regions.ts`): patches of 8x8 full-size pixels would blur thin branches, and cost a third of the time.
 */
import { InvalidOptionError } from '../../picture/index.js';
import { createField, doubleField, halveField, readFlow, writeFlow, type Field } from './field.js';
import { assertFlowSize, createFlow, type Flow } from './flow.js';
import { createPatchSpace, searchPatches, type PatchSettings, type PatchSpace } from './patches.js';
import { createPyramid, type FlowPyramid } from './pyramid.js';
import { preferBetterRegions } from './regions.js';
import { createRefineSpace, refineField, type EnergySettings, type RefineSpace } from './variational.js';

/** Effort of the estimator: `fast` takes about two thirds of the time of `accurate` and smooths noise less. */
export type FlowQuality = 'fast' | 'accurate';

/** Warps per level and SOR sweeps per warp of the refinement. */
interface Effort {
  readonly rounds: number;
  readonly sweeps: number;
}

const EFFORT: Record<FlowQuality, { readonly finest: Effort; readonly coarser: Effort }> = {
  fast: { finest: { rounds: 1, sweeps: 6 }, coarser: { rounds: 2, sweeps: 6 } },
  accurate: { finest: { rounds: 2, sweeps: 8 }, coarser: { rounds: 3, sweeps: 6 } },
};

/** Density and steps of the patch search. */
const PATCHES: PatchSettings = { stride: 4, steps: 4 };

/** Weights of the energy at full size; tuned on the synthetic sequences of `bench/flow-accuracy.ts`. */
const ENERGY: EnergySettings = {
  brightness: 1,
  gradient: 0.3,
  smoothness: 200,
  noise: 2,
  flowScale: 0.02,
  residualScale: 0.05,
  edge: 30,
};

/**
 * Smoothness relative to the next finer level. A pixel of a coarser level is the mean of four, so its noise needs less
 * smoothing, and neighbours lie twice as far apart, so real changes of the flow are four times as curved.
 */
const SMOOTHNESS_FALL = 0.18;

interface LevelSpace {
  readonly field: Field;
  readonly start: Field;
  readonly zero: Field;
  readonly hints: Field[];
  readonly patches: PatchSpace;
  readonly refine: RefineSpace;
  readonly energy: EnergySettings;
}

/**
 * Estimates flow between pictures of one size and owns the working memory for it, so that a sequence allocates nothing
 * per frame but the flows it returns.
 */
export class FlowEstimator {
  readonly #levels: LevelSpace[] = [];
  readonly #effort: (typeof EFFORT)[FlowQuality];

  /**
   * @param width sides of the pictures in pixels, at least 8
   * @throws InvalidOptionError
   */
  constructor(
    readonly width: number,
    readonly height: number,
    quality: FlowQuality = 'accurate',
  ) {
    this.#effort = EFFORT[quality];
    for (const [k, level] of createPyramid(width, height).levels.entries()) {
      const { width: w, height: h } = level;
      this.#levels.push({
        field: createField(w, h),
        start: createField(w, h),
        zero: createField(w, h),
        hints: [],
        patches: createPatchSpace(w, h),
        refine: createRefineSpace(w, h),
        energy: { ...ENERGY, smoothness: ENERGY.smoothness * SMOOTHNESS_FALL ** k },
      });
    }
  }

  /**
   * The backward flow: `target(x) ~ reference(x + flow(x))`.
   * @param target prepared target picture
   * @param reference prepared reference picture
   * @param hints flows to start from besides the coarse-to-fine one; each region takes what fits the pictures best;
   *   at full size only the last one is looked at
   * @param out flow to write to; a new one where left out
   * @throws InvalidOptionError where sizes differ
   */
  estimate(target: FlowPyramid, reference: FlowPyramid, hints: readonly Flow[] = [], out?: Flow): Flow {
    this.#assertSize(target, 'target');
    this.#assertSize(reference, 'reference');
    for (const hint of hints) assertFlowSize(hint, this.width, this.height, 'hint');
    const flow = out ?? createFlow(this.width, this.height);
    assertFlowSize(flow, this.width, this.height, 'out');
    this.#loadHints(hints);
    for (let k = this.#levels.length - 1; k >= 0; k--) this.#solveLevel(k, target, reference, hints.length);
    writeFlow(this.#levels[0]!.field, flow);
    return flow;
  }

  #solveLevel(k: number, target: FlowPyramid, reference: FlowPyramid, hintCount: number): void {
    const { field, start, zero, hints, patches, refine, energy } = this.#levels[k]!;
    const a = target.levels[k]!;
    const b = reference.levels[k]!;
    const coarser = this.#levels[k + 1];
    if (coarser && k === 0) {
      doubleField(coarser.field, field);
      preferBetterRegions(a, b, field, [zero, ...hints.slice(Math.max(hintCount - 1, 0), hintCount)]);
    } else {
      if (coarser) doubleField(coarser.field, start);
      const candidates = [...hints.slice(0, hintCount), ...(coarser ? [start] : []), zero];
      searchPatches(a, b, candidates, field, patches, PATCHES);
    }
    const { rounds, sweeps } = k === 0 ? this.#effort.finest : this.#effort.coarser;
    refineField(a, b, field, refine, energy, rounds, sweeps);
  }

  #loadHints(hints: readonly Flow[]): void {
    for (let n = 0; n < hints.length; n++) {
      for (let k = 0; k < this.#levels.length; k++) {
        const level = this.#levels[k]!;
        level.hints[n] ??= createField(level.field.width, level.field.height);
        if (k === 0) readFlow(hints[n]!, level.hints[n]!);
        else halveField(this.#levels[k - 1]!.hints[n]!, level.hints[n]!);
      }
    }
  }

  #assertSize(pyramid: FlowPyramid, name: string): void {
    if (pyramid.width !== this.width || pyramid.height !== this.height) {
      throw new InvalidOptionError(
        `${name} size`,
        `${this.width}x${this.height}`,
        `${pyramid.width}x${pyramid.height}`,
      );
    }
  }
}
