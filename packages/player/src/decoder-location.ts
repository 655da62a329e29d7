import type * as DecoderModule from './worker.js';

/** Where the decoder comes from. The build for pages of one file puts another module in the place of this one. */
export const DECODER = {
  /** Starts the worker that stands beside this module. Bundlers know this form and bring the worker along. */
  start(): Worker {
    return new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'dynamics-player' });
  },
  /** The same module for a page that may not start workers. */
  load(): Promise<typeof DecoderModule> {
    return import(/* @vite-ignore */ /* webpackIgnore: true */ new URL('./worker.js', import.meta.url).href) as Promise<
      typeof DecoderModule
    >;
  },
};
