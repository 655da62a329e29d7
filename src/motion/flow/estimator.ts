/**
 * @file The coarse-to-fine flow estimator: per pyramid level, from the coarsest to the full picture, a patch search
 * (`patches.ts`) started from the best of several candidates, then a variational refinement (`variational.ts`).
 */
import { InvalidOptionError } from '../../picture/index.js';
import { createField, doubleField, halveField, readFlow, writeFlow, type Field } from './field.js';
import { assertFlowSize, createFlow, type Flow } from './flow.js';
import { createPatchSpace, searchPatches, type PatchSpace } from './patches.js';
import { createPyramid, type FlowPyramid } from './pyramid.js';
import { createRefineSpace, refineField, type EnergySettings, type RefineSpace } from './variational.js';

/** Effort of the estimator: `accurate` takes about twice as long as `fast`. */
export type FlowQuality = 'fast' | 'accurate';

/** Work at one pyramid level: distance and Gauss-Newton steps of patches, warps and SOR sweeps per warp. */
interface Effort {
  readonly stride: number;
  readonly steps: number;
  readonly rounds: number;
  readonly sweeps: number;
  fall: number;
}

export const EFFORT: Record<FlowQuality, { readonly finest: Effort; readonly coarser: Effort }> = {
  fast: {
    finest: { stride: 6, steps: 1, rounds: 1, sweeps: 6, fall: 1 },
    coarser: { stride: 4, steps: 4, rounds: 3, sweeps: 8, fall: 1 },
  },
  accurate: {
    finest: { stride: 0, steps: 3, rounds: 3, sweeps: 6, fall: 1 },
    coarser: { stride: 4, steps: 4, rounds: 4, sweeps: 8, fall: 0.35 },
  },
};

/** Weights of the energy; tuned on the synthetic sequences of `bench/flow-accuracy.ts`. */
export const ENERGY: EnergySettings = {
  brightness: 1,
  gradient: 0.3,
  smoothness: 80,
  noise: 2,
  flowScale: 0.05,
  residualScale: 0.05,
  edge: 30,
};

interface LevelSpace {
  readonly field: Field;
  readonly start: Field;
  readonly zero: Field;
  readonly hints: Field[];
  readonly patches: PatchSpace;
  readonly refine: RefineSpace;
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
    for (const level of createPyramid(width, height).levels) {
      const { width: w, height: h } = level;
      this.#levels.push({
        field: createField(w, h),
        start: createField(w, h),
        zero: createField(w, h),
        hints: [],
        patches: createPatchSpace(w, h),
        refine: createRefineSpace(w, h),
      });
    }
  }

  /**
   * The backward flow: `target(x) ~ reference(x + flow(x))`.
   * @param target prepared target picture
   * @param reference prepared reference picture
   * @param hints flows to start from besides the coarse-to-fine one; each region takes what fits the pictures best
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
    for (let k = this.#levels.length - 1; k >= 0; k--) {
      const level = this.#levels[k]!;
      const effort = k === 0 ? this.#effort.finest : this.#effort.coarser;
      const coarser = this.#levels[k + 1];
      if (coarser) doubleField(coarser.field, level.start);
      const candidates = [...level.hints.slice(0, hints.length), coarser ? level.start : level.zero, level.zero];
      const a = target.levels[k]!;
      const b = reference.levels[k]!;
      if (effort.stride === 0) { level.field.u.set(level.start.u); level.field.v.set(level.start.v); } else searchPatches(a, b, candidates, level.field, level.patches, effort);
      refineField(a, b, level.field, level.refine, { ...ENERGY, smoothness: ENERGY.smoothness * EFFORT.accurate.coarser.fall ** k }, effort.rounds, effort.sweeps);
    }
    writeFlow(this.#levels[0]!.field, flow);
    return flow;
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
      throw new InvalidOptionError(`${name} size`, `${this.width}x${this.height}`, `${pyramid.width}x${pyramid.height}`);
    }
  }
}
