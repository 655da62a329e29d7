import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokenLinks } from '../scripts/site/broken-links.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dync-site-'));
  mkdirSync(join(folder, 'guide'));
  writeFileSync(join(folder, 'site.css'), '');
  writeFileSync(join(folder, 'guide/index.html'), '<h1 id="a&amp;b">Guide</h1><a name=old></a>');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function linksOf(markup: string): ReturnType<typeof brokenLinks> {
  writeFileSync(join(folder, 'index.html'), markup);
  return brokenLinks(folder);
}

it('takes links to files, folders with an index, places, and other sites', () => {
  const targets = [
    'site.css',
    'guide/',
    'guide',
    'guide/index.html#a&amp;b',
    'guide/?q=1#old',
    '#here',
    'https://x.test/y',
  ];
  const markup = targets.map((target) => `<a href="${target}">x</a>`).join('');
  expect(linksOf(`<p id='here'>${markup}<img src=site.css></p>`)).toEqual({ pages: 2, links: 7, broken: [] });
});

it('names the page, the link and the reason of each that leads nowhere', () => {
  const targets = ['gone.html', 'guide/index.html#c', '#gone', '/site.css', '../site.css'];
  const markup = targets.map((target) => `<a class="x"\n  href='${target}'>x</a>`).join('');
  expect(linksOf(`${markup}<img src="gone.png">`).broken).toEqual([
    'index.html: gone.html (no such file)',
    'index.html: guide/index.html#c (no such place)',
    'index.html: #gone (no such place)',
    'index.html: /site.css (leaves the folder of the site where that is not the root of its host)',
    'index.html: ../site.css (leaves the site)',
    'index.html: gone.png (no such file)',
  ]);
});

it('does not take code for links', () => {
  const markup = '<pre>x src="gone.js"</pre><script>const a = `<a href="gone">`;</script><!-- <a href="gone"> -->';
  expect(linksOf(markup)).toEqual({ pages: 2, links: 0, broken: [] });
});

it('finds the script of a page', () => {
  expect(linksOf('<script type="module" src="gone.js"></script>').broken).toEqual([
    'index.html: gone.js (no such file)',
  ]);
});
