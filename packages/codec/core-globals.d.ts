/**
 * @file The few globals that the core uses besides the language itself. It is compiled without the types of Node and of
 * browsers, so another global is an error until it is declared here; every platform must have it.
 */

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare const AbortSignal: {
  any(signals: readonly AbortSignal[]): AbortSignal;
};

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare const performance: {
  now(): number;
};

declare function setTimeout(callback: () => void, milliseconds: number): unknown;

declare function atob(text: string): string;

/** Callers expect all of it to be missing or to throw. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, () => void>>);
    readonly exports: Record<string, unknown>;
  }
}
