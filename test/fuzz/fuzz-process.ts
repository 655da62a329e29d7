/** @file The process in which the cases of the fuzzers run. */
import { serveProcess } from '@dynamics-codec/workers/node';
import { prepare, runCase, type FuzzCase, type FuzzResult } from './fuzz-cases.js';

/** What the process can be asked. */
export interface FuzzApi {
  /** Writes the valid files into a folder. @returns how many media files there are */
  prepare(folder: string): Promise<readonly string[]>;
  run(of: FuzzCase & { readonly clips: readonly string[] }): Promise<FuzzResult>;
}

serveProcess<FuzzApi>({ prepare, run: ({ clips, ...of }) => runCase(of, clips) });
