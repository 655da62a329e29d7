import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Waits for the end of a process. @returns its exit code, or the signal that ended it, and what it wrote on standard error */
export async function endOf(child: ChildProcess): Promise<{ readonly code: unknown; readonly err: string }> {
  const [[code, signal], err] = await Promise.all([
    once(child, 'close') as Promise<[code: unknown, signal: unknown]>,
    text(child.stderr!),
  ]);
  return { code: code ?? signal, err };
}
