import { KernelModule, type ModuleExports } from '../kernel-module.js';
import { WASM } from './wasm.js';

/** What `packages/codec/kernels/encode/index.ts` exports; addresses and sizes are numbers. */
export interface EncodeKernels extends ModuleExports {
  fieldLength(width: number, height: number): number;
  readFlow(flow: number, width: number, height: number, u: number, v: number): void;
  writeFlow(u: number, v: number, width: number, height: number, flow: number): void;
  halvePlane(from: number, width: number, height: number, to: number): void;
  doublePlane(from: number, to: number, width: number, height: number): void;
  searchPatches(
    target: number,
    reference: number,
    width: number,
    height: number,
    candidates: number,
    count: number,
    u: number,
    v: number,
    weights: number,
    distance: number,
    steps: number,
  ): void;
  preferBetterRegions(
    target: number,
    reference: number,
    width: number,
    height: number,
    u: number,
    v: number,
    candidates: number,
    count: number,
    share: number,
    margin: number,
  ): void;
  refineRoom(width: number, height: number): number;
  refineField(
    target: number,
    reference: number,
    width: number,
    height: number,
    u: number,
    v: number,
    space: number,
    rounds: number,
    halfSweeps: number,
    brightness: number,
    gradient: number,
    smoothness: number,
    floor: number,
    flowScale: number,
    residualScale: number,
    edgeScale: number,
  ): void;
  quarterBytes(from: number, width: number, height: number, to: number): void;
  disPlane(bytes: number, width: number, height: number, plane: number): void;
  disPadded(plane: number, width: number, height: number, padded: number): void;
  disGradients(plane: number, width: number, height: number, gx: number, gy: number): void;
  disSearch(
    first: number,
    gx: number,
    gy: number,
    second: number,
    width: number,
    height: number,
    u: number,
    v: number,
    x: number,
    y: number,
    space: number,
  ): void;
  disDensify(
    patchX: number,
    patchY: number,
    first: number,
    second: number,
    width: number,
    height: number,
    u: number,
    v: number,
  ): void;
  disRefineRoom(width: number, height: number): number;
  disRefine(first: number, second: number, width: number, height: number, u: number, v: number, space: number): void;
  disResize(
    from: number,
    fromWidth: number,
    fromHeight: number,
    to: number,
    width: number,
    height: number,
    columnAt: number,
    columnShare: number,
    rowAt: number,
    rowShare: number,
    gain: number,
    buffer: number,
  ): void;
  gatherEvidence(
    frame: number,
    source: number,
    width: number,
    height: number,
    flow: number,
    gridWidth: number,
    gridHeight: number,
    columns: number,
    rows: number,
    toPlane: number,
    scale: number,
    prepared: number,
    line: number,
    out: number,
  ): void;
  mapErrorBegin(block: number): void;
  mapErrorGradient(block: number, at: number, axis: number): number;
  mapErrorMostGain(block: number, at: number): number;
  mapErrorTake(block: number, at: number, axis: number, moved: number): void;
  normalEquations(
    maps: number,
    count: number,
    floats: number,
    diagonal: number,
    off: number,
    right: number,
    weighted: number,
    out: number,
  ): void;
  addMapEquations(planes: number, cells: number, value: number, out: number): void;
  velocityProducts(
    now: number,
    later: number,
    width: number,
    height: number,
    columns: number,
    rows: number,
    reach: number,
    lag: number,
    products: number,
  ): void;
  warpPlane(reference: number, width: number, height: number, flow: number, padded: number, out: number): void;
}

/** The kernels of the encoder. Players do not contain them. */
export const ENCODE = /* @__PURE__ */ new KernelModule<EncodeKernels>(WASM);
