import { createProgram } from './program.js';
import { runProgram } from './run-program.js';

/** Runs the command line `dync`. @param argv as in `process.argv` */
export function main(argv: readonly string[]): Promise<void> {
  return runProgram(createProgram, argv);
}
