import { packageVersion } from './package-version.js';
import { createProgram } from './program.js';
import { runProgram } from './run-program.js';

/** Runs the command line `dync`. @param argv as in `process.argv` */
export function main(argv: readonly string[]): Promise<void> {
  return runProgram(createProgram, argv, `dync ${packageVersion()}: ${FIRST_STEPS}`);
}

const FIRST_STEPS = `living scenes in a few kilobytes

Usage: dync <command>

Examples:
  dync encode tree.mp4 -o tree.dync          a video becomes a stream
  dync play tree.dync                        plays it in the browser
  dync decode tree.dync -o again.mp4         makes a video of it again
  dync animate meadow.jpg -o meadow.dync     a photograph comes alive
  dync doctor                                tells what is installed, and what is slow

dync --help names all commands, dync encode --help the flags of one.
`;
