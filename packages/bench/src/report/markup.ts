/** A cell of a table: text, and whether it is good or bad news. */
export interface Cell {
  readonly text: string;
  readonly tone?: 'good' | 'bad' | undefined;
}

/** Text made safe for HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
}

/**
 * A table that scrolls sideways where the window is narrow.
 * @param last whether the last row is a total
 */
export function tableMarkup(
  head: readonly string[],
  rows: readonly (readonly (string | Cell)[])[],
  kind = '',
  last = false,
): string {
  const cell = (entry: string | Cell) => {
    const { text, tone } = typeof entry === 'string' ? { text: entry, tone: undefined } : entry;
    return `<td${tone === undefined ? '' : ` class="${tone}"`}>${escapeHtml(text)}</td>`;
  };
  const body = rows.map(
    (row, index) => `<tr${last && index === rows.length - 1 ? ' class="total"' : ''}>${row.map(cell).join('')}</tr>`,
  );
  return `<div class="wide"><table class="${kind}"><thead><tr>${head.map((title) => `<th>${escapeHtml(title)}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
