import { KernelModule, type ModuleExports } from '../kernel-module.js';
import { WASM } from './wasm.js';

/** What `packages/codec/kernels/show/index.ts` exports; addresses and sizes are numbers. */
interface ShowExports extends ModuleExports {
  combineModes(maps: number, weights: number, count: number, floats: number, out: number): void;
  walkFrame(
    velocity: number,
    width: number,
    height: number,
    across: number,
    down: number,
    steps: number,
    step: number,
    here: number,
  ): void;
  mixLuma(
    first: number,
    second: number,
    width: number,
    flows: number,
    gains: number,
    gridWidth: number,
    columns: number,
    rows: number,
    least: number,
    mean: number,
    meanWidth: number,
    meanHeight: number,
    across: number,
    down: number,
    share: number,
    other: number,
    from: number,
    to: number,
    out: number,
  ): void;
  warpLuma(
    key: number,
    width: number,
    height: number,
    flow: number,
    gridWidth: number,
    gridHeight: number,
    left: number,
    share: number,
    taps: number,
    tables: number,
    row: number,
    rows: number,
    from: number,
    to: number,
    out: number,
  ): void;
  warpChroma(
    u: number,
    v: number,
    width: number,
    height: number,
    flow: number,
    gridWidth: number,
    gridHeight: number,
    left: number,
    share: number,
    row: number,
    rows: number,
    from: number,
    to: number,
    outU: number,
    outV: number,
  ): void;
}

/** The kernels of what is shown: of players and of the encoder's judge. */
export const SHOW = /* @__PURE__ */ new KernelModule<ShowExports>(WASM);
