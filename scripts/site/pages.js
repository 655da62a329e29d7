// @ts-check
/**
 * @file Pages of the site: one for each Markdown file that git knows, at the same place, README.md as index.html. Links to
 * Markdown files become links to their pages; what is no page stays text, without a link.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import MarkdownIt from 'markdown-it';
import { anchorNames } from '../heading-anchors.js';
import { navigation } from './navigation.js';
import { pageOf } from './page-of.js';
import { pageMarkup } from './template.js';

/**
 * Writes all pages, their pictures and the style sheet.
 * @param {string} root of the repository
 * @param {string} output
 */
export function writePages(root, output) {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = listed.split('\n').filter((file) => file !== '' && existsSync(join(root, file)));
  const menu = navigation(readFileSync(join(root, 'docs/README.md'), 'utf8'));
  const site = { root, output, pages: new Set(files) };
  for (const file of files) {
    const { title, html } = rendered(site, file);
    write(join(output, pageOf(file)), pageMarkup({ page: pageOf(file), title, html, menu }));
  }
  write(join(output, 'site.css'), readFileSync(join(import.meta.dirname, 'site.css'), 'utf8'));
}

/**
 * @typedef {object} Site
 * @property {string} root
 * @property {string} output
 * @property {ReadonlySet<string>} pages Markdown files that have a page
 */

/**
 * @param {Site} site
 * @param {string} file
 */
function rendered(site, file) {
  const markdown = new MarkdownIt({ html: true, linkify: false });
  const anchorOf = anchorNames();
  let title = file;
  markdown.core.ruler.push('places', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      // Cells say how they are aligned by an inline style, which the policy of the pages forbids.
      if (token.attrGet('style') !== null) token.attrs = [['class', 'number']];
      if (token.type === 'heading_open') {
        const { content = '', children } = tokens[index + 1] ?? {};
        token.attrSet('id', anchorOf(content));
        if (token.tag === 'h1') title = (children ?? []).map((child) => child.content).join('');
      }
      for (const child of token.children ?? []) {
        if (child.type === 'image') child.attrSet('src', placeOf(site, file, String(child.attrGet('src'))) ?? '');
        if (child.type === 'link_open') link(site, file, child);
      }
    }
  });
  const { table_open: open, table_close: close } = markdown.renderer.rules;
  markdown.renderer.rules['table_open'] = (...args) => `<div class="wide">${open?.(...args) ?? '<table>'}`;
  markdown.renderer.rules['table_close'] = (...args) => `${close?.(...args) ?? '</table>'}</div>`;
  const html = markdown.render(readFileSync(join(site.root, file), 'utf8'));
  return { title, html };
}

/**
 * Points a link to a page, or makes it none: an anchor without an address is text.
 * @param {Site} site
 * @param {string} file
 * @param {import('markdown-it/lib/token.mjs').default} token
 */
function link(site, file, token) {
  const place = placeOf(site, file, String(token.attrGet('href')));
  if (place === undefined) {
    token.attrs = [['class', 'file']];
    return;
  }
  token.attrSet('href', place);
}

/**
 * Where a link of a file leads on the site, as seen from its page; undefined where it leads to nothing on it.
 * @param {Site} site
 * @param {string} file
 * @param {string} target
 */
function placeOf({ root, output, pages }, file, target) {
  if (/^([a-z][a-z+.-]*:|\/\/|#)/i.test(target)) return target;
  const [path = '', anchor] = target.split('#');
  const at = posix.normalize(posix.join(posix.dirname(file), decodeURIComponent(path))).replace(/\/$/, '');
  const name = pages.has(at) ? at : posix.join(at, 'README.md');
  if (pages.has(name)) return fromPage(file, pageOf(name)) + (anchor === undefined ? '' : `#${anchor}`);
  if (!/\.(jpe?g|png|webp|svg|gif|json|txt)$/.test(at) || !statSync(join(root, at)).isFile()) return undefined;
  mkdirSync(dirname(join(output, at)), { recursive: true });
  copyFileSync(join(root, at), join(output, at));
  return fromPage(file, at);
}

/** @param {string} file @param {string} to */
function fromPage(file, to) {
  return posix.relative(posix.dirname(file), to) || posix.basename(to);
}

/** @param {string} file @param {string} text */
function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
