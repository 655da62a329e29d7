/** @file Thread that runs networks in WebAssembly: seconds of arithmetic that would stop all else on the thread of the caller. */
import { readFile } from 'node:fs/promises';
import { workerData } from 'node:worker_threads';
import type { OnnxRuntime } from 'dynamics-codec/generator';
import type { WasmThreadData } from './network-thread-api.js';
import { serveNetworks } from './serve-networks.js';

const { folder } = workerData as WasmThreadData;

async function startRuntime(): Promise<OnnxRuntime> {
  const wasmBinary = await readFile(new URL('onnx.wasm', folder));
  const module = (await import(new URL('onnx.js', folder).href)) as OnnxRuntime & {
    readonly env: { wasm: object; logLevel: string };
  };
  Object.assign(module.env.wasm, { wasmBinary, numThreads: 1 });
  module.env.logLevel = 'fatal';
  return module;
}

serveNetworks(startRuntime, { executionProviders: ['wasm'], logSeverityLevel: 4 });
