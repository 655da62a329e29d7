import { rmSync } from 'node:fs';

const temporaries = new Set<string>();
let watching = false;

/**
 * Remembers a temporary file or folder so that it is removed when the process exits before its owner did so.
 * Covers `process.exit`; a signal handler that calls it covers Ctrl-C.
 */
export function rememberTemporary(path: string): void {
  temporaries.add(path);
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const left of temporaries) rmSync(left, { recursive: true, force: true });
  });
}

/** Undoes {@link rememberTemporary}: the file was renamed or removed. */
export function forgetTemporary(path: string): void {
  temporaries.delete(path);
}
