import { existsSync } from 'node:fs';
import type { NetworkHost } from './network-host.js';
import type { WasmThreadData } from './network-thread-api.js';
import { threadHost } from './thread-host.js';

/**
 * Networks that run in WebAssembly, in a thread of their own; `undefined` where that or the runtime is not there.
 * @param folder with `onnx.js` and `onnx.wasm`
 */
export function wasmNetworks(folder: URL): NetworkHost | undefined {
  if (!['onnx.js', 'onnx.wasm'].every((file) => existsSync(new URL(file, folder)))) return undefined;
  const data: WasmThreadData = { folder: folder.href };
  return threadHost('wasm-thread.js', data);
}
