/**
 * @file The coarse-to-fine flow estimator. Each pyramid level from the coarsest to half size runs a patch search
 * (`patches.ts`) started from the best of several candidates, then a variational refinement (`variational.ts`). The
 * full picture is only refined, after small regions that fit better standing still or as in the last hint took that
 * flow (`regions.ts`): patches of 8x8 full-size pixels would blur thin branches, and cost a third of the time.
 */
import { InvalidOptionError } from '../../picture/index.js';
import { createField, doubleField, halveField, readFlow, writeFlow, type Field } from './field.js';
import { assertFlowSize, createFlow, type Flow } from './flow.js';
import { estimateByKernels } from './estimator-kernel.js';
import { effortAt, energyAt, PATCHES, type FlowQuality } from './estimator-settings.js';
import { createPatchSpace, searchPatches, type PatchSpace } from './patches.js';
import { assertPyramidSize, type FlowPyramid, type PyramidLevel } from './pyramid.js';
import { preferBetterRegions } from './regions.js';
import { createRefineSpace, refineField, type RefineSpace } from './variational.js';

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
  /** Working memory without kernels, which have their own. */
  #space: LevelSpace[] | undefined;

  /**
   * @param width sides of the pictures in pixels, at least 8
   * @throws InvalidOptionError
   */
  constructor(
    readonly width: number,
    readonly height: number,
    readonly quality: FlowQuality = 'accurate',
  ) {
    assertPyramidSize(width, height);
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
    if (estimateByKernels(target, reference, hints, this.quality, flow)) return flow;
    const levels = (this.#space ??= target.levels.map((level) => createSpace(level)));
    loadHints(levels, hints);
    for (let k = levels.length - 1; k >= 0; k--) this.#solveLevel(levels, k, target, reference, hints.length);
    writeFlow(levels[0]!.field, flow);
    return flow;
  }

  #solveLevel(
    levels: readonly LevelSpace[],
    k: number,
    target: FlowPyramid,
    reference: FlowPyramid,
    hintCount: number,
  ): void {
    const { field, start, zero, hints, patches, refine } = levels[k]!;
    const a = target.levels[k]!;
    const b = reference.levels[k]!;
    const coarser = levels[k + 1];
    if (coarser && k === 0) {
      doubleField(coarser.field, field);
      preferBetterRegions(a, b, field, [zero, ...hints.slice(Math.max(hintCount - 1, 0), hintCount)]);
    } else {
      if (coarser) doubleField(coarser.field, start);
      const candidates = [...hints.slice(0, hintCount), ...(coarser ? [start] : []), zero];
      searchPatches(a, b, candidates, field, patches, PATCHES);
    }
    const { rounds, sweeps } = effortAt(k, this.quality);
    refineField(a, b, field, refine, energyAt(k), rounds, sweeps);
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

function createSpace({ width, height }: PyramidLevel): LevelSpace {
  return {
    field: createField(width, height),
    start: createField(width, height),
    zero: createField(width, height),
    hints: [],
    patches: createPatchSpace(width, height),
    refine: createRefineSpace(width, height),
  };
}

function loadHints(levels: readonly LevelSpace[], hints: readonly Flow[]): void {
  for (let n = 0; n < hints.length; n++) {
    for (let k = 0; k < levels.length; k++) {
      const { hints: fields, field } = levels[k]!;
      const to = (fields[n] ??= createField(field.width, field.height));
      if (k === 0) readFlow(hints[n]!, to);
      else halveField(levels[k - 1]!.hints[n]!, to);
    }
  }
}
