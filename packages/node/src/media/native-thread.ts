/** @file Thread that runs networks natively: ONNX Runtime's binding for Node blocks the thread that calls it until a network is done. */
import { workerData } from 'node:worker_threads';
import { ModelError, type OnnxRuntime } from 'dynamics-codec/generator';
import { NATIVE_ONNX, nativeOnnx, nativeSessionOptions } from './native-onnx.js';
import type { NativeThreadData } from './network-thread-api.js';
import { serveNetworks } from './serve-networks.js';

async function startRuntime(): Promise<OnnxRuntime> {
  const runtime = await nativeOnnx();
  if (runtime === undefined) throw new ModelError('MISSING_RUNTIME', `The thread cannot load ${NATIVE_ONNX}`);
  return runtime;
}

serveNetworks(startRuntime, nativeSessionOptions((workerData as NativeThreadData).threads));
