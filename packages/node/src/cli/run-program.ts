import { CommanderError, type Command } from 'commander';
import { writeToStandardOutput } from '../media/atomic-file.js';
import { removeTemporaries } from '../media/temporary.js';
import { EXIT, failureOf } from './failure.js';
import { nextStep } from './next-step.js';
import { printable } from './printable.js';

/** How long a command may take to clean up after Ctrl-C before the process leaves without it. */
const PATIENCE_MS = 2500;

/**
 * Runs a command line and ends the process with its exit code. Prints exactly one line for an error. The first of Ctrl-C,
 * SIGTERM and SIGHUP lets the command clean up for some seconds, the second ends the process at once. Either way it ends by
 * that signal, which a shell shows as 130 for Ctrl-C.
 * @param create makes the program; its commands are told by the signal that the user interrupts
 * @param argv as in `process.argv`
 * @param firstSteps what is printed where there are no arguments; the help when left out
 */
export async function runProgram(
  create: (signal: AbortSignal) => Command,
  argv: readonly string[],
  firstSteps?: string,
): Promise<void> {
  const controller = new AbortController();
  const program = create(controller.signal);
  let received: NodeJS.Signals | undefined;
  const leave = (signal: NodeJS.Signals) => {
    process.stderr.write(`${program.name()}: interrupted\n`);
    leaveBySignal(signal);
  };
  const interrupt = (signal: NodeJS.Signals) => {
    if (received !== undefined) leave(signal);
    received = signal;
    controller.abort();
    setTimeout(leave, PATIENCE_MS, signal).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  // A closed pipe or a full disk reaches the write that it failed; without listeners Node would also end with a trace.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const exitCode = await runCommandLine(program, argv, controller.signal, firstSteps);
  if (received !== undefined) leaveBySignal(received);
  if (process.stdout.writableLength > 0) await new Promise((resolve) => process.stdout.once('drain', resolve));
  // Native threads of codecs would keep the process alive.
  process.exit(exitCode);
}

/**
 * Runs a command line in this process and prints exactly one line for an error.
 * @param signal tells whether the user interrupted
 * @param firstSteps as of {@link runProgram}
 * @returns the exit code
 */
export async function runCommandLine(
  program: Command,
  argv: readonly string[],
  signal: AbortSignal,
  firstSteps?: string,
): Promise<number> {
  const help: string[] = [];
  collectOutput(program, (text) => help.push(text));
  const parsed = await settled(async () => {
    if (argv.length > 2) await program.parseAsync(argv);
    else if (firstSteps === undefined) program.help();
    else help.push(firstSteps);
  });
  // Help and version end the parsing by an error, too; they are printed here, where it is seen whether they get out.
  const printed = help.length === 0 ? undefined : await settled(() => writeToStandardOutput(help.join('')));
  const failure = printed ?? parsed;
  if (failure === undefined) return signal.aborted ? EXIT.interrupted : EXIT.done;
  const { error } = failure;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  const { line, exitCode } = failureOf(error, signal.aborted);
  const next = signal.aborted ? undefined : await nextStep(error, argv.slice(2)).catch(() => undefined);
  if (process.env['DYNC_DEBUG'] === '1' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  process.stderr.write(`${program.name()}: ${line}${next === undefined ? '' : `; ${printable(next)}`}\n`);
  return exitCode;
}

async function settled(work: () => Promise<void>): Promise<{ readonly error: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { error };
  }
}

function collectOutput(command: Command, writeOut: (text: string) => void): void {
  command.configureOutput({ writeOut });
  for (const inner of command.commands) collectOutput(inner, writeOut);
}

/**
 * Ends the process as the signal would without a listener, which no thread can hold up: the exit of Node waits for system
 * calls and native code that may take half a minute, or for ever.
 */
function leaveBySignal(signal: NodeJS.Signals): void {
  removeTemporaries();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
