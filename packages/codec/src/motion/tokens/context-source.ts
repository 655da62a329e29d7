import { createContexts, type Contexts } from '../../bitstream/index.js';
import { CONTEXT_TABLES } from './context-tables.js';

/** Makes the contexts of one named set; the trainer puts its own in the place of {@link trainedContexts}. */
export type ContextSource = (name: string, size: number) => Contexts;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const RUN = '*';
/** How many bits an initial probability counts for, by the low four bits of a table's entry. */
export const TRUSTS: readonly number[] = [0, 1, 2, 3, 4, 6, 8, 11, 14, 18, 22, 27, 32, 37, 42, 47];
const HALF = 128;

/** Where contexts start: probabilities of a zero bit in 1/65536, and how many bits each counts for. */
export interface InitialContexts {
  readonly probabilities: Uint16Array;
  readonly trusts: Uint8Array;
}

/**
 * Reads the text of one set. An entry is two letters, high six bits first: the probability in 1/256, 1 to 255, times 16, plus
 * an index into {@link TRUSTS}. A `*` and a letter of value n stand for n + 1 entries of one half and trust 0, as does what
 * is missing at the end.
 */
export function parseContexts(text: string, size: number): InitialContexts {
  const probabilities = new Uint16Array(size).fill(HALF << 8);
  const trusts = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < text.length; i += 2) {
    const low = ALPHABET.indexOf(text[i + 1]!);
    if (text[i] === RUN) {
      at += low + 1;
      continue;
    }
    const entry = (ALPHABET.indexOf(text[i]!) << 6) | low;
    probabilities[at] = (entry >> 4) << 8;
    trusts[at] = TRUSTS[entry & 15]!;
    at++;
  }
  return { probabilities, trusts };
}

/** Text of one set; see {@link parseContexts}. Probabilities are rounded to 1/256, trusts must be in {@link TRUSTS}. */
export function formatContexts({ probabilities, trusts }: InitialContexts): string {
  let text = '';
  let unknown = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const share = Math.min(Math.max(Math.round(probabilities[i]! / 256), 1), 255);
    if (share === HALF && trusts[i] === 0) {
      unknown++;
      continue;
    }
    for (; unknown > 0; unknown -= Math.min(unknown, ALPHABET.length))
      text += RUN + ALPHABET[Math.min(unknown, ALPHABET.length) - 1]!;
    const entry = (share << 4) | TRUSTS.indexOf(trusts[i]!);
    text += ALPHABET[entry >> 6]! + ALPHABET[entry & 63]!;
  }
  return text;
}

const parsed = new Map<string, InitialContexts>();

/** Contexts as at the start of every group: from the trained table of this name. */
export const trainedContexts: ContextSource = (name, size) => {
  let initial = parsed.get(name);
  if (initial === undefined) parsed.set(name, (initial = parseContexts(CONTEXT_TABLES[name] ?? '', size)));
  return createContexts(size, initial.probabilities, initial.trusts);
};
