import { InvalidOptionError } from 'dynamics-codec/picture';

/** Checks that a path is one that a file can have. @throws InvalidOptionError */
export function assertPath(name: string, path: unknown): void {
  if (typeof path !== 'string' || path === '' || path.includes('\0'))
    throw new InvalidOptionError(name, 'a path without NUL characters', path);
}
