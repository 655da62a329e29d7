import { InvalidOptionError } from './errors.js';

/**
 * Checks that a value is an object with these methods: callers without types hand in anything, and what is missing should be
 * told by name, at the call.
 * @throws InvalidOptionError
 */
export function assertShape(name: string, value: unknown, methods: readonly string[] = []): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null)
    throw new InvalidOptionError(
      name,
      methods.length === 0 ? 'an object' : `an object with ${methods.join(', ')}`,
      value,
    );
  for (const method of methods) {
    const own = (value as Readonly<Record<string, unknown>>)[method];
    if (typeof own !== 'function') throw new InvalidOptionError(`${name}.${method}`, 'a function', own);
  }
}

/** Checks that an option, where it is given, is one of some names. @throws InvalidOptionError */
export function assertName(name: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'string' || !known.includes(value))
    throw new InvalidOptionError(name, `one of ${known.join(', ')}`, value);
}

/** Checks that a signal, where one is given, is one. @throws InvalidOptionError */
export function assertSignal(value: unknown): void {
  if (value !== undefined) assertShape('signal', value, ['throwIfAborted', 'addEventListener']);
}
