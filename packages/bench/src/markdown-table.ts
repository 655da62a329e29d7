/** What a cell of a table may hold; numbers as they are. */
export type Cell = string | number;

/** One row of a Markdown table. */
export function tableRow(cells: readonly Cell[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The two lines that a Markdown table begins with; all columns but the first are set flush right. */
export function tableHead(head: readonly string[]): string[] {
  return [tableRow(head), tableRow(head.map((_, index) => (index === 0 ? '---' : '--:')))];
}

/** A Markdown table, a line each. */
export function markdownTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  return [...tableHead(head), ...rows.map(tableRow)];
}
