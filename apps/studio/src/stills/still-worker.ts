/** @file Worker that encodes key pictures, so that they are made while the motion is analysed. */
import { serveWorker } from '@dynamics-codec/workers/browser';
import type { StillApi } from './still-protocol.js';
import { openWasmStillEncoder } from './wasm-still-encoder.js';

const encoder = openWasmStillEncoder();
encoder.catch(() => undefined);

serveWorker<StillApi>({
  encode: async ({ picture, options }) => (await encoder).encode(picture, options),
});
