/** @file Thread that runs networks in WebAssembly: seconds of arithmetic that would stop all else on the thread of the caller. */
import { readFile } from 'node:fs/promises';
import { workerData } from 'node:worker_threads';
import { transferred } from '@dynamics-codec/workers';
import { serveThread } from '@dynamics-codec/workers/node';
import { ModelError, openOnnx, type OnnxRuntime, type OpenNetwork } from 'dynamics-codec/generator';
import type { WasmThreadApi, WasmThreadData } from './wasm-thread-api.js';

const OPTIONS = { executionProviders: ['wasm'], logSeverityLevel: 4 };
const { folder } = workerData as WasmThreadData;
const networks = new Map<number, OpenNetwork>();
let last = 0;
let runtime: Promise<OnnxRuntime> | undefined;

async function startRuntime(): Promise<OnnxRuntime> {
  const wasmBinary = await readFile(new URL('onnx.wasm', folder));
  const module = (await import(new URL('onnx.js', folder).href)) as OnnxRuntime & {
    readonly env: { wasm: object; logLevel: string };
  };
  Object.assign(module.env.wasm, { wasmBinary, numThreads: 1 });
  module.env.logLevel = 'fatal';
  return module;
}

serveThread<WasmThreadApi>({
  async open({ model, bytes }) {
    runtime ??= startRuntime();
    const network = await openOnnx(await runtime, model, bytes, OPTIONS);
    networks.set(++last, network);
    return last;
  },
  async run({ network, inputs }) {
    const opened = networks.get(network);
    if (opened === undefined) throw new ModelError('MISSING_MODEL', `Expected an open network but received ${network}`);
    return transferred(await opened.run(inputs));
  },
  async release({ network }) {
    const opened = networks.get(network);
    networks.delete(network);
    await opened?.release();
  },
});
