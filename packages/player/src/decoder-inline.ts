import type * as DecoderModule from './worker.js';

/** Text of the worker's module; the build puts it here. */
declare const DECODER_SOURCE: string;

let address: string | undefined;

function addressOfSource(): string {
  address ??= URL.createObjectURL(new Blob([DECODER_SOURCE], { type: 'text/javascript' }));
  return address;
}

/** Stands for `decoder-location.ts` in the build for pages of one file: the decoder is part of the script. */
export const DECODER = {
  /** Starts the worker from its text. */
  start(): Worker {
    return new Worker(addressOfSource(), { type: 'module', name: 'dynamics-player' });
  },
  /** The same module for a page that may not start workers. */
  load(): Promise<typeof DecoderModule> {
    return import(/* @vite-ignore */ /* webpackIgnore: true */ addressOfSource()) as Promise<typeof DecoderModule>;
  },
};
