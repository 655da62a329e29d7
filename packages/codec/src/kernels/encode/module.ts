import { KernelModule, type ModuleExports } from '../kernel-module.js';
import { WASM } from './wasm.js';

/** What `packages/codec/kernels/encode/index.ts` exports; addresses and sizes are numbers. */
interface EncodeExports extends ModuleExports {
  warpPlane(reference: number, width: number, height: number, flow: number, padded: number, out: number): void;
}

/** The kernels of the encoder. Players do not contain them. */
export const ENCODE = /* @__PURE__ */ new KernelModule<EncodeExports>(WASM);
