// @ts-check
/** @file Anchors of headings, named as GitHub names them. */

/**
 * Names anchors of the headings of one document, in order: one that is there already gets a number.
 * @returns {(title: string) => string} the anchor of the next heading, from its Markdown
 */
export function anchorNames() {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return (title) => {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = plain.replace(/[^\p{L}\p{N}\p{M}_\s-]/gu, '').replace(/\s/g, '-');
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  };
}
