import { CommanderError } from 'commander';
import { EXIT, failureOf } from './failure.js';
import { createProgram } from './program.js';

/** How long a command may take to clean up after Ctrl-C before the process leaves without it. */
const PATIENCE_MS = 3000;

/**
 * Runs the command line and sets the process's exit code. Prints exactly one line for an error.
 * @param argv as in `process.argv`
 */
export async function main(argv: readonly string[]): Promise<void> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) leave(EXIT.interrupted);
    controller.abort();
    setTimeout(() => {
      leave(EXIT.interrupted);
    }, PATIENCE_MS).unref();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', interrupt);
  // A closed pipe reaches the write that caused it; without a listener Node would also end the process with a trace.
  process.stdout.on('error', () => undefined);
  leave(await run(argv, controller.signal));
}

async function run(argv: readonly string[], signal: AbortSignal): Promise<number> {
  try {
    const program = createProgram(signal);
    if (argv.length <= 2) program.help();
    await program.parseAsync(argv);
    return signal.aborted ? EXIT.interrupted : EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const { line, exitCode } = failureOf(error, signal.aborted);
    if (process.env['DYNC_DEBUG'] === '1' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    process.stderr.write(`dync: ${line}\n`);
    return exitCode;
  }
}

/** Ends the process once standard output is flushed; native threads of codecs would keep it alive. */
function leave(exitCode: number): void {
  process.exitCode = exitCode;
  if (process.stdout.writableLength === 0) process.exit(exitCode);
  process.stdout.once('drain', () => process.exit(exitCode));
}
