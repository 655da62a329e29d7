import { LimitError } from 'dynamics-codec';
import { DynamicsError } from 'dynamics-codec/picture';
import { limitMessage } from './budgets.js';
import { printable } from './printable.js';

/** Exit codes of `dync`. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** The command line asks for something that makes no sense: exit code 2. The message is one sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What is printed and returned for an error. */
export interface Failure {
  /** One line without the program's name. */
  readonly line: string;
  readonly exitCode: number;
}

/**
 * Turns whatever was thrown into one line and an exit code. Never a stack trace: those are for `DYNC_DEBUG=1`.
 * @param interrupted whether the user asked to stop
 */
export function failureOf(error: unknown, interrupted: boolean): Failure {
  if (interrupted) return { line: 'interrupted', exitCode: EXIT.interrupted };
  if (error instanceof UsageError) return { line: printable(error.message), exitCode: EXIT.usage };
  if (error instanceof LimitError) return { line: printable(limitMessage(error)), exitCode: EXIT.failed };
  if (error instanceof DynamicsError) return { line: printable(error.message), exitCode: EXIT.failed };
  const system = error as NodeJS.ErrnoException;
  if (error instanceof Error && typeof system.syscall === 'string') {
    return { line: printable(systemFailure(system)), exitCode: EXIT.failed };
  }
  const text = error instanceof Error ? error.message : String(error);
  if (NOT_LOADED.has(system.code ?? ''))
    return {
      line: printable(`a part cannot be loaded, which dync doctor looks at: ${text.split('\n')[0] ?? ''}`),
      exitCode: EXIT.failed,
    };
  return { line: printable(`internal error, please report it: ${text}`), exitCode: EXIT.failed };
}

/** Codes of Node's errors for packages and native libraries that are not there or do not fit. */
const NOT_LOADED = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED']);

function systemFailure(error: NodeJS.ErrnoException): string {
  const what = error.path === undefined ? 'A file' : `"${error.path}"`;
  switch (error.code) {
    case 'ENOENT':
      return `${what} does not exist`;
    case 'EACCES':
    case 'EPERM':
      return `${what} may not be accessed`;
    case 'EISDIR':
      return `${what} is a folder`;
    case 'ENOSPC':
      return `${what} could not be written: the disk is full`;
    default:
      return error.message;
  }
}
