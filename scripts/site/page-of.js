// @ts-check
/** The page of a Markdown file. @param {string} file */
export function pageOf(file) {
  return file.replace(/(^|\/)README\.md$/, '$1index.md').replace(/\.md$/, '.html');
}
