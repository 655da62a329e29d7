// @ts-check
/** @file Fenced code of Markdown text. */

/**
 * @typedef {object} FencedBlock
 * @property {string} language first word of the info string
 * @property {string | undefined} source second word: the file that the block quotes
 * @property {string} text lines between the fences
 * @property {number} line number of the first of them, from 1
 */

/**
 * The fenced blocks of a Markdown text that name a language, in order.
 * @param {string} markdown
 * @returns {FencedBlock[]}
 */
export function fencedBlocks(markdown) {
  /** @type {FencedBlock[]} */
  const blocks = [];
  for (const match of markdown.matchAll(/^(```+|~~~+)(\w+)(?: +(\S+))?[^\n]*\n([\s\S]*?)^\1$/gm)) {
    const [, , language = '', source, text = ''] = match;
    blocks.push({ language, source, text, line: markdown.slice(0, match.index).split('\n').length + 1 });
  }
  return blocks;
}
