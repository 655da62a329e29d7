import { KernelModule, type ModuleExports } from '../kernel-module.js';
import { WASM } from './wasm.js';

/** What `packages/codec/kernels/show/index.ts` exports; addresses and sizes are numbers. */
interface ShowExports extends ModuleExports {
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
    outU: number,
    outV: number,
  ): void;
}

/** The kernels of what is shown: of players and of the encoder's judge. */
export const SHOW = /* @__PURE__ */ new KernelModule<ShowExports>(WASM);
