// @ts-check
/** @file The HTML around the text of a page. No script. */
import { posix } from 'node:path';

/**
 * @typedef {object} Page
 * @property {string} page its place on the site
 * @property {string} title
 * @property {string} html
 * @property {readonly import('./navigation.js').MenuSection[]} menu
 */

/** @param {Page} page */
export function pageMarkup({ page, title, html, menu }) {
  /** @param {string} to */
  const place = (to) => posix.relative(posix.dirname(page), to) || posix.basename(to);
  const sections = menu.map(
    ({ title: name, links }) =>
      `<p>${escaped(name)}</p><ul>${links
        .map(
          (link) =>
            `<li><a href="${place(link.page)}"${link.page === page ? ' aria-current="page"' : ''}>${escaped(link.title)}</a></li>`,
        )
        .join('')}</ul>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src 'self'">
<title>${escaped(title === 'Dynamics-Codec' ? title : `${title} | Dynamics-Codec`)}</title>
<link rel="stylesheet" href="${place('site.css')}">
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<header><a href="${place('index.html')}">Dynamics-Codec</a></header>
<details class="menu"><summary>Menu</summary><nav aria-label="Menu">${sections.join('')}</nav></details>
<nav class="side" aria-label="Documentation">${sections.join('')}</nav>
<main id="text">
${html}${next(page, menu, place)}</main>
</body>
</html>
`;
}

/**
 * A link to the next page of the guide.
 * @param {string} page
 * @param {Page['menu']} menu
 * @param {(to: string) => string} place
 */
function next(page, menu, place) {
  const links = menu.find(({ title }) => title === 'Guide')?.links ?? [];
  const at = links.findIndex((link) => link.page === page);
  const following = at < 0 ? undefined : links[at + 1];
  return following === undefined
    ? ''
    : `<p class="next"><a href="${place(following.page)}">Next: ${escaped(following.title)}</a></p>\n`;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
