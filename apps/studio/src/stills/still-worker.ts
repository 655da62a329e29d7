/** @file Worker that encodes key pictures, so that they are made while the motion is analysed. */
import type { StillReply, StillRequest } from './still-protocol.js';
import { openWasmStillEncoder } from './wasm-still-encoder.js';

const encoder = openWasmStillEncoder();
encoder.catch(() => undefined);

async function answer({ id, picture, options }: StillRequest): Promise<void> {
  let reply: StillReply;
  try {
    const payload = await (await encoder).encode(picture, options);
    reply = { id, payload: payload as Uint8Array<ArrayBuffer> };
  } catch (error) {
    reply = { id, problem: error instanceof Error ? error.message : String(error) };
  }
  postMessage(reply);
}

addEventListener('message', (event: MessageEvent<StillRequest>) => void answer(event.data));
