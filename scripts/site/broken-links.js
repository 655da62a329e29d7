// @ts-check
/** @file Links of a static site: whether each leads to a file of it, and to a place that the file has. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const LINK = /\s(?:href|src|poster)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;
const PLACE = /\s(?:id|name)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;
/** What is no markup: code of scripts, rules of styles, remarks. */
const NO_MARKUP = /<script\b([^>]*)>[\s\S]*?<\/script>|<style\b[\s\S]*?<\/style>|<!--[\s\S]*?-->/g;
/** An address of another site, of mail, or with the data in it. */
const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/**
 * All links of the pages in a folder that lead nowhere.
 * @param {string} folder
 * @returns {{ pages: number, links: number, broken: string[] }} how many there are, and a line for each that is broken
 */
export function brokenLinks(folder) {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  /** @type {Map<string, Set<string>>} */
  const known = new Map();
  /** @param {string} file */
  const placesOf = (file) => {
    const places = known.get(file) ?? new Set(valuesOf(markupOf(file), PLACE));
    known.set(file, places);
    return places;
  };
  /** @type {string[]} */
  const broken = [];
  let links = 0;
  for (const page of pages.sort()) {
    const file = join(folder, page);
    for (const target of valuesOf(markupOf(file), LINK)) {
      if (ELSEWHERE.test(target)) continue;
      links++;
      const reason = whyBroken(folder, file, target, placesOf);
      if (reason !== undefined) broken.push(`${page.replaceAll(sep, '/')}: ${target} (${reason})`);
    }
  }
  return { pages: pages.length, links, broken };
}

/**
 * @param {string} folder of the site
 * @param {string} file that has the link
 * @param {string} target
 * @param {(file: string) => ReadonlySet<string>} placesOf
 * @returns {string | undefined}
 */
function whyBroken(folder, file, target, placesOf) {
  const [address = '', place] = target.split('#');
  const path = decodeURIComponent(address.split('?')[0] ?? '');
  if (path.startsWith('/')) return 'leaves the folder of the site where that is not the root of its host';
  let to = path === '' ? file : join(dirname(file), path);
  if (relative(folder, to).startsWith('..')) return 'leaves the site';
  if (existsSync(to) && statSync(to).isDirectory()) to = join(to, 'index.html');
  if (!existsSync(to)) return 'no such file';
  if (place === undefined || place === '' || !to.endsWith('.html')) return undefined;
  return placesOf(to).has(decodeURIComponent(place)) ? undefined : 'no such place';
}

/** @param {string} file */
function markupOf(file) {
  return readFileSync(file, 'utf8').replace(NO_MARKUP, (_, attributes) => `<script${attributes ?? ''}>`);
}

/** @param {string} markup @param {RegExp} pattern @returns {string[]} */
function valuesOf(markup, pattern) {
  const tags = (markup.match(TAG) ?? []).join('\n');
  return [...tags.matchAll(pattern)].map(([, a, b, c]) => decoded(a ?? b ?? c ?? ''));
}

/** @param {string} text with the entities that addresses have */
function decoded(text) {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
