import { runProgram } from '@dynamics-codec/node/cli';
import { createProgram } from './program.js';

/** Runs the command line of the bench. @param argv as in `process.argv` */
export function main(argv: readonly string[]): Promise<void> {
  return runProgram(createProgram, argv);
}
