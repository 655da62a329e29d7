/**
 * What a terminal would act on instead of showing: control and escape sequences (C0, C1), what turns the direction of
 * text, line and paragraph separators, and halves of surrogate pairs.
 */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text of unknown origin, such as the name of a file, as one line that is safe to print to a terminal. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (letter) => SHORT[letter] ?? unicodeEscape(letter));
}

/** JSON that is safe to print to a terminal and means the same. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSAFE, (letter) => (letter === '\n' ? letter : unicodeEscape(letter)));
}

function unicodeEscape(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
