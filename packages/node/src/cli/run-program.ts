import { Command, CommanderError } from 'commander';
import { EXIT, failureOf } from './failure.js';

/** How long a command may take to clean up after Ctrl-C before the process leaves without it. */
const PATIENCE_MS = 3000;

/** A command line whose usage errors are one line, thrown as commander's `CommanderError` instead of ending the process. */
export function quietCommand(name: string): Command {
  return new Command(name)
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({
      outputError: (text, write) => {
        write(`${name}: ${text.replace(/^error: /, '').replace(/\s*\n\s*(?=\S)/g, ' ')}`);
      },
    });
}

/**
 * Runs a command line and sets the process's exit code. Prints exactly one line for an error.
 * @param create makes the program; its commands are told by the signal that the user interrupts
 * @param argv as in `process.argv`
 */
export async function runProgram(create: (signal: AbortSignal) => Command, argv: readonly string[]): Promise<void> {
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
  leave(await run(create(controller.signal), argv, controller.signal));
}

async function run(program: Command, argv: readonly string[], signal: AbortSignal): Promise<number> {
  try {
    if (argv.length <= 2) program.help();
    await program.parseAsync(argv);
    return signal.aborted ? EXIT.interrupted : EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const { line, exitCode } = failureOf(error, signal.aborted);
    if (process.env['DYNC_DEBUG'] === '1' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
    process.stderr.write(`${program.name()}: ${line}\n`);
    return exitCode;
  }
}

/** Ends the process once standard output is flushed; native threads of codecs would keep it alive. */
function leave(exitCode: number): void {
  process.exitCode = exitCode;
  if (process.stdout.writableLength === 0) process.exit(exitCode);
  process.stdout.once('drain', () => process.exit(exitCode));
}
