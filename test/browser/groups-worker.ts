/** @file Worker of {@link encodedInThreads}: encodes groups with the studio's still encoder, and holds a lock while it lives. */
import { browserStills, serveGroups } from '@dynamics-codec/browser';
import { openWasmStillEncoder } from '../../apps/studio/src/stills/wasm-still-encoder.js';

void navigator.locks.request('worker', { mode: 'shared' }, () => new Promise(() => undefined));

const encoder = openWasmStillEncoder();

serveGroups(() => ({
  stills: {
    ...browserStills(),
    encode: async (picture, options) => (await encoder).encode(picture, options),
  },
}));
