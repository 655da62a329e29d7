/**
 * @file `FlowEstimator.estimate` by kernels: pictures and hints are copied in, every step works where they lie, and the flow
 * is copied out. The steps are those of `estimator.ts`, whose results are the same bit for bit.
 */
import { ENCODE, type Arena, type EncodeKernels } from '../../kernels/encode/index.js';
import { effortAt, energyAt, PATCHES, type FlowQuality } from './estimator-settings.js';
import type { Flow } from './flow.js';
import type { FlowPyramid, PyramidLevel } from './pyramid.js';
import { MARGIN, SHARE } from './regions.js';
import { energyScales } from './variational.js';

/**
 * @param out receives the flow
 * @returns whether it was done
 */
export function estimateByKernels(
  target: FlowPyramid,
  reference: FlowPyramid,
  hints: readonly Flow[],
  quality: FlowQuality,
  out: Flow,
): boolean {
  return ENCODE.run((kernels, arena) => {
    const { width, height, levels } = target;
    const estimate = new KernelEstimate(kernels, arena, levels[0]!, quality);
    const flow = arena.room(out.data.byteLength);
    let hinted: Field[] = hints.map(({ data }) => {
      arena.write(flow, data);
      const field = estimate.room(levels[0]!);
      kernels.readFlow(flow, width, height, field.u, field.v);
      return field;
    });
    const hintsByLevel = levels.map(
      (level, k) => (hinted = k === 0 ? hinted : estimate.halved(hinted, levels[k - 1]!, level)),
    );
    let field: Field | undefined;
    for (let k = levels.length - 1; k >= 0; k--) {
      field = estimate.solveLevel(k, levels[k]!, reference.levels[k]!, hintsByLevel[k]!, field);
    }
    if (field) kernels.writeFlow(field.u, field.v, width, height, flow);
    arena.take(flow, out.data);
  });
}

/** Addresses of the planes of a flow field. */
interface Field {
  readonly u: number;
  readonly v: number;
}

class KernelEstimate {
  readonly #zero: Field;
  readonly #weights: number;
  readonly #space: number;

  constructor(
    private readonly kernels: EncodeKernels,
    private readonly arena: Arena,
    finest: PyramidLevel,
    private readonly quality: FlowQuality,
  ) {
    const plane = this.#plane(finest);
    arena.clear(plane, this.#bytes(finest));
    this.#zero = { u: plane, v: plane };
    this.#weights = this.#plane(finest);
    this.#space = arena.room(kernels.refineRoom(finest.width, finest.height));
  }

  /** Room for a field. */
  room(level: PyramidLevel): Field {
    return { u: this.#plane(level), v: this.#plane(level) };
  }

  /** Fields at the next coarser level. */
  halved(fields: readonly Field[], from: PyramidLevel, to: PyramidLevel): Field[] {
    return fields.map(({ u, v }) => {
      const half = this.room(to);
      this.kernels.halvePlane(u, from.width, from.height, half.u);
      this.kernels.halvePlane(v, from.width, from.height, half.v);
      return half;
    });
  }

  /**
   * @param coarser result of the next coarser level, if there is one
   * @returns the field of this level
   */
  solveLevel(
    k: number,
    target: PyramidLevel,
    reference: PyramidLevel,
    hints: readonly Field[],
    coarser: Field | undefined,
  ): Field {
    const { kernels, arena } = this;
    const { width, height } = target;
    const a = arena.put(target.padded);
    const b = arena.put(reference.padded);
    const { u, v } = this.room(target);
    if (coarser && k === 0) {
      this.#double(coarser, { u, v }, target);
      const others = [this.#zero, ...hints.slice(-1)];
      kernels.preferBetterRegions(a, b, width, height, u, v, this.#list(others), others.length, SHARE, MARGIN);
    } else {
      const candidates = [...hints];
      if (coarser) {
        const start = this.room(target);
        this.#double(coarser, start, target);
        candidates.push(start);
      }
      candidates.push(this.#zero);
      const list = this.#list(candidates);
      const { stride, steps } = PATCHES;
      kernels.searchPatches(a, b, width, height, list, candidates.length, u, v, this.#weights, stride, steps);
    }
    this.#refine(k, a, b, target, { u, v });
    return { u, v };
  }

  #refine(k: number, target: number, reference: number, { width, height }: PyramidLevel, { u, v }: Field): void {
    const { rounds, sweeps } = effortAt(k, this.quality);
    const settings = energyAt(k);
    const { brightness, gradient, smoothness } = settings;
    const { floor, flowScale, residualScale, edgeScale } = energyScales(settings);
    this.kernels.refineField(
      target,
      reference,
      width,
      height,
      u,
      v,
      this.#space,
      rounds,
      2 * sweeps,
      brightness,
      gradient,
      smoothness,
      floor,
      flowScale,
      residualScale,
      edgeScale,
    );
  }

  #double(from: Field, to: Field, { width, height }: PyramidLevel): void {
    this.kernels.doublePlane(from.u, to.u, width, height);
    this.kernels.doublePlane(from.v, to.v, width, height);
  }

  /** Addresses of the planes of fields, as kernels read them. */
  #list(fields: readonly Field[]): number {
    return this.arena.put(Int32Array.from(fields.flatMap(({ u, v }) => [u, v])));
  }

  #plane(level: PyramidLevel): number {
    return this.arena.room(this.#bytes(level));
  }

  #bytes({ width, height }: PyramidLevel): number {
    return 4 * this.kernels.fieldLength(width, height);
  }
}
