/**
 * @file `disFlow` by kernels: both pictures' levels are copied in, every step works where they lie, and the flow is copied
 * out. The steps are those of `dis-flow.ts`, whose results are the same bit for bit.
 */
import { ENCODE, type Arena, type EncodeKernels } from '../../kernels/encode/index.js';
import type { Flow } from '../flow/flow.js';
import type { GreyPlane } from './grey-plane.js';
import { patchesAlong, taps } from './patch-grid.js';

/**
 * @param first levels of the first picture, the finest first; `second` too
 * @param scale sides of the pictures over those of the finest level
 * @param out receives the flow
 * @returns whether it was done
 */
export function disFlowByKernels(
  first: readonly GreyPlane[],
  second: readonly GreyPlane[],
  scale: number,
  out: Flow,
): boolean {
  return ENCODE.run((kernels, arena) => {
    const search = new KernelSearch(kernels, arena);
    let field: Field | undefined;
    for (let level = first.length - 1; level >= 0; level--) {
      const { width, height } = first[level]!;
      const start = field ? search.resized(field, width, height, 2) : search.still(width, height);
      field = search.solveLevel(first[level]!, second[level]!, start);
    }
    if (!field) return;
    const { u, v, width, height } = search.resized(field, out.width, out.height, scale);
    const flow = arena.room(out.data.byteLength);
    kernels.writeFlow(u, v, width, height, flow);
    arena.take(flow, out.data);
  });
}

/** Addresses of the planes of a flow field. */
interface Field {
  readonly width: number;
  readonly height: number;
  readonly u: number;
  readonly v: number;
}

class KernelSearch {
  constructor(
    private readonly kernels: EncodeKernels,
    private readonly arena: Arena,
  ) {}

  /** A field of zeros. */
  still(width: number, height: number): Field {
    const plane = this.#plane(width, height);
    this.arena.clear(plane, this.#bytes(width, height));
    return { width, height, u: plane, v: plane };
  }

  /** A field scaled to other sides, its displacements times `gain`. */
  resized(field: Field, width: number, height: number, gain: number): Field {
    const { arena, kernels } = this;
    const columns = taps(field.width, width);
    const rows = taps(field.height, height);
    const places = [
      arena.put(columns.at),
      arena.put(columns.share),
      arena.put(rows.at),
      arena.put(rows.share),
    ] as const;
    const buffer = arena.room(4 * (field.width + 8));
    const [u, v] = [field.u, field.v].map((from) => {
      const to = this.#plane(width, height);
      kernels.disResize(from, field.width, field.height, to, width, height, ...places, gain, buffer);
      return to;
    }) as [number, number];
    return { width, height, u, v };
  }

  /** The flow of a level from the one to begin with. */
  solveLevel(first: GreyPlane, second: GreyPlane, start: Field): Field {
    const { kernels, arena } = this;
    const { width, height } = first;
    const here = this.#planeOf(first);
    const there = this.#planeOf(second);
    const padded = arena.room(4 * (width + 32) * (height + 32));
    kernels.disPadded(there, width, height, padded);
    const gx = this.#plane(width, height);
    const gy = this.#plane(width, height);
    kernels.disGradients(here, width, height, gx, gy);
    const patches = patchesAlong(width) * patchesAlong(height);
    const patchX = arena.room(4 * patches);
    const patchY = arena.room(4 * patches);
    const sums = arena.room(20 * patches);
    kernels.disSearch(here, gx, gy, padded, width, height, start.u, start.v, patchX, patchY, sums);
    const u = this.#plane(width, height);
    const v = this.#plane(width, height);
    kernels.disDensify(patchX, patchY, here, there, width, height, u, v);
    const space = arena.room(kernels.disRefineRoom(width, height));
    kernels.disRefine(here, there, width, height, u, v, space);
    return { width, height, u, v };
  }

  #planeOf({ width, height, data }: GreyPlane): number {
    const plane = this.#plane(width, height);
    this.kernels.disPlane(this.arena.put(data), width, height, plane);
    return plane;
  }

  #plane(width: number, height: number): number {
    return this.arena.room(this.#bytes(width, height));
  }

  #bytes(width: number, height: number): number {
    return 4 * this.kernels.fieldLength(width, height);
  }
}
