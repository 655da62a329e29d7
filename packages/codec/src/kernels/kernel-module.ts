/**
 * @file Loads WebAssembly kernels. A module comes as text, so the same file works in Node, in pages and in workers without
 * fetching anything, and is compiled at its first use, which takes a few milliseconds. Where WebAssembly or its SIMD is
 * missing or refused (a content security policy without `wasm-unsafe-eval`), callers run the TypeScript twin of a kernel
 * instead, which gives the same result.
 */
import { Arena } from './arena.js';

/** What every kernel module exports besides its kernels. */
export interface ModuleExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** First address that the module does not use itself. */
  room(): number;
}

/** Floats that kernels take at a time. */
export const LANES = 4;

let enabled = true;

/**
 * Turns all kernels on or off, for tests and benches that compare them with their twins. They are on at first.
 * @returns whether they were on before
 */
export function useKernels(on: boolean): boolean {
  const before = enabled;
  enabled = on;
  return before;
}

interface Loaded<Exports> {
  readonly exports: Exports;
  readonly arena: Arena;
}

/** The kernels of one WebAssembly module, and the memory they work in. */
export class KernelModule<Exports extends ModuleExports> {
  readonly #text: string;
  #loaded: Loaded<Exports> | 'refused' | undefined;

  /** @param text the module in base64 */
  constructor(text: string) {
    this.#text = text;
  }

  /**
   * Calls `work` with the kernels and with memory that is theirs until it returns. It must not call kernels of the same
   * module through another `run`, and must write its results last.
   * @returns false where nothing was done, since there are no kernels or not enough memory: then the twin has to do it
   */
  run(work: (exports: Exports, arena: Arena) => void): boolean {
    if (!enabled) return false;
    this.#loaded ??= load<Exports>(this.#text);
    if (this.#loaded === 'refused') return false;
    const { exports, arena } = this.#loaded;
    arena.reset();
    try {
      work(exports, arena);
    } catch (error) {
      if (arena.exhausted) return false;
      throw error;
    }
    return true;
  }
}

function load<Exports extends ModuleExports>(text: string): Loaded<Exports> | 'refused' {
  try {
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: {
        abort: () => {
          throw new Error('Expected kernels not to abort');
        },
      },
    });
    const kernels = exports as unknown as Exports;
    return { exports: kernels, arena: new Arena(kernels.memory, kernels.room()) };
  } catch {
    return 'refused';
  }
}
