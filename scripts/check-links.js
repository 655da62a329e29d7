// @ts-check
/**
 * @file Fails where a relative link in a Markdown file points to no file, or to a heading that is not there.
 *
 *   node scripts/check-links.js [FILE...]     all Markdown files that git knows or would add, where none is named
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { anchorNames } from './heading-anchors.js';

const ROOT = join(import.meta.dirname, '..');
const LINK = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|^\s*\[[^\]]+\]:\s+(\S+)|(?:src|href)="([^"]+)"/gm;

const named = process.argv.slice(2).map((file) => resolve(file));
const files = named.length > 0 ? named : listedByGit();
const broken = files.flatMap(brokenLinks);
for (const line of broken) process.stdout.write(`${line}\n`);
process.stdout.write(`${files.length} Markdown files, ${broken.length} broken links\n`);
if (broken.length > 0) process.exitCode = 1;

function listedByGit() {
  const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'];
  const names = execFileSync('git', options, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  return names.map((name) => join(ROOT, name)).filter((file) => file.endsWith('.md') && existsSync(file));
}

/** @param {string} file @returns {string[]} one line for each link that leads nowhere */
function brokenLinks(file) {
  const targets = [...withoutCode(readFileSync(file, 'utf8')).matchAll(LINK)].map(
    (match) => match[1] ?? match[2] ?? match[3],
  );
  return targets.flatMap((target = '') => {
    const reason = /^([a-z][a-z+.-]*:|\/\/)/i.test(target) ? undefined : whyBroken(file, target);
    return reason === undefined ? [] : [`${relative(ROOT, file)}: ${target} (${reason})`];
  });
}

/** @param {string} file @param {string} target @returns {string | undefined} */
function whyBroken(file, target) {
  const [path = '', anchor] = target.split('#');
  const place = path === '' ? file : resolve(dirname(file), decodeURIComponent(path));
  if (!existsSync(place)) return 'no such file';
  if (anchor === undefined || anchor === '' || !place.endsWith('.md') || statSync(place).isDirectory())
    return undefined;
  return headings(place).has(decodeURIComponent(anchor)) ? undefined : 'no such heading';
}

/** Anchors of a file's headings. @param {string} file */
function headings(file) {
  const text = readFileSync(file, 'utf8').replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
  const anchorOf = anchorNames();
  const anchors = [...text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, title = '']) => anchorOf(title));
  const explicit = [...text.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)].map(([, id = '']) => id);
  return new Set([...anchors, ...explicit]);
}

/** Text outside fenced and inline code. @param {string} text */
function withoutCode(text) {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`(?:[^`\n]|\n(?!\n))*`/g, '');
}
