import { DynamicsError } from 'dynamics-codec/picture';
import { RemoteError, WorkerError } from './errors.js';

/** Classes of errors by name: those that shall come back as themselves, `{ ModelError }`. */
export type ErrorClasses = Readonly<Record<string, { readonly prototype: Error }>>;

/** An error as plain data: its name, message, code, and those of its own fields that are strings, numbers or flags. */
export interface ErrorFacts {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly [field: string]: unknown;
}

/** What crosses of an error. */
export function factsOf(error: unknown): ErrorFacts {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof DynamicsError)) return { name, message, code: 'INTERNAL' };
  const fields = Object.entries(error).filter(([, value]) => /^(str|num|boo)/.test(typeof value));
  return { ...Object.fromEntries(fields), name, message, code: error.code };
}

/** The error again: of its own class where `classes` has it, an abort as the platform throws it. */
export function errorFrom({ message, ...fields }: ErrorFacts, classes: ErrorClasses = {}): Error {
  const { name } = fields;
  if (name === 'AbortError' && 'DOMException' in globalThis) return new DOMException(message, name);
  const { prototype } = { WorkerError, ...classes }[name] ?? RemoteError;
  return Object.assign(Object.setPrototypeOf(new Error(message), prototype as object) as Error, fields);
}
