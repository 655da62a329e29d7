// @ts-check
/** @file Cells of Markdown tables, and figures over them. */

/**
 * The text below the first heading that contains a title, up to the next heading of its level or above; empty where there is none.
 * @param {string} markdown
 * @param {string} title
 */
export function section(markdown, title) {
  const heading = [...markdown.matchAll(/^(#+) (.+)$/gm)].find(([, , text = '']) => text.includes(title));
  if (heading === undefined) return '';
  const from = heading.index + heading[0].length;
  const rest = markdown.slice(from);
  const end = rest.search(new RegExp(`^#{1,${heading[1]?.length ?? 1}} `, 'm'));
  return end < 0 ? rest : rest.slice(0, end);
}

/**
 * Rows of all tables of a text, without heads and the lines below them.
 * @param {string} markdown
 * @returns {string[][]}
 */
export function tableRows(markdown) {
  const lines = markdown.split('\n').map((line) => (line.startsWith('|') ? cellsOf(line) : undefined));
  return lines.flatMap((cells, index) =>
    cells === undefined || isRule(cells) || isRule(lines[index + 1]) ? [] : [cells],
  );
}

/**
 * The first row whose first cell begins with a text; empty where there is none.
 * @param {string} markdown
 * @param {string} first
 */
export function row(markdown, first) {
  return tableRows(markdown).find(([cell = '']) => cell.startsWith(first)) ?? [];
}

/**
 * A column of the first table that has it.
 * @param {string} markdown
 * @param {string} title
 * @param {number} [which] where several have that title, from 0
 */
export function column(markdown, title, which = 0) {
  const lines = markdown.split('\n');
  for (const [index, line] of lines.entries()) {
    const at = line.startsWith('|')
      ? cellsOf(line).flatMap((cell, place) => (cell === title ? [place] : []))[which]
      : undefined;
    if (at === undefined) continue;
    const end = lines.findIndex((other, place) => place > index && !other.startsWith('|'));
    return lines.slice(index + 2, end < 0 ? undefined : end).map((other) => cellsOf(other)[at] ?? '');
  }
  return [];
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] ?? NaN) + (sorted[sorted.length >> 1] ?? NaN)) / 2;
}

/** @param {string} line */
function cellsOf(line) {
  return line
    .replace(/^\||\|\s*$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

/** @param {readonly string[] | undefined} cells */
function isRule(cells) {
  return cells?.every((cell) => /^:?-+:?$/.test(cell)) ?? false;
}
